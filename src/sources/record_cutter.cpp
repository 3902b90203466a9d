#include "sources/record_cutter.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include "formats/lines.h"

namespace bdp {

void RecordCutter::start(std::uint64_t position) {
  position_ = position;
  carry_.clear();
  restart();
}

void RecordCutter::restart() {
  carry_scanned_ = 0;
  boundary_.restart();
}

Result<std::size_t> RecordCutter::fill(ByteReader& reader, std::span<char> into) {
  TRY_ASSIGN(const std::size_t count,
             reader.read(into.first(std::min<std::uint64_t>(into.size(), left_))));
  left_ -= count;
  return count;
}

Result<bool> RecordCutter::next(ByteReader& reader, Chunk& chunk, std::uint64_t limit) {
  left_ = limit - std::min<std::uint64_t>(limit, carry_.size());
  chunk.position = position_;
  std::size_t size = std::max(options_.chunk_bytes, carry_.size() * 2);
  char* bytes = chunk.room(size);
  std::memcpy(bytes, carry_.data(), carry_.size());
  std::size_t filled = carry_.size();
  std::size_t scanned = carry_scanned_;
  for (;;) {
    if (const std::size_t end = cut(bytes, scanned, filled); end > 0) {
      give(chunk, end, filled);
      return true;
    }
    scanned = filled;
    if (filled > longest()) {
      TRY(skip(reader, chunk, filled));
      return true;
    }
    if (filled == size) {
      size = std::min(size * 2, longest() + options_.chunk_bytes);
      bytes = chunk.room(size, filled);
    }
    TRY_ASSIGN(const std::size_t count, fill(reader, {bytes + filled, size - filled}));
    filled += count;
    if (count == 0) {
      give(chunk, filled, filled);
      return filled > 0;
    }
  }
}

/// Where the last whole record ends; 0: there is none.
std::size_t RecordCutter::cut(const char* bytes, std::size_t scanned, std::size_t filled) {
  rescan_ = false;
  if (scanned == filled) return 0;
  const std::size_t end = boundary_.last_end({bytes + scanned, filled - scanned});
  if (end > 0) return scanned + end;
  if (options_.quote == RecordBoundary::kNoQuote || filled <= longest()) return 0;
  // A quote that is never closed: the first line stands alone, quotes start anew behind it.
  const void* newline = std::memchr(bytes, '\n', filled);
  if (newline == nullptr) return 0;
  rescan_ = true;
  return static_cast<std::size_t>(static_cast<const char*>(newline) - bytes) + 1;
}

void RecordCutter::give(Chunk& chunk, std::size_t end, std::size_t filled) {
  const char* bytes = chunk.block->bytes.get();
  chunk.bytes = {bytes, end};
  carry_.assign(bytes + end, filled - end);
  carry_scanned_ = carry_.size();
  if (rescan_) restart();
  position_ += end;
}

Status RecordCutter::skip(ByteReader& reader, Chunk& chunk, std::size_t filled) {
  char* bytes = chunk.block->bytes.get();
  SkippedRecord skipped{
      position_, filled, {bytes, std::min(filled, kLongLineHead)}, Error(Code::kInvalid, "")};
  std::uint64_t end_of_line = 0;
  carry_.clear();
  for (;;) {
    TRY_ASSIGN(const std::size_t count, fill(reader, {bytes, options_.chunk_bytes}));
    if (count == 0) break;
    if (const void* newline = std::memchr(bytes, '\n', count)) {
      const auto end = static_cast<std::size_t>(static_cast<const char*>(newline) - bytes);
      skipped.length += end;
      end_of_line = 1;
      carry_.assign(bytes + end + 1, count - end - 1);
      break;
    }
    skipped.length += count;
  }
  skipped.reason =
      Error(Code::kInvalid, "line is longer than the limit: offset " + std::to_string(position_) +
                                ", " + std::to_string(skipped.length) + " bytes, limit " +
                                std::to_string(options_.max_record_bytes) +
                                " bytes; raise max_line_bytes or split the line");
  position_ += skipped.length + end_of_line;
  chunk.skipped.push_back(std::move(skipped));
  restart();
  return {};
}

}  // namespace bdp
