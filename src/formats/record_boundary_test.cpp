#include "formats/record_boundary.h"

#include <gtest/gtest.h>

#include <random>
#include <string>

namespace bdp {
namespace {

class Boundary : public testing::TestWithParam<SimdLevel> {};

INSTANTIATE_TEST_SUITE_P(Simd, Boundary, testing::Values(SimdLevel::kPortable, best_simd_level()),
                         [](const auto& param) { return "Level" + std::to_string(param.index); });

TEST_P(Boundary, IsBehindTheLastNewline) {
  RecordBoundary boundary(RecordBoundary::kNoQuote, GetParam());
  EXPECT_EQ(boundary.last_end("one\ntwo\nthr"), 8U);
  EXPECT_EQ(boundary.last_end("ee"), 0U);
  EXPECT_EQ(boundary.last_end("\n"), 1U);
  EXPECT_EQ(boundary.last_end(""), 0U);
  EXPECT_EQ(boundary.first_end("x\ny\n"), 2U);
}

TEST_P(Boundary, IsNotInsideQuotes) {
  RecordBoundary boundary('"', GetParam());
  EXPECT_EQ(boundary.last_end("a\n\"b\nc"), 2U);
  EXPECT_EQ(boundary.last_end("d\ne"), 0U);
  EXPECT_EQ(boundary.last_end("\"\nf"), 2U);
}

TEST_P(Boundary, IsAnyNewlineAgainAfterARestart) {
  RecordBoundary boundary('"', GetParam());
  EXPECT_EQ(boundary.last_end("\"never closed\nb\n"), 0U);
  boundary.restart();
  EXPECT_EQ(boundary.last_end("b\n"), 2U);
}

TEST_P(Boundary, FirstEndLeavesTheRestForTheNextCall) {
  RecordBoundary boundary('"', GetParam());
  const std::string_view bytes = "\"a\n\"\nb\"\n";
  EXPECT_EQ(boundary.first_end(bytes), 5U);
  EXPECT_EQ(boundary.first_end(bytes.substr(5)), 0U);
}

TEST_P(Boundary, IsTheSameHoweverTheBytesAreCut) {
  std::mt19937 random(3);
  const std::string_view letters = "abcd\n\n\"";
  for (int round = 0; round < 2000; ++round) {
    std::string bytes;
    const std::size_t size = random() % 300;
    while (bytes.size() < size) bytes += letters[random() % letters.size()];

    std::size_t slow = 0;
    bool inside = false;
    for (std::size_t i = 0; i < size; ++i) {
      if (bytes[i] == '"') inside = !inside;
      if (bytes[i] == '\n' && !inside) slow = i + 1;
    }
    RecordBoundary boundary('"', GetParam());
    std::size_t end = 0;
    for (std::size_t at = 0; at < size;) {
      const std::size_t piece = std::min<std::size_t>(size - at, 1 + random() % 150);
      const std::size_t last = boundary.last_end(std::string_view(bytes).substr(at, piece));
      if (last != 0) end = at + last;
      at += piece;
    }
    EXPECT_EQ(end, slow) << bytes;
  }
}

}  // namespace
}  // namespace bdp
