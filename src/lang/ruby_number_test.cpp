#include "lang/ruby_number.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <random>
#include <string>

namespace bdp::lang {
namespace {

/// "12", "big 123", "-" for what does not parse.
std::string integer(std::string_view text) {
  Arena arena;
  const Value value = parse_integer(arena.copy(text), arena);
  if (value.is(Tag::kInt)) return std::to_string(value.as_int());
  if (value.is(Tag::kBigInt)) return "big " + std::string(value.as_text());
  return value.present() ? "?" : "-";
}

std::string real(std::string_view text) {
  const Value value = parse_float(text);
  if (!value.present()) return "-";
  return std::to_string(value.as_double());
}

TEST(RubyInteger, TakesPlainDigits) {
  EXPECT_EQ(integer("0"), "0");
  EXPECT_EQ(integer("-1"), "-1");
  EXPECT_EQ(integer("12345678"), "12345678");
  EXPECT_EQ(integer("123456789012345678"), "123456789012345678");
  EXPECT_EQ(integer("-123456789012345678"), "-123456789012345678");
}

TEST(RubyInteger, TakesSignsAndBlanksAround) {
  EXPECT_EQ(integer("+5"), "5");
  EXPECT_EQ(integer(" 12 "), "12");
  EXPECT_EQ(integer("\t12\n"), "12");
  EXPECT_EQ(integer("-0"), "0");
  for (const char* text :
       {"", " ", "-", "+ 5", "--1", "1 2", "12abc", "1.0", "1e5", "5.", "\xD9\xA1"}) {
    EXPECT_EQ(integer(text), "-") << text;
  }
  EXPECT_EQ(integer(std::string_view("1\0", 2)), "-");
}

TEST(RubyInteger, KnowsThePrefixesOfBases) {
  EXPECT_EQ(integer("0x1F"), "31");
  EXPECT_EQ(integer("0X1f"), "31");
  EXPECT_EQ(integer("-0x10"), "-16");
  EXPECT_EQ(integer("0b11"), "3");
  EXPECT_EQ(integer("0o17"), "15");
  EXPECT_EQ(integer("0d19"), "19");
  for (const char* text : {"0x", "0b", "0b2", "0xg", "0o8", "0x_1", "0x-1"}) {
    EXPECT_EQ(integer(text), "-") << text;
  }
}

TEST(RubyInteger, TakesALeadingZeroForOctal) {
  EXPECT_EQ(integer("010"), "8");
  EXPECT_EQ(integer("-010"), "-8");
  EXPECT_EQ(integer("007"), "7");
  EXPECT_EQ(integer("0_7"), "7");
  EXPECT_EQ(integer("00"), "0");
  EXPECT_EQ(integer("08"), "-");
  EXPECT_EQ(integer("0_8"), "-");
}

TEST(RubyInteger, TakesSingleUnderscoresBetweenDigits) {
  EXPECT_EQ(integer("1_000"), "1000");
  EXPECT_EQ(integer("0x_f"), "-");
  EXPECT_EQ(integer("0xf_f"), "255");
  for (const char* text : {"_1", "1_", "1__0", "_", "0_"}) EXPECT_EQ(integer(text), "-") << text;
}

TEST(RubyInteger, HasNoLargestNumber) {
  EXPECT_EQ(integer("9223372036854775807"), "9223372036854775807");
  EXPECT_EQ(integer("-9223372036854775808"), "-9223372036854775808");
  EXPECT_EQ(integer("9223372036854775808"), "big 9223372036854775808");
  EXPECT_EQ(integer("-9223372036854775809"), "big -9223372036854775809");
  EXPECT_EQ(integer("1_000_000_000_000_000_000_000"), "big 1000000000000000000000");
  EXPECT_EQ(integer("0d0012345678901234567890"), "big 12345678901234567890");
  EXPECT_EQ(integer("0xFFFFFFFFFFFFFFFFFFFF"), "big 1208925819614629174706175");
  EXPECT_EQ(integer("-0x8000000000000000"), "-9223372036854775808");
  EXPECT_EQ(integer("07777777777777777777777777"), "big 37778931862957161709567");
}

TEST(RubyInteger, RefusesNumbersOfOtherBasesThatTakeTooLongToConvert) {
  EXPECT_EQ(integer("0x" + std::string(70000, 'f')), "-");
  EXPECT_EQ(integer("1" + std::string(70000, '0')), "big 1" + std::string(70000, '0'));
}

TEST(RubyInteger, TheFastWayEqualsTheThoroughOne) {
  std::mt19937_64 random(1);
  const std::string alphabet = "0123456789012345678901234567890123456789-+_x. ";
  for (int i = 0; i < 200000; ++i) {
    std::string text(random() % 21, ' ');
    for (char& c : text) c = alphabet[random() % alphabet.size()];
    Arena arena;
    const Value fast = parse_integer(arena.copy(text), arena);
    const Value thorough = number::parse_any_integer(text, arena);
    ASSERT_EQ(fast.tag(), thorough.tag()) << text;
    if (fast.is(Tag::kInt)) {
      ASSERT_EQ(fast.as_int(), thorough.as_int()) << text;
    }
  }
}

TEST(RubyFloat, TakesDecimals) {
  EXPECT_EQ(real("1"), "1.000000");
  EXPECT_EQ(real("-2.5"), "-2.500000");
  EXPECT_EQ(real("+5"), "5.000000");
  EXPECT_EQ(real(" 12 "), "12.000000");
  EXPECT_EQ(real("007"), "7.000000");
  EXPECT_EQ(real("08"), "8.000000");
  EXPECT_EQ(real("0_8"), "8.000000");
  EXPECT_EQ(real("1_000.2_5"), "1000.250000");
  EXPECT_EQ(real(".5"), "0.500000");
  EXPECT_EQ(real("1e5"), "100000.000000");
  EXPECT_EQ(real("1.5E+3"), "1500.000000");
  EXPECT_EQ(real("1.5e-3"), "0.001500");
  EXPECT_EQ(parse_float("0.72887880462586729").as_double(), 0.7288788046258673);
  EXPECT_EQ(parse_float("123456789012345678901234567890").as_double(), 1.2345678901234568e29);
  EXPECT_EQ(parse_float("2.9999999999999999").as_double(), 3.0);
  EXPECT_TRUE(std::signbit(parse_float("-0.0").as_double()));
}

TEST(RubyFloat, RefusesWhatRubyRefuses) {
  for (const char* text :
       {"",     " ",        ".",         "-",   "5.",  "1.e5",  ".e1",  "e5",      "12e",
        "1e",   "1.5e",     "1e+",       "--1", "+ 5", "12abc", "1 2",  "1.2.3",   "NaN",
        "nan",  "Infinity", "-Infinity", "inf", "_1",  "1_",    "1__0", "1_.5",    "1._5",
        "1e_5", "0b11",     "0o17",      "0x",  "0xg", "1,5",   "$5",   "\xD9\xA1"}) {
    EXPECT_EQ(real(text), "-") << text;
  }
}

TEST(RubyFloat, BecomesInfiniteAndZero) {
  EXPECT_EQ(parse_float("1e400").as_double(), std::numeric_limits<double>::infinity());
  EXPECT_EQ(parse_float("-1e400").as_double(), -std::numeric_limits<double>::infinity());
  EXPECT_EQ(parse_float("1e-400").as_double(), 0.0);
  EXPECT_EQ(parse_float("1e99999999999999999999").as_double(),
            std::numeric_limits<double>::infinity());
}

TEST(RubyFloat, TakesHexadecimals) {
  EXPECT_EQ(real("0x1F"), "31.000000");
  EXPECT_EQ(real("-0x10"), "-16.000000");
  EXPECT_EQ(real("0x1.8p3"), "12.000000");
  EXPECT_EQ(real("0x1p-1"), "0.500000");
  EXPECT_EQ(real("0xf_f"), "255.000000");
  for (const char* text : {"0x1.", "0x.8", "0x1p", "0x1pf", "0x1_", "0x_1", "0x1p1p1"}) {
    EXPECT_EQ(real(text), "-") << text;
  }
}

TEST(TruncateToInteger, CutsOffTheFraction) {
  Arena arena;
  EXPECT_EQ(truncate_to_integer(2.7, arena).as_int(), 2);
  EXPECT_EQ(truncate_to_integer(-2.7, arena).as_int(), -2);
  EXPECT_EQ(truncate_to_integer(-0.9, arena).as_int(), 0);
  EXPECT_EQ(truncate_to_integer(-9223372036854775808.0, arena).as_int(),
            std::numeric_limits<std::int64_t>::min());
}

TEST(TruncateToInteger, WritesAllDigitsBeyond64Bits) {
  Arena arena;
  EXPECT_EQ(truncate_to_integer(1e20, arena).as_text(), "100000000000000000000");
  EXPECT_EQ(truncate_to_integer(-1e23, arena).as_text(), "-99999999999999991611392");
  EXPECT_EQ(truncate_to_integer(9223372036854775808.0, arena).as_text(), "9223372036854775808");
  EXPECT_EQ(truncate_to_integer(1.7976931348623157e308, arena).as_text().size(), 309U);
  EXPECT_FALSE(truncate_to_integer(std::numeric_limits<double>::infinity(), arena).present());
  EXPECT_FALSE(truncate_to_integer(std::nan(""), arena).present());
}

TEST(TruncateToInteger, KnowsDecimals) {
  Arena arena;
  EXPECT_EQ(truncate_to_integer("2.70", arena).as_int(), 2);
  EXPECT_EQ(truncate_to_integer("-2.70", arena).as_int(), -2);
  EXPECT_EQ(truncate_to_integer("1E+5", arena).as_int(), 100000);
  EXPECT_EQ(truncate_to_integer("0.00", arena).as_int(), 0);
  EXPECT_EQ(truncate_to_integer("9.9E-7", arena).as_int(), 0);
  EXPECT_EQ(truncate_to_integer("-1.5E20", arena).as_text(), "-150000000000000000000");
  EXPECT_FALSE(truncate_to_integer("1E+100000000", arena).present());
}

TEST(ParseBoolean, TakesLogstashsWords) {
  for (const char* text : {"true", "TRUE", "t", "Y", "yes", "1", "1.0", "1x0", "1é0", "abc\n1\n"}) {
    EXPECT_EQ(parse_boolean(text), true) << text;
  }
  for (const char* text : {"", "false", "F", "no", "n", "0", "0.0", "010", "0x0", "x\nno"}) {
    EXPECT_EQ(parse_boolean(text), false) << text;
  }
  for (const char* text : {" ", "on", "1 ", "1\t", "08", "1e5", "1.00", "truey", "0x"}) {
    EXPECT_EQ(parse_boolean(text), std::nullopt) << text;
  }
}

}  // namespace
}  // namespace bdp::lang
