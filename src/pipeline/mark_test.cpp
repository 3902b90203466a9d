#include "pipeline/mark.h"

#include <gtest/gtest.h>

namespace bdp {
namespace {

Mark example() {
  Mark mark;
  mark.source.bytes = std::string("file\0 7", 7);
  mark.sink_position = "1234";
  mark.dead_letter_bytes = 99;
  mark.rows = {.read = 1ULL << 40U,
               .added = 2,
               .delivered = 3,
               .already_there = 4,
               .dropped = 5,
               .dead_letters = 6,
               .bytes_read = 7};
  return mark;
}

TEST(Mark, IsReadAsItWasWritten) {
  const auto read = decode_mark(encode_mark(example()));
  ASSERT_TRUE(read);
  EXPECT_EQ(read->source.bytes, example().source.bytes);
  EXPECT_EQ(read->sink_position, "1234");
  EXPECT_EQ(read->dead_letter_bytes, 99U);
  EXPECT_EQ(read->rows, example().rows);
}

TEST(Mark, EveryCutIsNoticed) {
  const std::string whole = encode_mark(example());
  for (std::size_t size = 0; size < whole.size(); ++size) {
    const auto read = decode_mark(std::string_view(whole).substr(0, size));
    ASSERT_FALSE(read) << size;
    EXPECT_EQ(read.error().code(), Code::kCorrupt);
  }
  EXPECT_FALSE(decode_mark(whole + "x"));
}

}  // namespace
}  // namespace bdp
