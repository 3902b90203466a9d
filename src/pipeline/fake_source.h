#pragma once

#include <atomic>
#include <charconv>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "pipeline/source.h"

namespace bdp {

/// Lanes of numbered rows: the text of row n of lane l is n, its position 1,000,000 * l + n.
class FakeSource final : public Source {
 public:
  struct Script {
    unsigned lanes = 1;
    std::uint64_t rows = 100;  ///< A lane.
    std::uint64_t rows_a_chunk = 7;
    /// Reading fails once this many chunks are out.
    std::optional<unsigned> fail_after;
    /// After this many chunks next() waits until it is asked to stop.
    std::optional<unsigned> hang_after;
  };

  static constexpr std::uint64_t kLaneStride = 1'000'000;

  explicit FakeSource(Script script)
      : script_(script), read_(script.lanes), placed_(script.lanes) {}

  Status open(const Checkpoint& from, bool replay) override {
    const char* at = from.bytes.data();
    const char* end = at + from.bytes.size();
    for (std::uint64_t& placed : placed_) {
      if (at < end) at = std::from_chars(at, end, placed).ptr + 1;
    }
    from_ = placed_;
    if (replay) {
      placed_.assign(script_.lanes, 0);
    }
    read_ = placed_;
    return {};
  }

  unsigned lanes() const override { return script_.lanes; }
  std::size_t chunk_bytes() const override { return 256; }
  bool waits() const override { return script_.hang_after.has_value(); }

  Result<bool> next(unsigned lane, Chunk& chunk, std::stop_token stop) override {
    const unsigned number = chunks_.fetch_add(1);
    if (script_.fail_after && number >= *script_.fail_after) {
      return Error(Code::kCorrupt, "the source is broken");
    }
    if (script_.hang_after && number >= *script_.hang_after) {
      while (!stop.stop_requested()) std::this_thread::yield();
      return Error(Code::kCancelled, "stopped");
    }
    std::uint64_t& row = read_[lane];
    if (row == script_.rows) return false;
    std::uint64_t end = std::min(row + script_.rows_a_chunk, script_.rows);
    if (row < from_[lane]) end = std::min(end, from_[lane]);
    chunk.replayed = row < from_[lane];
    chunk.item = lane;
    chunk.end = end;
    chunk.position = lane * kLaneStride + row;
    chunk.path = "fake";
    std::string text;
    for (; row < end; ++row) text += std::to_string(row) + '\n';
    std::memcpy(chunk.room(text.size()), text.data(), text.size());
    chunk.bytes = {chunk.block->bytes.get(), text.size()};
    return true;
  }

  Checkpoint place(const Chunk& chunk) override {
    placed_[chunk.item] = chunk.end;
    Checkpoint checkpoint;
    for (const std::uint64_t placed : placed_) checkpoint.bytes += std::to_string(placed) + ' ';
    return checkpoint;
  }

  Status commit(const Checkpoint& done) override {
    committed_.push_back(done.bytes);
    return {};
  }

  const std::vector<std::string>& committed() const { return committed_; }

 private:
  const Script script_;
  std::atomic<unsigned> chunks_{0};
  std::vector<std::uint64_t> from_, read_, placed_;
  std::vector<std::string> committed_;
};

/// Makes of FakeSource's chunks rows with the text in column 0. The row "13" cannot be decoded when
/// `unlucky`.
class FakeDecoder final : public Decoder {
 public:
  bool unlucky = false;

  void decode(const Chunk& chunk, Batch& batch) const override {
    batch.set_source(chunk.source);
    batch.keep(chunk.block);
    std::vector<std::string_view> lines;
    for (std::string_view left = chunk.bytes; !left.empty();) {
      const std::size_t end = left.find('\n');
      lines.push_back(left.substr(0, end));
      left.remove_prefix(end + 1);
    }
    batch.set_rows(static_cast<RowIndex>(lines.size()));
    for (RowIndex row = 0; row < batch.rows(); ++row) {
      batch.set(0, row, Value::text(lines[row]));
      batch.positions().push_back(chunk.position + row);
      batch.originals().push_back(lines[row]);
      if (unlucky && lines[row] == "13") batch.reject(row, Error(Code::kInvalid, "13 is unlucky"));
    }
  }
};

}  // namespace bdp
