#include "lang/regex_ambiguity.h"

#include <gtest/gtest.h>

#include <string>

namespace bdp::lang {
namespace {

std::string runaway(std::string_view ruby) {
  return runaway_repeat(ruby).value_or("-");
}

TEST(RegexAmbiguity, NestedRepeatsRunAway) {
  EXPECT_EQ(runaway("^(a+)+$"), "(a+)+");
  EXPECT_EQ(runaway("(a*)*b"), "(a*)*");
  EXPECT_EQ(runaway("^(\\w+\\s*)+:"), "(\\w+\\s*)+");
  EXPECT_EQ(runaway("x(a*b*)*c"), "(a*b*)*");
  EXPECT_EQ(runaway("^(?<word>[a-z]+)*!"), "(?<word>[a-z]+)*");
  EXPECT_EQ(runaway("(x+x+)+y"), "(x+x+)+");
  EXPECT_EQ(runaway("^((a|b+)*c?)*$"), "((a|b+)*c?)*");
  EXPECT_EQ(runaway("^([a-z]{2,6})+$"), "([a-z]{2,6})+");
}

TEST(RegexAmbiguity, OverlappingAlternativesUnderARepeatRunAway) {
  EXPECT_EQ(runaway("(a|a)*b"), "(a|a)*");
  EXPECT_EQ(runaway("^(.|\\s)*x$"), "(.|\\s)*");
  EXPECT_EQ(runaway("([a-z]|\\w)+;"), "([a-z]|\\w)+");
  EXPECT_EQ(runaway("\"(?:[^\"]|\\\\.)*\""), "(?:[^\"]|\\\\.)*");
  EXPECT_EQ(runaway("(?i)(a|A)+b"), "(a|A)+");
  EXPECT_EQ(runaway("^(\\d+|\\w+)*$"), "(\\d+|\\w+)*");
}

TEST(RegexAmbiguity, RoundsThatAreToldApartDoNot) {
  for (const char* const pattern :
       {"^(\\w+\\s)*$", "(a|b)*c", "(ab|ac)*d", "^(\\d{1,3}\\.){3}\\d{1,3}$", "(a+b)+c", ".*.*.*x",
        "\"(?:[^\"\\\\]|\\\\.)*\"", "(a|A)+b", "(\\d{14})+x", "a{2,5}b", "[a-z]+@[a-z]+", "",
        "(a|ab)*c", "\\A(?:[+-]?\\d+,)*\\z"}) {
    EXPECT_EQ(runaway(pattern), "-") << pattern;
  }
}

TEST(RegexAmbiguity, WhatCannotFailBehindTheRepeatDoesNot) {
  EXPECT_EQ(runaway("(a+)+"), "-");
  EXPECT_EQ(runaway("^(a|a)*b?"), "-");
}

TEST(RegexAmbiguity, WhatIsNeverGivenBackDoesNot) {
  EXPECT_EQ(runaway("(?>a+)+$"), "-");
  EXPECT_EQ(runaway("(a++)+$"), "-");
  EXPECT_EQ(runaway("(\\bword\\b)*$"), "-");
}

TEST(RegexAmbiguity, RepeatsThatAreMergedDoNot) {
  EXPECT_EQ(runaway("(?:a+)*b"), "-");
  EXPECT_EQ(runaway("(?:a*)+b"), "-");
}

TEST(RegexAmbiguity, GrokPatternsAreNotLookedInto) {
  EXPECT_FALSE(runaway_repeat("%{WORD:a} (%{WORD} )*$", true).has_value());
  EXPECT_EQ(runaway_repeat("%{IP:ip} (\\w+)*: %{GREEDYDATA}", true), "(\\w+)*");
}

}  // namespace
}  // namespace bdp::lang
