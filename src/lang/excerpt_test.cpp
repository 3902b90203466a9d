#include "lang/excerpt.h"

#include <gtest/gtest.h>

namespace bdp::lang {
namespace {

TEST(Excerpt, ShowsTheLineAndACaretUnderTheWord) {
  EXPECT_EQ(excerpt("# first\ncsv { seperator => 1 }\n", 2, 7, 80),
            "  2 | csv { seperator => 1 }\n"
            "    |       ^~~~~~~~~\n");
}

TEST(Excerpt, TheCaretMayStandBehindTheLine) {
  EXPECT_EQ(excerpt("csv {", 1, 6, 80), "  1 | csv {\n    |      ^\n");
  EXPECT_EQ(excerpt("", 1, 1, 80), "  1 | \n    | ^\n");
  EXPECT_EQ(excerpt("a", 3, 1, 80), "");
}

TEST(Excerpt, TabsAndControlCharactersTakeOneColumn) {
  EXPECT_EQ(excerpt("\ta\x1B[31m b\r\n", 1, 9, 80), "  1 |  a?[31m b\n    |         ^\n");
}

TEST(Excerpt, WideCharactersTakeTwoColumns) {
  EXPECT_EQ(excerpt("\u4E2D\u6587 b", 1, 4, 80), "  1 | \u4E2D\u6587 b\n    |      ^\n");
}

TEST(Excerpt, OfALongLineThePartAroundTheCaretIsShown) {
  const std::string line = std::string(100, 'a') + " word " + std::string(100, 'b');
  const std::string shown = excerpt(line, 1, 102, 60);
  const std::size_t end = shown.find('\n');
  const std::string first = shown.substr(0, end);
  const std::string second = shown.substr(end + 1);
  EXPECT_LE(first.size(), 60U);
  EXPECT_TRUE(first.starts_with("  1 | ...a")) << first;
  EXPECT_TRUE(first.ends_with("b...")) << first;
  EXPECT_EQ(first.substr(second.find('^'), 4), "word");
  EXPECT_EQ(second.substr(second.find('^')), "^~~~\n");
}

TEST(Excerpt, OfALongLineTheBeginIsShownWhereTheCaretIsThere) {
  EXPECT_EQ(excerpt(std::string(50, 'a') + " " + std::string(50, 'b'), 1, 1, 46),
            "  1 | " + std::string(37, 'a') + "...\n    | ^" + std::string(36, '~') + "\n");
}

}  // namespace
}  // namespace bdp::lang
