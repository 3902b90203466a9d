#include "sinks/ndjson.h"

#include <charconv>
#include <utility>

#include "formats/bytes.h"
#include "formats/json_writer.h"

namespace bdp {

class EncodedLines final : public Prepared {
 public:
  Bytes text;
};

namespace {

/// Beyond this the memory of giant rows is given back.
constexpr std::size_t kKeptBytes = std::size_t{8} * 1024 * 1024;

std::string_view text_of(const Prepared* prepared) {
  return static_cast<const EncodedLines*>(prepared)->text.view();
}

WriteOutcome delivered(const Selection& rows, std::string_view text) {
  WriteOutcome outcome;
  outcome.delivered = rows.size();
  outcome.bytes = text.size();
  return outcome;
}

}  // namespace

std::unique_ptr<Prepared> encode_lines(const Batch& batch, const Selection& rows,
                                       std::unique_ptr<Prepared> reuse) {
  if (!reuse || text_of(reuse.get()).size() > kKeptBytes) reuse = std::make_unique<EncodedLines>();
  Bytes& text = static_cast<EncodedLines&>(*reuse).text;
  text.clear();
  encode_json_lines(batch, rows, {}, text);
  return reuse;
}

Status NdjsonFile::open(std::string_view from) {
  length_ = 0;
  broken_.reset();
  if (from.empty()) {
    TRY_ASSIGN(file_, files_.open(path_, os::OpenMode::kCreate));
    return {};
  }
  std::from_chars(from.data(), from.data() + from.size(), length_);
  TRY_ASSIGN(file_, files_.open(path_, os::OpenMode::kModify));
  TRY_ASSIGN(const os::FileInfo info, file_->info());
  if (info.size < length_) {
    return Error(Code::kCorrupt, "'" + path_ + "' was cut: " + std::to_string(info.size) +
                                     " bytes are left of " + std::to_string(length_) +
                                     " that were delivered; put it back, or start again with "
                                     "--restart");
  }
  TRY(file_->truncate(length_));
  return file_->seek(length_);
}

Result<WriteOutcome> NdjsonFile::write(const Batch&, const Selection& rows, Prepared* prepared,
                                       std::stop_token) {
  if (broken_) return *broken_;
  const std::string_view text = text_of(prepared);
  if (auto written = file_->write(text); !written) {
    // Half a batch must not stay: it comes again.
    Status undone = file_->truncate(length_);
    if (undone) undone = file_->seek(length_);
    if (!undone) broken_ = undone.error();
    return std::move(written).error();
  }
  length_ += text.size();
  return delivered(rows, text);
}

Status NdjsonFile::flush() {
  return durable_ ? file_->sync() : Status();
}

Result<WriteOutcome> NdjsonStream::write(const Batch&, const Selection& rows, Prepared* prepared,
                                         std::stop_token stop) {
  const std::string_view text = text_of(prepared);
  TRY(output_.write(text, stop));
  return delivered(rows, text);
}

}  // namespace bdp
