#include "sinks/elasticsearch.h"

#include <zlib.h>

#include <algorithm>
#include <array>
#include <numeric>
#include <vector>

#include "base/check.h"
#include "formats/bytes.h"
#include "formats/json_text.h"
#include "formats/json_writer.h"
#include "record/arena.h"
#include "sinks/bulk_answer.h"
#include "wire/percent_encoding.h"

namespace bdp {
namespace {

constexpr long kTooLarge = 413;
constexpr long kFirstFailure = 400;
/// Beyond this the memory of giant rows is given back.
constexpr std::size_t kKeptBytes = std::size_t{16} * 1024 * 1024;
/// What the cluster may wait for a shard that is not there; after that the document comes again.
constexpr std::string_view kShardTimeout = "10s";

/// 16 bytes as 22 characters, in the alphabet that needs no escapes in URLs.
std::array<char, 22> base64(const std::array<char, 16>& bytes) {
  constexpr std::string_view kAlphabet =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  std::array<char, 22> text{};
  const auto byte = [&](std::size_t i) -> unsigned {
    return i < bytes.size() ? static_cast<unsigned char>(bytes[i]) : 0U;
  };
  for (std::size_t group = 0, to = 0; to < text.size(); group += 3) {
    const unsigned bits = byte(group) << 16U | byte(group + 1) << 8U | byte(group + 2);
    for (unsigned shift = 18; to < text.size(); shift -= 6) {
      text[to++] = kAlphabet[bits >> shift & 63U];
      if (shift == 0) break;
    }
  }
  return text;
}

/// `text` as gzip, at the level that costs least.
void compress(std::string_view text, Bytes& out) {
  z_stream stream{};
  constexpr int kGzip = 16;
  CHECK(deflateInit2(&stream, Z_BEST_SPEED, Z_DEFLATED, MAX_WBITS + kGzip, MAX_MEM_LEVEL,
                     Z_DEFAULT_STRATEGY) == Z_OK);
  // zlib does not write through it.
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  stream.avail_in = static_cast<uInt>(text.size());
  const std::size_t room = deflateBound(&stream, static_cast<uLong>(text.size()));
  char* const to = out.reserve(room);
  stream.next_out = reinterpret_cast<Bytef*>(to);
  stream.avail_out = static_cast<uInt>(room);
  CHECK(deflate(&stream, Z_FINISH) == Z_STREAM_END);
  out.set_end(to + (room - stream.avail_out));
  deflateEnd(&stream);
}

}  // namespace

/// A batch as the body of bulks: for each row its action and its document, a line each.
class ElasticsearchSink::Documents final : public Prepared {
 public:
  void fill(const Batch& batch, const Selection& rows,
            const std::optional<lang::Template>& routing) {
    if (bytes_.size() > kKeptBytes) bytes_ = Bytes();
    bytes_.clear();
    ends_.clear();
    rows_.clear();
    refused_.clear();
    arena_.reset();
    const JsonRowWriter writer(batch, {});
    for (const RowIndex row : rows) {
      const std::size_t begin = bytes_.size();
      if (!append_action(batch, row, routing)) {
        bytes_.truncate(begin);
        continue;
      }
      writer.append(row, bytes_);
      bytes_.push_back('\n');
      ends_.push_back(bytes_.size());
      rows_.push_back(row);
    }
  }

  std::size_t count() const { return ends_.size(); }
  std::size_t begin_of(std::size_t i) const { return i == 0 ? 0 : ends_[i - 1]; }
  std::size_t size() const { return bytes_.size(); }
  RowIndex row(std::size_t i) const { return rows_[i]; }
  /// The lines of documents `first` to `end`.
  std::string_view lines(std::size_t first, std::size_t end) const {
    return bytes_.view().substr(begin_of(first), ends_[end - 1] - begin_of(first));
  }
  const std::vector<Rejection>& refused() const { return refused_; }

 private:
  /// False: the row is refused.
  bool append_action(const Batch& batch, RowIndex row,
                     const std::optional<lang::Template>& routing) {
    bytes_.append(R"({"create":{"_id":)");
    if (batch.document_ids().empty()) {
      const std::array<char, 22> id = base64(batch.id(row).bytes());
      bytes_.push_back('"');
      bytes_.append({id.data(), id.size()});
      bytes_.push_back('"');
    } else {
      const Value key = batch.document_ids()[row];
      if (!key.present()) return refuse(row, "the row has no value for its document_id");
      append_json_string(key.as_text(), key.text_flags(), bytes_);
    }
    if (routing) {
      const std::string_view missing = routing->missing_field(batch, row);
      std::string why;
      const auto text = missing.empty() ? routing->render(batch, row, arena_, &why) : std::nullopt;
      if (!text) {
        return refuse(row, missing.empty() ? "the row's routing: " + why
                                           : "the row has no value for '" + std::string(missing) +
                                                 "', a part of its routing");
      }
      bytes_.append(R"(,"routing":)");
      append_json_string(text->as_text(), text->text_flags(), bytes_);
    }
    bytes_.append("}}\n");
    return true;
  }

  bool refuse(RowIndex row, std::string reason) {
    refused_.push_back({row, Error(Code::kInvalid, std::move(reason))});
    return false;
  }

  Bytes bytes_;
  std::vector<std::size_t> ends_;
  std::vector<RowIndex> rows_;
  std::vector<Rejection> refused_;
  Arena arena_;
};

ElasticsearchSink::ElasticsearchSink(const os::Environment& environment, ElasticsearchIndex index,
                                     ElasticsearchOptions options)
    : environment_(environment),
      index_(std::move(index)),
      options_(std::move(options)),
      path_(index_.path() + "/_bulk?timeout=" + std::string(kShardTimeout) +
            // Without patterns: matching each item against those costs the cluster 5 % of its time.
            "&filter_path=errors,items.create.status,items.create.error" +
            (options_.pipeline.empty() ? "" : "&pipeline=" + percent_encoded(options_.pipeline))),
      bulk_size_(options_.bulk_bytes) {}

Status ElasticsearchSink::open(std::string_view) {
  return index_.create();
}

std::unique_ptr<Prepared> ElasticsearchSink::prepare(const Batch& batch, const Selection& rows,
                                                     std::unique_ptr<Prepared> reuse) const {
  if (!reuse) reuse = std::make_unique<Documents>();
  static_cast<Documents&>(*reuse).fill(batch, rows, options_.routing);
  return reuse;
}

Result<WriteOutcome> ElasticsearchSink::write(const Batch&, const Selection&, Prepared* prepared,
                                              std::stop_token stop) {
  const auto& documents = static_cast<const Documents&>(*prepared);
  WriteOutcome outcome;
  outcome.refused = documents.refused();
  for (std::size_t first = 0; first < documents.count();) {
    const std::size_t limit = documents.begin_of(first) + bulk_size_.bytes();
    std::size_t end = first + 1;
    while (end < documents.count() && documents.begin_of(end + 1) <= limit) ++end;
    TRY(deliver(documents, first, end, outcome, stop));
    first = end;
  }
  outcome.bytes = documents.size();
  return outcome;
}

Status ElasticsearchSink::deliver(const Documents& documents, std::size_t first, std::size_t end,
                                  WriteOutcome& outcome, const std::stop_token& stop) {
  std::vector<std::size_t> open(end - first);
  std::iota(open.begin(), open.end(), first);
  std::string_view body = documents.lines(first, end);
  Bytes again;
  Backoff backoff(options_.retry, environment_.clock, environment_.randomness);
  for (;;) {
    const os::SteadyTime asked = environment_.clock.steady();
    TRY_ASSIGN(const HttpAnswer answer, send(body, stop));
    if (answer.status == kTooLarge && open.size() == 1) {
      outcome.refused.push_back(
          {documents.row(open.front()),
           Error(Code::kInvalid, "a document of " + std::to_string(body.size()) +
                                     " bytes; the cluster takes less (http.max_content_length)")});
      return {};
    }
    if (answer.status == kTooLarge || answer.status == 429) bulk_size_.overloaded();
    // In smaller bulks, when the batch comes again.
    if (answer.status == kTooLarge) {
      return Error(Code::kUnavailable, answer.host + ": a bulk of " + std::to_string(body.size()) +
                                           " bytes is too large for it");
    }
    if (answer.status >= kFirstFailure) return error_of(answer);
    auto verdicts = read_bulk_answer(answer.body, open.size());
    if (!verdicts) return std::move(verdicts).error().during(answer.host);
    std::vector<std::size_t> later;
    std::string why;
    for (BulkVerdict& verdict : *verdicts) {
      const std::size_t document = open[verdict.place];
      switch (verdict.kind) {
        case BulkVerdict::Kind::kAlreadyThere:
          ++outcome.already_there;
          break;
        case BulkVerdict::Kind::kRefused:
          outcome.refused.push_back(
              {documents.row(document), Error(Code::kInvalid, std::move(verdict.reason))});
          break;
        case BulkVerdict::Kind::kBroken:
          return Error(Code::kDenied,
                       answer.host + ": index '" + index_.name() + "': " + verdict.reason);
        case BulkVerdict::Kind::kLater:
          later.push_back(document);
          why = std::move(verdict.reason);
          break;
      }
    }
    outcome.delivered += open.size() - verdicts->size();
    if (later.empty()) {
      bulk_size_.taken(body.size(), environment_.clock.steady() - asked);
      return {};
    }
    bulk_size_.overloaded();
    const Error busy(Code::kUnavailable,
                     answer.host + ": " + std::to_string(later.size()) + " documents: " + why);
    if (!backoff.again(busy, stop)) return busy;
    open = std::move(later);
    again.clear();
    for (const std::size_t document : open) again.append(documents.lines(document, document + 1));
    body = again.view();
  }
}

Result<HttpAnswer> ElasticsearchSink::send(std::string_view body, const std::stop_token& stop) {
  HttpRequest request{
      .method = "POST", .path = path_, .body = body, .content_type = "application/x-ndjson"};
  Bytes compressed;
  if (options_.gzip) {
    compress(body, compressed);
    request.body = compressed.view();
    request.gzip = true;
  }
  return index_.client().send(request, stop);
}

}  // namespace bdp
