#include "record/arena.h"

#include <gtest/gtest.h>

#include <cstdint>

namespace bdp {
namespace {

bool aligned(const char* piece) {
  return reinterpret_cast<std::uintptr_t>(piece) % 16 == 0;
}

TEST(Arena, PiecesBehindTextsAreAligned) {
  Arena arena;
  // Past the first chunk, so that its end is met, too.
  for (std::size_t size = 0; size < 3000; ++size) {
    arena.allocate_text(size % 70);
    ASSERT_TRUE(aligned(arena.allocate(size % 100))) << size;
  }
}

TEST(Arena, TextsFollowEachOtherWithoutAGap) {
  Arena arena;
  const char* first = arena.allocate_text(3);
  EXPECT_EQ(arena.allocate_text(5), first + 3);
  arena.give_back(4);
  EXPECT_EQ(arena.allocate_text(1), first + 4);
}

}  // namespace
}  // namespace bdp
