#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <string_view>
#include <vector>

namespace bdp {

/// Bytes that may be read, and not written, behind the end of every text that the project makes:
/// vector loops load whole registers without looking for the end.
inline constexpr std::size_t kReadSlack = 64;

/// Memory that is taken piece by piece and given back all at once. One thread at a time.
/// Pieces never move; reset() keeps the chunks for the next round.
class Arena {
 public:
  Arena() = default;
  Arena(Arena&&) noexcept = default;
  Arena& operator=(Arena&&) noexcept = default;

  /// `bytes` of uninitialised memory, aligned to 16, with kReadSlack readable bytes behind it.
  char* allocate(std::size_t bytes) {
    // Texts end anywhere.
    const std::size_t gap = -reinterpret_cast<std::uintptr_t>(next_) % 16;
    if (gap + bytes <= left_) [[likely]] {
      char* piece = next_ + gap;
      next_ += gap + bytes;
      left_ -= gap + bytes;
      return piece;
    }
    return allocate_chunk(bytes);
  }

  /// As allocate(), without alignment: for text.
  char* allocate_text(std::size_t bytes) {
    if (bytes <= left_) [[likely]] {
      char* piece = next_;
      next_ += bytes;
      left_ -= bytes;
      return piece;
    }
    return allocate_chunk(bytes);
  }

  /// Gives back the last `bytes` of the newest allocate_text(); for writers that guess too high.
  void give_back(std::size_t bytes) {
    next_ -= bytes;
    left_ += bytes;
  }

  std::string_view copy(std::string_view text) {
    char* to = allocate_text(text.size());
    if (!text.empty()) std::memcpy(to, text.data(), text.size());
    return {to, text.size()};
  }

  /// Forgets everything; keeps at most one chunk's worth of oversized memory.
  void reset();

  std::size_t reserved_bytes() const { return reserved_; }

 private:
  struct Chunk {
    std::unique_ptr<char[]> bytes;
    std::size_t size = 0;
  };
  char* allocate_chunk(std::size_t bytes);
  void enter(const Chunk& chunk);

  std::vector<Chunk> chunks_;
  std::size_t used_chunks_ = 0;
  std::size_t reserved_ = 0;
  char* next_ = nullptr;
  std::size_t left_ = 0;
};

}  // namespace bdp
