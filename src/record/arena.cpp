#include "record/arena.h"

#include <algorithm>

namespace bdp {
namespace {

constexpr std::size_t kChunkBytes = 64 * 1024;

}  // namespace

char* Arena::allocate_chunk(std::size_t bytes) {
  // Chunks kept by reset() are all of kChunkBytes; a larger wish gets a chunk of its own.
  if (used_chunks_ < chunks_.size() && bytes <= chunks_[used_chunks_].size) {
    enter(chunks_[used_chunks_++]);
  } else {
    const std::size_t size = std::max(bytes, kChunkBytes);
    Chunk chunk{std::unique_ptr<char[]>(new char[size + kReadSlack]), size};
    // Readers may look at the slack; what they see there never matters, but it must be defined.
    std::memset(chunk.bytes.get() + size, 0, kReadSlack);
    reserved_ += size;
    chunks_.insert(chunks_.begin() + static_cast<std::ptrdiff_t>(used_chunks_), std::move(chunk));
    enter(chunks_[used_chunks_++]);
  }
  char* piece = next_;
  next_ += bytes;
  left_ -= bytes;
  return piece;
}

void Arena::enter(const Chunk& chunk) {
  next_ = chunk.bytes.get();
  left_ = chunk.size;
}

void Arena::reset() {
  std::erase_if(chunks_, [this](const Chunk& chunk) {
    const bool oversized = chunk.size > kChunkBytes;
    if (oversized) reserved_ -= chunk.size;
    return oversized;
  });
  used_chunks_ = 0;
  next_ = nullptr;
  left_ = 0;
}

}  // namespace bdp
