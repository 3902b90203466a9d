#include "formats/lines.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>
#include <string>

namespace bdp {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

/// Bytes with the slack that readers give.
class Block {
 public:
  explicit Block(std::string_view bytes) : storage_(bytes), size_(bytes.size()) {
    // Slack that would change every answer if it were taken for content.
    for (std::size_t i = 0; i < kReadSlack; ++i) storage_ += i % 2 == 0 ? '\n' : '"';
  }
  std::string_view bytes() const { return std::string_view(storage_).substr(0, size_); }

 private:
  std::string storage_;
  std::size_t size_;
};

Batch empty_batch() {
  auto layout = std::make_shared<Layout>();
  layout->add("message");
  return Batch(std::move(layout));
}

class Lines : public testing::TestWithParam<SimdLevel> {
 protected:
  std::vector<std::string> cut(std::string_view bytes, LineOptions options = {},
                               std::uint64_t position = 0) {
    block_ = std::make_unique<Block>(bytes);
    batch_.reset();
    cut_lines(block_->bytes(), position, options, batch_, 0, GetParam());
    std::vector<std::string> lines;
    for (RowIndex row = 0; row < batch_.rows(); ++row) {
      const Value value = batch_.at(0, row);
      lines.emplace_back(value.present() ? value.as_text() : "(absent)");
    }
    return lines;
  }
  TextFlags flags(RowIndex row) { return batch_.at(0, row).text_flags(); }

  std::unique_ptr<Block> block_;
  Batch batch_ = empty_batch();
};

INSTANTIATE_TEST_SUITE_P(Simd, Lines, testing::Values(SimdLevel::kPortable, best_simd_level()),
                         [](const auto& param) { return "Level" + std::to_string(param.index); });

TEST_P(Lines, EndInLfOrCrLfOrAtTheEnd) {
  EXPECT_THAT(cut("one\ntwo\r\nthree"), ElementsAre("one", "two", "three"));
  EXPECT_THAT(batch_.positions(), ElementsAre(0, 4, 9));
  EXPECT_THAT(batch_.originals(), ElementsAre("one", "two", "three"));
}

TEST_P(Lines, OfAnEmptyStretchThereAreNone) {
  EXPECT_THAT(cut(""), IsEmpty());
}

TEST_P(Lines, KeepACarriageReturnThatEndsNoLine) {
  EXPECT_THAT(cut("a\rb\r\r\nc\r"), ElementsAre("a\rb\r", "c\r"));
}

TEST_P(Lines, WithoutBytesAreNoRows) {
  EXPECT_THAT(cut("\n\na\n\r\nb\n\n"), ElementsAre("a", "b"));
  EXPECT_THAT(batch_.positions(), ElementsAre(2, 6));
}

TEST_P(Lines, WithoutBytesAreRowsWhenAsked) {
  EXPECT_THAT(cut("\na\n\r\n", {.keep_empty_lines = true}), ElementsAre("", "a", ""));
  EXPECT_THAT(batch_.positions(), ElementsAre(0, 1, 3));
}

TEST_P(Lines, HavePositionsInTheirSource) {
  cut("one\ntwo\n", {}, 1000);
  EXPECT_THAT(batch_.positions(), ElementsAre(1000, 1004));
}

TEST_P(Lines, KeepNulBytes) {
  EXPECT_THAT(cut(std::string_view("a\0b\n\0\n", 6)),
              ElementsAre(std::string("a\0b", 3), std::string("\0", 1)));
}

TEST_P(Lines, ByteOrderMarkIsSkippedAtTheStartOfTheSourceOnly) {
  EXPECT_THAT(cut("\xEF\xBB\xBFone\n\xEF\xBB\xBFtwo"), ElementsAre("one", "\xEF\xBB\xBFtwo"));
  EXPECT_THAT(batch_.positions(), ElementsAre(3, 7));
  EXPECT_THAT(cut("\xEF\xBB\xBFone", {}, 10), ElementsAre("\xEF\xBB\xBFone"));
}

TEST_P(Lines, SayWhetherTheyArePlain) {
  cut("plain ~\r\nquote \"\nback\\slash\ntab\t\nz\xC3\xA9ro\nbroken \xE9\nplain");
  EXPECT_EQ(flags(0), kPlainText);
  EXPECT_EQ(flags(1), 0);
  EXPECT_EQ(flags(2), 0);
  EXPECT_EQ(flags(3), 0);
  EXPECT_EQ(flags(4), 0);
  EXPECT_EQ(flags(5), kBrokenText);
  EXPECT_EQ(flags(6), kPlainText);
}

TEST_P(Lines, ArePlainWhereverTheirCrLfFalls) {
  for (std::size_t length = 1; length < 140; ++length) {
    cut(std::string(length, 'x') + "\r\nnext\r\n");
    EXPECT_EQ(flags(0), kPlainText) << length;
    EXPECT_EQ(flags(1), kPlainText) << length;
    cut(std::string(length, 'x') + "\"\r\nnext\r\n");
    EXPECT_EQ(flags(0), 0) << length;
  }
}

TEST_P(Lines, OverTheLimitAreRejectedAndTheOthersGoOn) {
  const std::string bytes = "short\n" + std::string(5000, 'x') + "\nlast\n";
  EXPECT_THAT(cut(bytes, {.max_line_bytes = 4999}, 100), ElementsAre("short", "(absent)", "last"));
  ASSERT_EQ(batch_.rejected().size(), 1U);
  EXPECT_EQ(batch_.rejected()[0].row, 1U);
  EXPECT_EQ(batch_.rejected()[0].reason.message(),
            "line is longer than the limit: offset 106, limit 4999 bytes; raise max_line_bytes or "
            "split the line");
  EXPECT_EQ(batch_.original(1), std::string(kLongLineHead, 'x'));
  EXPECT_THAT(cut(bytes, {.max_line_bytes = 5000}), testing::SizeIs(3));
  EXPECT_THAT(batch_.rejected(), IsEmpty());
}

TEST_P(Lines, GoOnInsideQuotesWhenAsked) {
  EXPECT_THAT(cut("a,\"x\ny\"\nb,\"\"\"\n\"\n", {.quote = '"'}),
              ElementsAre("a,\"x\ny\"", "b,\"\"\"\n\""));
}

TEST_P(Lines, AQuoteThatIsNeverClosedCostsItsOwnLineOnly) {
  EXPECT_THAT(cut("\"a\n\"\nb,\"open\nc\n\"\"d\ne\nf", {.quote = '"'}),
              ElementsAre("\"a\n\"", "b,\"open", "c", "\"\"d", "e", "f"));
  EXPECT_THAT(cut("b,\"open", {.quote = '"'}), ElementsAre("b,\"open"));
  EXPECT_THAT(cut("b,\"open\n", {.quote = '"'}), ElementsAre("b,\"open"));
}

TEST_P(Lines, OfOneByteEachAreAllFound) {
  std::string bytes;
  for (int i = 0; i < 10000; ++i) bytes += "x\n";
  EXPECT_EQ(cut(bytes).size(), 10000U);
  EXPECT_EQ(batch_.positions()[9999], 19998U);
}

/// What cut_lines() promises, byte by byte.
std::vector<std::string> cut_slowly(std::string_view bytes) {
  std::vector<std::string> lines;
  std::string line;
  for (const char c : bytes) {
    if (c != '\n') {
      line += c;
      continue;
    }
    if (line.ends_with('\r')) line.pop_back();
    if (!line.empty()) lines.push_back(line);
    line.clear();
  }
  if (!line.empty()) lines.push_back(line);
  return lines;
}

TEST_P(Lines, OfRandomBytesAreThoseOfASlowLoop) {
  std::mt19937 random(7);
  const std::string_view letters = "ab\n\n\r\"\\\t\xC3\xA9";
  for (int round = 0; round < 2000; ++round) {
    std::string bytes;
    const std::size_t size = random() % 300;
    while (bytes.size() < size) bytes += letters[random() % letters.size()];
    EXPECT_EQ(cut(bytes), cut_slowly(bytes));
    for (RowIndex row = 0; row < batch_.rows(); ++row) {
      const Block text(batch_.at(0, row).as_text());
      EXPECT_EQ(flags(row), text_flags_of(text.bytes(), SimdLevel::kPortable));
    }
  }
}

}  // namespace
}  // namespace bdp
