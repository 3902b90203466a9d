#include "lang/regex.h"

#include <gtest/gtest.h>

#include <string>
#include <thread>
#include <vector>

#include "lang/regex_ambiguity.h"

namespace bdp::lang {
namespace {

/// What matches: "<text>" with its groups behind, or "-"; or the error.
std::string matched(std::string_view pattern, std::string_view subject, RegexOptions options = {}) {
  const auto regex = Regex::compile(pattern, options);
  if (!regex) return std::string(regex.error().message());
  Match match;
  switch (regex->search(Subject(subject), match)) {
    case Found::kNoMatch:
      return "-";
    case Found::kLimit:
      return "limit";
    case Found::kMatch:
      break;
  }
  std::string result = "<" + std::string(match.whole()) + ">";
  for (std::uint32_t i = 1; i <= regex->group_count(); ++i) {
    const auto group = match.group(i);
    result += group ? " " + std::string(*group) : " nil";
  }
  return result;
}

/// The error without the pattern.
std::string refused(std::string_view pattern) {
  const auto regex = Regex::compile(pattern);
  if (regex) return "";
  const std::string message(regex.error().message());
  const std::string start = "regular expression /" + std::string(pattern) + "/, ";
  EXPECT_TRUE(message.starts_with(start)) << message;
  return message.substr(std::min(start.size(), message.size()));
}

TEST(Regex, AnchorsAreThoseOfLines) {
  EXPECT_EQ(matched("^b", "a\nb"), "<b>");
  EXPECT_EQ(matched("a$", "a\nb"), "<a>");
  EXPECT_EQ(matched("\\Ab", "a\nb"), "-");
  EXPECT_EQ(matched("a\\Z", "a\n"), "<a>");
  EXPECT_EQ(matched("a\\z", "a\n"), "-");
  EXPECT_EQ(matched("^$", ""), "<>");
  EXPECT_EQ(matched("^\\z", "a\n"), "-");
  EXPECT_EQ(matched("\n$\\z", "a\n"), "<\n>");
  EXPECT_EQ(matched("", "abc"), "<>");
}

TEST(Regex, TheDotMatchesNoNewlineUnlessTold) {
  EXPECT_EQ(matched("a.b", "a\nb"), "-");
  EXPECT_EQ(matched("a.b", "a\rb"), "<a\rb>");
  EXPECT_EQ(matched("(?m)a.b", "a\nb"), "<a\nb>");
  EXPECT_EQ(matched("(?m:.)a.", "\na\n"), "-");
  EXPECT_EQ(matched("a.b", "a\nb", {.dot_matches_newline = true}), "<a\nb>");
  EXPECT_EQ(matched("(?-m)a.b", "a\nb", {.dot_matches_newline = true}), "-");
}

TEST(Regex, LetterClassesAreAscii) {
  EXPECT_EQ(matched("\\w+", "éte1_ é"), "<te1_>");
  EXPECT_EQ(matched("\\d+", "١٢3"), "<3>");
  EXPECT_EQ(matched("\\W", "é"), "<é>");
  EXPECT_EQ(matched("\\s", "\xC2\xA0"), "-");
  EXPECT_EQ(matched("\\s\\S", "é \vé"), "<\vé>");
  EXPECT_EQ(matched("\\h+\\H", "zfF0z"), "<fF0z>");
  EXPECT_EQ(matched("[\\w\\-]+", "é-a"), "<-a>");
  EXPECT_EQ(matched("[^\\d]+", "1é2"), "<é>");
}

TEST(Regex, WordBoundariesKnowUnicode) {
  EXPECT_EQ(matched("\\bt", "été"), "-");
  EXPECT_EQ(matched("\\b\\w+\\b", "été"), "-");
  EXPECT_EQ(matched("\\bé", "été"), "<é>");
  EXPECT_EQ(matched("\\Bt\\B", "été"), "<t>");
  EXPECT_EQ(matched("m\\b", "m²"), "-");
  EXPECT_EQ(matched("\\bfoo\\b", "a foo b"), "<foo>");
}

TEST(Regex, PosixSetsAreUnicode) {
  EXPECT_EQ(matched("[[:alpha:]]+", "1éß日1"), "<éß日>");
  EXPECT_EQ(matched("[[:word:]]+", "-é_1-"), "<é_1>");
  EXPECT_EQ(matched("[[:digit:]]", "١"), "<١>");
  EXPECT_EQ(matched("[[:space:]]", "\xC2\xA0"), "<\xC2\xA0>");
  EXPECT_EQ(matched("[[:upper:]][[:lower:]]", "éÉé"), "<Éé>");
  EXPECT_EQ(matched("[[:^alpha:]]+", "ab12"), "<12>");
  EXPECT_EQ(matched("[[:^alnum:]x]+", "abx-é"), "<x->");
  EXPECT_EQ(matched("[^[:alpha:]]", "é1"), "<1>");
  EXPECT_EQ(matched("[[:graph:]]+", " \xC2\xA0é! "), "<é!>");
  EXPECT_EQ(matched("[[:print:]]+", "\té \n"), "<é >");
  EXPECT_EQ(matched("[[:xdigit:]]+", "xéfF0g"), "<fF0>");
  std::string punctuation;
  for (char c = ' '; c < 127; ++c) {
    if (matched("[[:punct:]]", std::string(1, c)) != "-") punctuation += c;
    EXPECT_EQ(matched("[[:punct:]]", std::string(1, c)),
              matched("\\A[[:punct:]]", c + std::string("é")));
  }
  EXPECT_EQ(punctuation, "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~");
}

TEST(Regex, KnowsProperties) {
  EXPECT_EQ(matched("\\p{Greek}", "aα"), "<α>");
  EXPECT_EQ(matched("\\p{Alpha}+", "1aé1"), "<aé>");
  EXPECT_EQ(matched("\\p{^Alpha}", "a1"), "<1>");
  EXPECT_EQ(matched("\\P{Alpha}", "a1"), "<1>");
  EXPECT_EQ(matched("\\p{Lu}\\p{lowercase letter}", "aBc"), "<Bc>");
  EXPECT_EQ(matched("[\\p{Digit}\\p{Punct}]+", "a1.é"), "<1.>");
  EXPECT_EQ(matched("\\p{Punct}", "$"), "-");
  EXPECT_EQ(matched("[\\p{^L}&&[^ ]]", "a 1"), "<1>");
  EXPECT_EQ(matched("\\p{White_Space}", "a b"), "< >");
  EXPECT_EQ(matched("\\pL", "pL"), "<pL>");
  EXPECT_EQ(refused("a\\p{Foo}"),
            "character 2: no property 'Foo' is known; there are Ruby's POSIX names, Unicode's "
            "general categories, scripts and binary properties");
}

TEST(Regex, SetsMayHoldSets) {
  EXPECT_EQ(matched("[a[b]c]+", "xabcx"), "<abc>");
  EXPECT_EQ(matched("[a[^b-z]]+", "bAa1b"), "<Aa1>");
  EXPECT_EQ(matched("[^a[b-c]]+", "abcde"), "<de>");
  EXPECT_EQ(matched("[a-z&&[^aeiou]]+", "aebcd"), "<bcd>");
  EXPECT_EQ(matched("[^a-z&&[^aeiou]]+", "bcdae"), "<ae>");
  EXPECT_EQ(matched("[a-z&&b-y&&[^c]]+", "abdcz"), "<bd>");
  EXPECT_EQ(matched("[a&&b]", "ab"), "-");
  EXPECT_EQ(matched("[é-ü&&[^ö]]+", "aöéü"), "<éü>");
}

TEST(Regex, SetsHaveTheirOddities) {
  EXPECT_EQ(matched("[]a]+", "x]a"), "<]a>");
  EXPECT_EQ(matched("[^]a]", "]ab"), "<b>");
  EXPECT_EQ(matched("[a-]+", "x-a"), "<-a>");
  EXPECT_EQ(matched("[-a]+", "x-a"), "<-a>");
  EXPECT_EQ(matched("[a-c-e]+", "d-b"), "<-b>");
  EXPECT_EQ(matched("[\\b\\R]+", "\bR"), "<\bR>");
  EXPECT_EQ(matched("[+--]+", "+,-."), "<+,->");
  EXPECT_EQ(matched("[\\u{61 63}]+", "bac"), "<ac>");
  EXPECT_EQ(matched("[a-&&-]", "-"), "<->");
  EXPECT_EQ(matched("[\\]]", "]"), "<]>");
  EXPECT_EQ(matched("a]", "a]"), "<a]>");
  EXPECT_EQ(matched("[#^$.|?*+()]+", "a#^$.|?*+()"), "<#^$.|?*+()>");
  EXPECT_EQ(refused("x[]"), "character 2: the set is empty");
  EXPECT_EQ(refused("é[a"), "character 2: the set is never closed by ']'");
  EXPECT_EQ(refused("[z-a]"), "character 2: the range ends before it begins");
  EXPECT_EQ(refused("[a-\\d]"), "character 2: a range cannot end with a set");
  EXPECT_EQ(refused("[\\d-a]"),
            "character 2: a range cannot begin with a set; write \\- for the character");
  EXPECT_NE(refused("[[:foo:]]").find("[:foo:] is no set; there are alnum"), std::string::npos);
}

TEST(Regex, QuantifiersAreThoseOfRuby) {
  EXPECT_EQ(matched("a{,2}", "aaa"), "<aa>");
  EXPECT_EQ(matched("a{2,}", "aaa"), "<aaa>");
  EXPECT_EQ(matched("a{2}?", "aaa"), "<aa>");
  EXPECT_EQ(matched("a{2}?b", "ab"), "<b>");
  EXPECT_EQ(matched("a{2}??a", "aaa"), "<a>");
  EXPECT_EQ(matched("a{1,2}?", "aaa"), "<a>");
  EXPECT_EQ(matched("a{1,2}+b", "aaab"), "<aaab>");
  EXPECT_EQ(matched("a++a", "aaa"), "-");
  EXPECT_EQ(matched("a?+a", "a"), "-");
  EXPECT_EQ(matched("a*+b", "aab"), "<aab>");
  EXPECT_EQ(matched("(a)*+(?=c)", "abc"), "<> nil");
  EXPECT_EQ(matched(".?*b", "aab"), "<aab>");
  EXPECT_EQ(matched("a**", "aaa"), "<aaa>");
  EXPECT_EQ(matched("^*a", "a"), "<a>");
  EXPECT_EQ(matched("x{a}", "x{a}"), "<x{a}>");
  EXPECT_EQ(matched("x{,}", "x{,}"), "<x{,}>");
  EXPECT_EQ(matched("{", "{"), "<{>");
  EXPECT_EQ(matched("(?:ab){2}", "ababab"), "<abab>");
  for (const char* pattern : {"a|*", "*a", "(+)", "{1}", "?"}) {
    EXPECT_NE(refused(pattern).find("there is nothing in front of it to repeat"), std::string::npos)
        << pattern;
  }
  EXPECT_EQ(refused("x{2,1}"), "character 2: the upper limit of the repeat is below the lower one");
  EXPECT_EQ(refused("x{100001}"), "character 2: more than 65535 repeats are not supported");
}

TEST(Regex, RepeatedRepeatsAreNotExponential) {
  const std::string line(60, 'a');
  EXPECT_EQ(matched("^(?:[a-z]+)+$", line + "!"), "-");
  EXPECT_EQ(matched("^(?:(?:a+)?)*$", line + "!"), "-");
  EXPECT_EQ(matched("^(?:a*)*$", line), "<" + line + ">");
  EXPECT_EQ(matched("(?:a+?)*?b", line + "b"), "<" + line + "b>");
}

TEST(Regex, StopsPatternsThatRunAway) {
  EXPECT_EQ(matched("^(a|a)*$", std::string(40, 'a') + "!"), "limit");
  EXPECT_EQ(matched("^(a|a)*$", std::string(40, 'a') + "é"), "limit");
  EXPECT_EQ(matched("(a*)*b\\1", std::string(100, 'a') + "b!"),
            "<" + std::string(100, 'a') + "b> ");
}

TEST(Regex, GroupsHaveNumbersOrNames) {
  EXPECT_EQ(matched("(a)(?:b)(c)?", "ab"), "<ab> a nil");
  EXPECT_EQ(matched("(?<x>a)(b)", "ab"), "<ab> a");
  EXPECT_EQ(matched("(b)(?'x'a)", "ba"), "<ba> a");
  EXPECT_EQ(matched("(?<x>a)|(?<x>b)", "b"), "<b> nil b");
  const auto regex = Regex::compile("(?<[a][b]>.)(?<x:int>.)(?<é>.)(?<x:int>.)");
  ASSERT_TRUE(regex);
  ASSERT_EQ(regex->names().size(), 3U);
  EXPECT_EQ(regex->names()[0].name, "[a][b]");
  EXPECT_EQ(regex->names()[1].groups, (std::vector<std::uint32_t>{2, 4}));
  EXPECT_EQ(regex->groups_named("é").front(), 3U);
  EXPECT_TRUE(regex->groups_named("y").empty());
  EXPECT_EQ(refused("(?<>x)"), "character 1: the name of the group is empty");
  EXPECT_EQ(refused("(?<1a>x)"), "character 1: the name of a group cannot begin with a digit");
  EXPECT_EQ(refused("(?<a"), "character 1: the name of the group is never closed by '>'");
}

TEST(Regex, KnowsReferencesToGroups) {
  EXPECT_EQ(matched("(a)\\1", "aba"), "-");
  EXPECT_EQ(matched("(.)\\1", "abb"), "<bb> b");
  EXPECT_EQ(matched("(?<x>.)\\k<x>", "abb"), "<bb> b");
  EXPECT_EQ(matched("(.)\\k<1>", "abb"), "<bb> b");
  EXPECT_EQ(matched("(.)\\k<-1>", "abb"), "<bb> b");
  EXPECT_EQ(matched("(?:(?<x>a)|(?<x>b))\\k'x'", "aabb"), "<aa> a nil");
  EXPECT_EQ(matched("(a)\\10", "a\b"), "<a\b> a");
  EXPECT_EQ(matched("(a)(?(1)b|c)", "ab"), "<ab> a");
  EXPECT_EQ(matched("(?<x>a)?(?(<x>)b|c)", "c"), "<c> nil");
  EXPECT_EQ(refused("\\1"), "character 1: there is no group 1");
  EXPECT_EQ(refused("(a)\\2"), "character 4: there is no group 2");
  EXPECT_EQ(refused("a\\k<x>"), "character 2: there is no group 'x'");
  EXPECT_EQ(refused("(?<x>a)\\1"),
            "character 8: where groups have names, references must use them: \\k<name>");
}

TEST(Regex, KnowsLookAroundAndAtomicGroups) {
  EXPECT_EQ(matched("a(?=b)", "acab"), "<a>");
  EXPECT_EQ(matched("a(?!c)", "acab"), "<a>");
  EXPECT_EQ(matched("(?<=a|bc)d", "bcd"), "<d>");
  EXPECT_EQ(matched("(?<!a)b", "abcb"), "<b>");
  EXPECT_EQ(matched("(?>a+)a", "aaa"), "-");
  EXPECT_EQ(matched("a\\Kb", "ab"), "<b>");
  EXPECT_EQ(matched("(?<=é)b", "éb"), "<b>");
  EXPECT_EQ(refused("x(?<=a*)d"),
            "character 2: lookbehind assertion is not fixed length; every alternative of a "
            "look-behind must have one length");
}

TEST(Regex, OptionsHoldToTheEndOfTheirGroup) {
  EXPECT_EQ(matched("(?i)ABC", "xabc"), "<abc>");
  EXPECT_EQ(matched("a(?i)b|c", "C"), "-");
  EXPECT_EQ(matched("a(?i)b|c", "aC"), "<aC>");
  EXPECT_EQ(matched("(?i:a)b", "AB"), "-");
  EXPECT_EQ(matched("(?i)É", "é"), "<é>");
  EXPECT_EQ(matched("(?i-i:a)b", "ab"), "<ab>");
  EXPECT_EQ(matched("a(?-i)b", "AB", {.ignore_case = true}), "-");
  EXPECT_EQ(matched("(?x) a b # c\n d", "abd"), "<abd>");
  EXPECT_EQ(matched("(?x)[ a]", " "), "< >");
  EXPECT_EQ(matched("(?x)a +", "aa"), "<aa>");
  EXPECT_EQ(matched("a b", "ab", {.extended = true}), "<ab>");
  EXPECT_EQ(matched("a(?#comment\\))b", "ab"), "<ab>");
  EXPECT_EQ(refused("(?s)."), "character 1: 's' is no option of a group; there are i, m and x");
}

TEST(Regex, KnowsEscapes) {
  EXPECT_EQ(matched("\\t\\n\\v\\f\\r\\a\\e", "\t\n\v\f\r\a\x1B"), "<\t\n\v\f\r\a\x1B>");
  EXPECT_EQ(matched("\\x4a\\x4", "J\x04"), "<J\x04>");
  EXPECT_EQ(matched("\\u00e9\\u{41 42}", "éAB"), "<éAB>");
  EXPECT_EQ(matched("\\xC3\\xA9", "é"), "<é>");
  EXPECT_EQ(matched("\\303\\251", "é"), "<é>");
  EXPECT_EQ(matched("\\101\\0", std::string_view("A\0", 2)), std::string("<A\0>", 4));
  EXPECT_EQ(matched("\\cA\\C-a", "\x01\x01"), "<\x01\x01>");
  EXPECT_EQ(matched("\\Q\\E\\N\\i\\/\\-\\é", "QENi/-é"), "<QENi/-é>");
  EXPECT_EQ(matched("\\R\\X", "\r\ne\xCC\x81"), "<\r\ne\xCC\x81>");
  EXPECT_EQ(refused("a\\"), "character 2: there is nothing behind the backslash");
  EXPECT_EQ(refused("\\x"), "character 1: \\x wants one or two hexadecimal digits");
  EXPECT_EQ(refused("\\x{41}"), "character 1: \\x wants one or two hexadecimal digits");
  EXPECT_EQ(refused("\\xC3"), "character 1: these bytes make no character of UTF-8");
  EXPECT_NE(refused("\\u12"), "");
  EXPECT_NE(refused("\\u{110000}"), "");
  EXPECT_NE(refused("\\uD800"), "");
}

TEST(Regex, RefusesWhatItCannotTranslate) {
  EXPECT_EQ(refused("(a\\g<0>)"),
            "character 3: \\g<...> (calling a group) is not supported; write the group out");
  EXPECT_NE(refused("(?~ab)").find("character 1: (?~...)"), std::string::npos);
  EXPECT_NE(refused("(?u)\\w").find("is not supported"), std::string::npos);
  EXPECT_NE(refused("\\M-a").find("is not supported"), std::string::npos);
}

TEST(Regex, SaysWhereParenthesesAreMissing) {
  EXPECT_EQ(refused("("), "character 1: the group is never closed by ')'");
  EXPECT_EQ(refused("éa)"), "character 3: ')' closes no group");
  EXPECT_EQ(refused("(?"), "character 1: the group is never closed by ')'");
  EXPECT_EQ(refused("a(?#b"), "character 2: the comment is never closed by ')'");
  EXPECT_NE(refused(std::string(300, '(') + std::string(300, ')')), "");
  EXPECT_NE(refused(std::string(300, '[') + "a" + std::string(300, ']')), "");
  EXPECT_NE(refused("\xFF"), "");
}

TEST(Regex, AnyBytesAreALegalSubject) {
  EXPECT_EQ(matched("b+",
                    "\xFF"
                    "bb\xC3"),
            "<bb>");
  EXPECT_EQ(matched("é", "\xC3é"), "<é>");
  EXPECT_EQ(matched("[[:alpha:]]\\b",
                    "\xFF\xFE"
                    "a\x80"),
            "<a>");
  EXPECT_EQ(matched("\\W+b", "\xE0\x80 b"), "< b>");
}

TEST(Regex, ATextWithoutAnAddressIsEmpty) {
  EXPECT_EQ(matched("(?<=a|bc)(?>x)?<*?", {}), "-");
  EXPECT_EQ(matched("abc", {}), "-");
  EXPECT_EQ(matched("^$", {}), "<>");
}

TEST(Regex, ALiteralIsFoundWithoutARegex) {
  EXPECT_EQ(matched("b\\.c", "ab.c"), "<b.c>");
  EXPECT_EQ(matched("/", "a/b"), "</>");
  EXPECT_EQ(matched("日本", "a日本"), "<日本>");
  EXPECT_EQ(matched("abc", "ab"), "-");
  EXPECT_EQ(matched("^.*error", "an error"), "<an error>");
  EXPECT_EQ(matched("^.*error", "all is well"), "-");
}

TEST(Regex, HasALimitToItsLength) {
  EXPECT_TRUE(Regex::compile(std::string(20'000, 'x')));
  const auto refused = Regex::compile(std::string(1'000'000, 'x'));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().message(),
            "the expression has 1000000 bytes; at most 262144 are compiled");
}

TEST(Regex, IsSharedByThreads) {
  const auto regex = Regex::compile("(\\d+)-é?");
  ASSERT_TRUE(regex);
  std::vector<std::jthread> threads;
  for (int thread = 0; thread < 4; ++thread) {
    threads.emplace_back([&regex, thread] {
      const std::string text = "x" + std::to_string(thread) + "-é";
      for (int i = 0; i < 1000; ++i) {
        Match match;
        ASSERT_EQ(regex->search(Subject(text), match), Found::kMatch);
        ASSERT_EQ(match.group(1), std::to_string(thread));
      }
    });
  }
}

TEST(Regex, KnowsATextThatEveryMatchHolds) {
  const auto required = [](std::string_view pattern) {
    return std::string(Regex::compile(pattern)->required());
  };
  EXPECT_EQ(required("a(?:b\\] \"c|d)x"), "a");
  EXPECT_EQ(required("(?:\\w+ \\[(?<t>\\d+)\\] \"x)y?"), "] \"x");
  EXPECT_EQ(required("a(?=bcd)"), "a");
  EXPECT_EQ(required("(?:abc)?d"), "d");
  EXPECT_EQ(required("(?i:abc)d"), "d");
  EXPECT_EQ(required("(?:(?:abc)+)*"), "");
}

TEST(Regex, RunsAwayWhereItsAutomatonSaysSo) {
  struct Case {
    std::string pattern;
    std::string subject;
    bool runs_away;
  };
  const std::string a(200, 'a');
  const std::vector<Case> cases = {
      {"^(a+)+$", a + "!", true},
      {"^(\\w+\\s*)+:", a + "!:", true},
      {"^(.|\\s)*x$", std::string(200, ' ') + "xy", true},
      {"^([a-z]|\\w)+;$", a + ";;", true},
      {"^([a-z]{2,6})+$", a + "!", true},
      {"(?:a+)*b$", a + "bb!", false},
      {"^(\\w+\\s)*$", a, false},
      {"(?>a+)+$", a + "!", false},
  };
  for (const Case& test : cases) {
    EXPECT_EQ(runaway_repeat(test.pattern).has_value(), test.runs_away) << test.pattern;
    EXPECT_EQ(matched(test.pattern, test.subject) == "limit", test.runs_away) << test.pattern;
  }
}

}  // namespace
}  // namespace bdp::lang
