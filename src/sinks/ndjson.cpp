#include "sinks/ndjson.h"

#include <charconv>
#include <cstdint>
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
  broken_.reset();
  std::uint64_t length = 0;
  std::from_chars(from.data(), from.data() + from.size(), length);
  TRY_ASSIGN(auto file, files_.open(path_, os::OpenMode::kModify));
  TRY_ASSIGN(const os::FileInfo info, file->info());
  if (info.size < length) {
    return Error(Code::kCorrupt, "'" + path_ + "' was cut: " + std::to_string(info.size) +
                                     " bytes are left of " + std::to_string(length) +
                                     " that were delivered; put it back, or start again with "
                                     "--restart");
  }
  TRY(file->truncate(length));
  TRY_ASSIGN(writer_, AppendWriter::open(std::move(file), length, clock_));
  return {};
}

Result<WriteOutcome> NdjsonFile::write(const Batch&, const Selection& rows, Prepared* prepared,
                                       std::stop_token) {
  if (broken_) return *broken_;
  const std::string_view text = text_of(prepared);
  if (auto appended = writer_->append(text); !appended) {
    return give_up(appended.error());
  }
  return delivered(rows, text);
}

Status NdjsonFile::flush() {
  if (broken_) return *broken_;
  if (auto flushed = writer_->flush(durable_); !flushed) {
    return give_up(flushed.error());
  }
  return {};
}

Error NdjsonFile::give_up(const Error& error) {
  // Batches that were gathered went with this one; trying only this one again would lose them.
  const Code final_code = error.code() == Code::kUnavailable ? Code::kInvalid : error.code();
  broken_ = Error(final_code, std::string(error.message()));
  // No half rows for those who look into the file; what a resume cuts off is the same.
  static_cast<void>(writer_->take_back());
  return *broken_;
}

Result<WriteOutcome> NdjsonStream::write(const Batch&, const Selection& rows, Prepared* prepared,
                                         std::stop_token stop) {
  const std::string_view text = text_of(prepared);
  TRY(output_.write(text, stop));
  return delivered(rows, text);
}

}  // namespace bdp
