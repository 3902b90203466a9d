#include "sinks/append_writer.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include "base/check.h"

namespace bdp {
namespace {

constexpr std::size_t kPieceBytes = std::size_t{2} * 1024 * 1024;

/// A disk is judged by this much, and found slow below that many bytes a second.
constexpr std::uint64_t kMeasuredBytes = std::uint64_t{64} * 1024 * 1024;
constexpr double kSlowBytesPerSecond = 300e6;

}  // namespace

AppendWriter::AppendWriter(std::unique_ptr<os::File> file, std::uint64_t length, os::Clock& clock)
    : file_(std::move(file)),
      clock_(&clock),
      piece_(static_cast<char*>(std::aligned_alloc(os::kBlockBytes, kPieceBytes))),
      filled_(length % os::kBlockBytes),
      begin_(length - filled_),
      flushed_(length) {
  CHECK(piece_ != nullptr);
}

Result<AppendWriter> AppendWriter::open(std::unique_ptr<os::File> file, std::uint64_t length,
                                        os::Clock& clock) {
  AppendWriter writer(std::move(file), length, clock);
  // The block that the file ends in is written again with what follows.
  TRY_ASSIGN(const std::size_t read,
             writer.file_->read_at({writer.piece_.get(), writer.filled_}, writer.begin_));
  if (read != writer.filled_) {
    return Error(Code::kCorrupt, "'" + writer.file_->path() + "' was cut while it was opened");
  }
  return writer;
}

Status AppendWriter::append(std::string_view bytes) {
  while (!bytes.empty()) {
    const std::size_t count = std::min(bytes.size(), kPieceBytes - filled_);
    std::memcpy(piece_.get() + filled_, bytes.data(), count);
    filled_ += count;
    bytes.remove_prefix(count);
    if (filled_ == kPieceBytes) TRY(write_piece());
  }
  return {};
}

Status AppendWriter::write_piece() {
  const os::SteadyTime start = clock_->steady();
  const bool around = !slow_ && file_->bypass_cache(true);
  TRY(file_->seek(begin_));
  Status written = file_->write({piece_.get(), kPieceBytes});
  if (around && !written && written.error().code() == Code::kInvalid) {
    // A file system that takes the wish and refuses the deed.
    slow_ = true;
    file_->bypass_cache(false);
    TRY(file_->seek(begin_));
    written = file_->write({piece_.get(), kPieceBytes});
  }
  TRY(std::move(written));
  begin_ += kPieceBytes;
  filled_ = 0;
  if (!around || slow_) return {};
  measured_bytes_ += kPieceBytes;
  measured_ += clock_->steady() - start;
  if (measured_bytes_ < kMeasuredBytes) return {};
  const double seconds = std::chrono::duration<double>(measured_).count();
  slow_ = static_cast<double>(measured_bytes_) < seconds * kSlowBytesPerSecond;
  if (slow_) file_->bypass_cache(false);
  measured_bytes_ = 0;
  measured_ = {};
  return {};
}

Status AppendWriter::flush(bool durable) {
  const std::uint64_t end = begin_ + filled_;
  if (end > flushed_) {
    // The piece is not full: through the cache, where any length will do.
    file_->bypass_cache(false);
    TRY(file_->seek(begin_));
    TRY(file_->write({piece_.get(), filled_}));
    const std::size_t whole = filled_ - filled_ % os::kBlockBytes;
    std::memmove(piece_.get(), piece_.get() + whole, filled_ - whole);
    filled_ -= whole;
    begin_ += whole;
  }
  if (durable) TRY(file_->sync());
  flushed_ = end;
  return {};
}

Status AppendWriter::take_back() {
  return file_->truncate(flushed_);
}

}  // namespace bdp
