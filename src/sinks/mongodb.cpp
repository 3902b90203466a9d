#include "sinks/mongodb.h"

#include <algorithm>
#include <span>
#include <vector>

#include "formats/bson_value.h"
#include "formats/bson_writer.h"
#include "formats/bytes.h"

namespace bdp {
namespace {

/// Of one document; the server's own limit, the same in every version.
constexpr std::size_t kMostDocumentBytes = std::size_t{16} * 1024 * 1024;
/// Beyond this the memory of giant rows is given back.
constexpr std::size_t kKeptBytes = std::size_t{8} * 1024 * 1024;

/// A batch as documents.
class Documents final : public Prepared {
 public:
  void fill(const Batch& batch, const Selection& rows) {
    if (bytes_.size() > kKeptBytes) bytes_ = Bytes();
    bytes_.clear();
    ends_.clear();
    rows_.clear();
    refused_.clear();
    const BsonRowWriter writer(batch);
    const bool own_keys = !batch.document_ids().empty();
    for (const RowIndex row : rows) {
      const std::size_t begin = bytes_.size();
      const Value key = own_keys ? batch.document_ids()[row] : Value();
      if (own_keys && !key.present()) {
        refuse(row, "the row has no value for its document_id");
      } else if (!writer.append(row, key, bytes_)) {
        refuse(row, "it is nested deeper than the " + std::to_string(kBsonLevels) +
                        " levels that MongoDB takes");
      } else if (const std::size_t size = bytes_.size() - begin; size > kMostDocumentBytes) {
        bytes_.truncate(begin);
        refuse(row, "a document of " + std::to_string(size) + " bytes; MongoDB takes at most " +
                        std::to_string(kMostDocumentBytes));
      } else {
        ends_.push_back(bytes_.size());
        rows_.push_back(row);
      }
    }
  }

  std::size_t count() const { return ends_.size(); }
  std::size_t begin_of(std::size_t i) const { return i == 0 ? 0 : ends_[i - 1]; }
  std::size_t size() const { return bytes_.size(); }
  RowIndex row(std::size_t i) const { return rows_[i]; }
  std::string_view document(std::size_t i) const {
    return bytes_.view().substr(begin_of(i), ends_[i] - begin_of(i));
  }
  const std::vector<Rejection>& refused() const { return refused_; }

 private:
  void refuse(RowIndex row, std::string reason) {
    refused_.push_back({row, Error(Code::kInvalid, std::move(reason))});
  }

  Bytes bytes_;
  std::vector<std::size_t> ends_;
  std::vector<RowIndex> rows_;
  std::vector<Rejection> refused_;
};

/// How many of the `count` documents from `first` go into the next bulk: as many as the limits
/// allow, less if the bulks behind it would be smaller.
std::size_t bulk_size(const Documents& documents, std::size_t first,
                      const MongodbSinkOptions& options) {
  const std::size_t count = documents.count() - first;
  const std::size_t bytes = documents.size() - documents.begin_of(first);
  const std::size_t bulks =
      std::max({std::size_t{1}, (count + options.bulk_documents - 1) / options.bulk_documents,
                (bytes + options.bulk_bytes - 1) / options.bulk_bytes});
  const std::size_t wanted = (count + bulks - 1) / bulks;
  std::size_t taken = 1;
  std::size_t size = documents.document(first).size();
  while (taken < wanted && size + documents.document(first + taken).size() <= options.bulk_bytes) {
    size += documents.document(first + taken).size();
    ++taken;
  }
  return taken;
}

}  // namespace

Status MongodbSink::open(std::string_view) {
  return set_up(*client_, collection_);
}

std::unique_ptr<Prepared> MongodbSink::prepare(const Batch& batch, const Selection& rows,
                                               std::unique_ptr<Prepared> reuse) const {
  if (!reuse) reuse = std::make_unique<Documents>();
  static_cast<Documents&>(*reuse).fill(batch, rows);
  return reuse;
}

Result<WriteOutcome> MongodbSink::write(const Batch&, const Selection&, Prepared* prepared,
                                        std::stop_token stop) {
  const std::stop_callback on_stop(stop, [this] { client_->interrupt(); });
  const auto& documents = static_cast<const Documents&>(*prepared);
  WriteOutcome outcome;
  outcome.refused = documents.refused();
  std::vector<std::string_view> bulk;
  for (std::size_t first = 0; first < documents.count(); first += bulk.size()) {
    const std::size_t size = bulk_size(documents, first, options_);
    bulk.clear();
    for (std::size_t i = 0; i < size; ++i) bulk.push_back(documents.document(first + i));
    TRY_ASSIGN(auto refusals, client_->insert(collection_.database, collection_.name, bulk));
    outcome.delivered += size - refusals.size();
    for (MongodbClient::Refusal& refusal : refusals) {
      if (refusal.already_there) {
        ++outcome.already_there;
      } else {
        outcome.refused.push_back({documents.row(first + refusal.place),
                                   Error(Code::kInvalid, std::move(refusal.reason))});
      }
    }
  }
  outcome.bytes = documents.size();
  return outcome;
}

}  // namespace bdp
