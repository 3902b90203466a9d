#include "pipeline/source.h"

#include <cstring>
#include <utility>

namespace bdp {
namespace {

/// A block this many times larger than wanted held a giant record; its memory goes back.
constexpr std::size_t kFarTooLarge = 4;

}  // namespace

char* Chunk::room(std::size_t size, std::size_t keep) {
  const bool fits = block && block.use_count() == 1 && block->size >= size &&
                    (keep > 0 || block->size / kFarTooLarge <= size);
  if (!fits) {
    auto larger = std::make_shared<Block>();
    larger->bytes = std::make_unique_for_overwrite<char[]>(size + kReadSlack);
    larger->size = size;
    // Readers may look at the slack; what they see there never matters, but it must be defined.
    std::memset(larger->bytes.get() + size, 0, kReadSlack);
    if (keep > 0) std::memcpy(larger->bytes.get(), block->bytes.get(), keep);
    block = std::move(larger);
  }
  return block->bytes.get();
}

void Chunk::clear() {
  bytes = {};
  position = 0;
  source = {};
  path.clear();
  skipped.clear();
  replayed = false;
  item = 0;
  end = 0;
  last = false;
}

}  // namespace bdp
