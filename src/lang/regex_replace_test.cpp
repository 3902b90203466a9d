#include "lang/regex_replace.h"

#include <gtest/gtest.h>

#include <string>

namespace bdp::lang {
namespace {

std::string replaced(std::string_view subject, std::string_view pattern, std::string_view with) {
  const auto regex = Regex::compile(pattern);
  if (!regex) return std::string(regex.error().message());
  const auto replacement = RegexReplacement::compile(with, *regex);
  if (!replacement) return std::string(replacement.error().message());
  Arena arena;
  Value result = Value::text("(unchanged)");
  const Found found = gsub(arena, Value::text(subject), *regex, *replacement, result);
  return found == Found::kLimit ? "(limit)" : std::string(result.as_text());
}

TEST(Gsub, ReplacesEveryMatch) {
  EXPECT_EQ(replaced("x/y/z", "/", "_"), "x_y_z");
  EXPECT_EQ(replaced("a\\b?c#d-e", "[\\\\?#-]", "."), "a.b.c.d.e");
  EXPECT_EQ(replaced("l1\nl2", "^", "> "), "> l1\n> l2");
  EXPECT_EQ(replaced("a\nb a-b", "(?m)a.b", "X"), "X X");
  EXPECT_EQ(replaced("1,234,5 a,b", "(?<=\\d),(?=\\d)", ""), "12345 a,b");
  EXPECT_EQ(replaced("aaab ab b", "a++b", "X"), "X X b");
  EXPECT_EQ(replaced("éé café", "é+", "e"), "e cafe");
  EXPECT_EQ(replaced("été 12 日本", "\\w+", "W"), "éWé W 日本");
  EXPECT_EQ(replaced("ab", "a\\Kb", "X"), "aX");
  EXPECT_EQ(replaced("abc", "x", "y"), "(unchanged)");
}

TEST(Gsub, GoesOnBehindEmptyMatches) {
  EXPECT_EQ(replaced("abc", "x*", "-"), "-a-b-c-");
  EXPECT_EQ(replaced("abc", "\\w*", "-"), "--");
  EXPECT_EQ(replaced("éà", "", "-"), "-é-à-");
  EXPECT_EQ(replaced("", "x*", "-"), "-");
  EXPECT_EQ(replaced("a\n", "$", "!"), "a!\n!");
  EXPECT_EQ(replaced("\xFFé", "x*", "-"), "-\xFF-é-");
}

TEST(Gsub, PutsPartsOfTheMatchIn) {
  EXPECT_EQ(replaced("hello world", "(\\w+) (\\w+)", "\\2 \\1"), "world hello");
  EXPECT_EQ(replaced("n 42", "(?<x>\\d+)", "<\\k<x>>"), "n <42>");
  EXPECT_EQ(replaced("ay", "(?<a>x)|(?<a>y)", "<\\k<a>>"), "a<y>");
  EXPECT_EQ(replaced("abc", "b", "[\\`|\\']"), "a[a|c]c");
  EXPECT_EQ(replaced("abc", "b", "[\\0\\&]"), "a[bb]c");
  EXPECT_EQ(replaced("abc", "b", "<\\1>"), "a<>c");
  EXPECT_EQ(replaced("abc", "b|(x)", "<\\1>"), "a<>c");
}

TEST(Gsub, KeepsWhatHasNoMeaning) {
  EXPECT_EQ(replaced("abc", "b", "$1$&"), "a$1$&c");
  EXPECT_EQ(replaced("y", "y", "<\\q\\\\>"), "<\\q\\>");
  EXPECT_EQ(replaced("y", "y", "\\"), "\\");
  EXPECT_EQ(replaced("y", "y", "\\k"), "\\k");
}

TEST(Gsub, StopsWhenTheTextGrowsBeyondMeasure) {
  EXPECT_EQ(replaced(std::string(20'000, 'a'), "a", std::string(20'000, 'b')), "(limit)");
}

TEST(Gsub, RefusesNamesThatNoGroupHas) {
  EXPECT_EQ(replaced("y", "y", "<\\k<b>>"), "replacement '<\\k<b>>': /y/ has no group 'b'");
  EXPECT_EQ(replaced("y", "y", "\\k<b"),
            "replacement '\\k<b': the name of a group is never closed by '>'");
}

TEST(Gsub, GivesUpOnPatternsThatRunAway) {
  EXPECT_EQ(replaced("x" + std::string(40, 'a') + "!", "x|(a|a)*$", ""), "(limit)");
}

TEST(Gsub, SaysWhatIsKnownOfTheResult) {
  Arena arena;
  const Regex regex = *Regex::compile("b");
  const RegexReplacement replacement = *RegexReplacement::compile("\"", regex);
  Value result;
  ASSERT_EQ(gsub(arena, Value::text("abc", kPlainText), regex, replacement, result), Found::kMatch);
  EXPECT_EQ(result.text_flags(), 0);
  ASSERT_EQ(gsub(arena, Value::text("ab\xFF", kBrokenText), regex, replacement, result),
            Found::kMatch);
  EXPECT_EQ(result.text_flags(), kBrokenText);
}

TEST(Gsub, TakesTimeInProportionToTheText) {
  const std::string text(1000000, 'a');
  EXPECT_EQ(replaced(text, "a", "").size(), 0U);
  EXPECT_EQ(replaced(text, "[ab]", "c").size(), text.size());
  EXPECT_EQ(replaced(text + "é", "[ab]", "c").size(), text.size() + 2);
}

}  // namespace
}  // namespace bdp::lang
