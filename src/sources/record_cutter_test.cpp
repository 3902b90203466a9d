#include "sources/record_cutter.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

namespace bdp {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::SizeIs;

/// Gives a text in pieces of a size.
class TextReader final : public ByteReader {
 public:
  TextReader(std::string text, std::size_t piece) : text_(std::move(text)), piece_(piece) {}
  Result<std::size_t> read(std::span<char> into) override {
    largest_ = std::max(largest_, into.size());
    const std::size_t count = std::min({into.size(), piece_, text_.size() - at_});
    std::copy_n(text_.data() + at_, count, into.data());
    at_ += count;
    return count;
  }
  std::size_t largest() const { return largest_; }

 private:
  std::string text_;
  std::size_t piece_;
  std::size_t at_ = 0;
  std::size_t largest_ = 0;
};

struct Cut {
  std::vector<std::string> chunks;
  std::vector<SkippedRecord> skipped;
};

Cut cut(const std::string& text, std::size_t piece, const CutOptions& options) {
  TextReader reader(text, piece);
  RecordCutter cutter(options);
  cutter.start(0);
  Cut result;
  Chunk chunk;
  while (*cutter.next(reader, chunk)) {
    if (!chunk.bytes.empty()) result.chunks.emplace_back(chunk.bytes);
    for (SkippedRecord& skipped : chunk.skipped) result.skipped.push_back(std::move(skipped));
    chunk.clear();
  }
  EXPECT_EQ(cutter.position(), text.size());
  return result;
}

std::string joined(const Cut& cut) {
  std::string text;
  for (const std::string& chunk : cut.chunks) text += chunk;
  return text;
}

class Pieces : public testing::TestWithParam<std::size_t> {};

TEST_P(Pieces, ChunksHoldWholeLinesAndNothingIsLost) {
  std::string text;
  for (int i = 0; i < 300; ++i) text += std::string(static_cast<std::size_t>(i % 37), 'x') + "\n";
  for (const std::size_t size : {16U, 64U, 1000U}) {
    const Cut result = cut(text, GetParam(), {.chunk_bytes = size});
    EXPECT_EQ(joined(result), text);
    for (const std::string& chunk : result.chunks) EXPECT_EQ(chunk.back(), '\n');
  }
}

TEST_P(Pieces, TheLastLineNeedsNoNewline) {
  EXPECT_EQ(joined(cut("a\nb", GetParam(), {.chunk_bytes = 16})), "a\nb");
  EXPECT_EQ(joined(cut("a", GetParam(), {.chunk_bytes = 16})), "a");
}

TEST_P(Pieces, ALineLongerThanTheLimitIsSkippedAndTheOthersStay) {
  const std::string text = "before\n" + std::string(5000, 'y') + "\nafter\nlast";
  const Cut result = cut(text, GetParam(), {.chunk_bytes = 64, .max_record_bytes = 100});
  EXPECT_EQ(joined(result), "before\nafter\nlast");
  ASSERT_THAT(result.skipped, SizeIs(1));
  EXPECT_EQ(result.skipped[0].position, 7U);
  EXPECT_EQ(result.skipped[0].length, 5000U);
  EXPECT_THAT(result.skipped[0].head, testing::StartsWith("yyyy"));
  EXPECT_THAT(std::string(result.skipped[0].reason.message()),
              HasSubstr("offset 7, 5000 bytes, limit 100 bytes"));
}

TEST_P(Pieces, ALongLastLineIsSkippedToo) {
  const Cut result =
      cut(std::string(5000, 'y'), GetParam(), {.chunk_bytes = 64, .max_record_bytes = 100});
  EXPECT_THAT(result.chunks, SizeIs(0));
  ASSERT_THAT(result.skipped, SizeIs(1));
  EXPECT_EQ(result.skipped[0].length, 5000U);
}

TEST_P(Pieces, QuotedNewlinesDoNotEndARecord) {
  const std::string text = "a,\"1\n2\n3\",b\nc\n";
  const Cut result = cut(text, GetParam(), {.chunk_bytes = 16, .quote = '"'});
  EXPECT_EQ(joined(result), text);
  EXPECT_EQ(result.chunks.front().substr(0, 12), "a,\"1\n2\n3\",b\n");
}

TEST_P(Pieces, AQuoteThatIsNeverClosedCostsOneLine) {
  std::string text = "a,\"open\n";
  for (int i = 0; i < 100; ++i) text += "line " + std::to_string(i) + "\n";
  text += "line,\"q\nq\"\n";
  const Cut result =
      cut(text, GetParam(), {.chunk_bytes = 64, .max_record_bytes = 200, .quote = '"'});
  EXPECT_EQ(joined(result), text);
  EXPECT_THAT(result.skipped, SizeIs(0));
  EXPECT_EQ(result.chunks.front(), "a,\"open\n");
  EXPECT_THAT(result.chunks, SizeIs(testing::Gt(2U)));
  EXPECT_THAT(result.chunks.back(), testing::EndsWith("line,\"q\nq\"\n"));
}

INSTANTIATE_TEST_SUITE_P(Sizes, Pieces, testing::Values(1, 3, 50, 100'000));

TEST(RecordCutter, HoldsNoMoreThanTheLimitOfALongLine) {
  TextReader reader(std::string(1 << 20, 'z') + "\n", 4096);
  RecordCutter cutter({.chunk_bytes = 1024, .max_record_bytes = 10'000});
  cutter.start(0);
  Chunk chunk;
  ASSERT_TRUE(*cutter.next(reader, chunk));
  EXPECT_LE(chunk.block->size, 20'000U);
  EXPECT_LE(reader.largest(), 20'000U);
}

TEST(RecordCutter, UsesTheMemoryOfTheLastRoundUnlessSomebodyHoldsIt) {
  TextReader reader("a\nb\nc\n", 2);
  RecordCutter cutter({.chunk_bytes = 64});
  cutter.start(0);
  Chunk chunk;
  ASSERT_TRUE(*cutter.next(reader, chunk));
  const Block* first = chunk.block.get();
  ASSERT_TRUE(*cutter.next(reader, chunk));
  EXPECT_EQ(chunk.block.get(), first);
  const std::shared_ptr<Block> held = chunk.block;
  ASSERT_TRUE(*cutter.next(reader, chunk));
  EXPECT_NE(chunk.block.get(), first);
}

}  // namespace
}  // namespace bdp
