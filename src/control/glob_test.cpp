#include "control/glob.h"

#include <gtest/gtest.h>

namespace bdp {
namespace {

bool matches(std::string_view pattern, std::string_view name) {
  const Result<Glob> glob = Glob::compile(pattern);
  EXPECT_TRUE(glob) << pattern;
  return glob && glob->matches(name);
}

std::string error_of(std::string_view pattern) {
  const Result<Glob> glob = Glob::compile(pattern);
  return glob ? "no error" : std::string(glob.error().message());
}

TEST(Glob, MatchesTheWholeName) {
  EXPECT_TRUE(matches("a.csv", "a.csv"));
  EXPECT_FALSE(matches("a.csv", "a.csv.gz"));
  EXPECT_FALSE(matches("a.csv", "xa.csv"));
  EXPECT_FALSE(matches("a.csv", "aXcsv"));
}

TEST(Glob, StarTakesAnyTextAlsoNoneAndAPointInFront) {
  EXPECT_TRUE(matches("*.csv", "a.csv"));
  EXPECT_TRUE(matches("*.csv", ".csv"));
  EXPECT_TRUE(matches("*", ""));
  EXPECT_TRUE(matches("a*b*c", "aXbbYc"));
  EXPECT_FALSE(matches("*.csv", "a.csv.tmp"));
}

TEST(Glob, QuestionMarkTakesOneCharacterOfUtf8) {
  EXPECT_TRUE(matches("?.csv", "\xC3\xA4.csv"));
  EXPECT_FALSE(matches("?.csv", ".csv"));
  EXPECT_FALSE(matches("?.csv", "ab.csv"));
  EXPECT_TRUE(matches("?", "\xFF"));
}

TEST(Glob, SetsTakeRangesAndNegation) {
  EXPECT_TRUE(matches("[a-c]1", "b1"));
  EXPECT_FALSE(matches("[a-c]1", "d1"));
  EXPECT_TRUE(matches("[!a-c]", "d"));
  EXPECT_TRUE(matches("[^a-c]", "d"));
  EXPECT_FALSE(matches("[!a-c]", "a"));
  EXPECT_TRUE(matches("[]x]", "]"));
  EXPECT_TRUE(matches("[a-]", "-"));
  EXPECT_TRUE(matches("[\\]]", "]"));
  EXPECT_TRUE(matches("[\xC3\xA0-\xC3\xBC]", "\xC3\xA4"));
}

TEST(Glob, BracesTakeAlternatives) {
  EXPECT_TRUE(matches("*.{csv,txt}", "a.txt"));
  EXPECT_FALSE(matches("*.{csv,txt}", "a.json"));
  EXPECT_TRUE(matches("{a,b{c,d}}x{1,2}", "bdx2"));
  EXPECT_TRUE(matches("a{,.gz}", "a"));
}

TEST(Glob, BackslashTakesTheNextAsItIs) {
  EXPECT_TRUE(matches("\\*\\{", "*{"));
  EXPECT_FALSE(matches("\\*", "a"));
}

TEST(Glob, SaysWhatIsWrongWithAPattern) {
  EXPECT_EQ(error_of(""), "is empty; write a pattern such as \"*.csv\"");
  EXPECT_EQ(error_of("logs/*.csv"),
            "holds a '/', but files are matched by their names alone; take the directory away");
  EXPECT_EQ(error_of("[abc"), "has a '[' that is never closed; put ']', or write \\[ for itself");
  EXPECT_EQ(error_of("[]"), "has a '[' that is never closed; put ']', or write \\[ for itself");
  EXPECT_EQ(error_of("[z-a]"),
            "has a range in '[]' that goes backwards; write the lower character first");
  EXPECT_EQ(error_of("{a,b"), "has a '{' that is never closed; put '}'");
  EXPECT_EQ(error_of("a\\"), "ends in a backslash; write \\\\ for one");
  std::string many;
  for (int i = 0; i < 12; ++i) many += "{a,b}";
  EXPECT_EQ(error_of(many), "has braces that make more than 1000 patterns; write a simpler one");
}

TEST(Glob, StaysFastOnPatternsMadeToBeSlow) {
  std::string pattern;
  for (int i = 0; i < 200; ++i) pattern += "*a";
  EXPECT_FALSE(matches(pattern + "b", std::string(255, 'a')));
}

}  // namespace
}  // namespace bdp
