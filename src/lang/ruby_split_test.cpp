#include "lang/ruby_split.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace bdp::lang {
namespace {

using Parts = std::vector<std::string>;

Parts parts(std::string_view text, std::string_view separator) {
  Arena arena;
  Parts result;
  for (const Value& part : *split(arena, Value::text(text), separator)) {
    result.emplace_back(part.as_text());
  }
  return result;
}

TEST(RubySplit, LeavesOutEmptyPartsAtTheEnd) {
  EXPECT_EQ(parts("a,b,c", ","), (Parts{"a", "b", "c"}));
  EXPECT_EQ(parts(",a,,b,,", ","), (Parts{"", "a", "", "b"}));
  EXPECT_EQ(parts("", ","), Parts{});
  EXPECT_EQ(parts(",,", ","), Parts{});
  EXPECT_EQ(parts("abc", ","), Parts{"abc"});
}

TEST(RubySplit, TakesSeparatorsOfManyBytes) {
  EXPECT_EQ(parts("a::b:c", "::"), (Parts{"a", "b:c"}));
  EXPECT_EQ(parts("a:::b", "::"), (Parts{"a", ":b"}));
  EXPECT_EQ(parts("a|b", "|"), (Parts{"a", "b"}));
}

TEST(RubySplit, SplitsAtRunsOfBlanks) {
  EXPECT_EQ(parts("  a  b\t\nc ", " "), (Parts{"a", "b", "c"}));
  EXPECT_EQ(parts("   ", " "), Parts{});
  EXPECT_EQ(parts("\u00A0a\u2003 b\xFF\u3000", " "), (Parts{"a", "b\xFF"}));
}

TEST(RubySplit, SplitsIntoCharacters) {
  EXPECT_EQ(parts("aéb", ""), (Parts{"a", "é", "b"}));
  EXPECT_EQ(parts("\xFF"
                  "é\xC3",
                  ""),
            (Parts{"\xFF", "é", "\xC3"}));
}

TEST(RubySplit, PartsKeepWhatIsKnownOfTheText) {
  Arena arena;
  EXPECT_EQ((*split(arena, Value::text("a,b", kPlainText), ","))[1].text_flags(), kPlainText);
}

}  // namespace
}  // namespace bdp::lang
