#include "lang/number_text.h"

#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <cstdlib>
#include <limits>
#include <random>
#include <string>

namespace bdp::lang {
namespace {

std::string java(double number) {
  char text[kNumberTextBytes];
  return {text, write_java_double(text, number)};
}

std::string ruby(double number) {
  char text[kNumberTextBytes];
  return {text, write_ruby_float(text, number)};
}

std::string iso(std::int64_t seconds, std::uint32_t nanoseconds = 0) {
  char text[kNumberTextBytes];
  return {text, write_timestamp(text, {seconds, nanoseconds})};
}

constexpr double kInfinity = std::numeric_limits<double>::infinity();

TEST(JavaDouble, HasAPointAndAnExponentOnlyWhereNeeded) {
  EXPECT_EQ(java(1), "1.0");
  EXPECT_EQ(java(0.1), "0.1");
  EXPECT_EQ(java(100), "100.0");
  EXPECT_EQ(java(-2.5), "-2.5");
  EXPECT_EQ(java(0.001), "0.001");
  EXPECT_EQ(java(9999999), "9999999.0");
  EXPECT_EQ(java(1e7), "1.0E7");
  EXPECT_EQ(java(1.5e10), "1.5E10");
  EXPECT_EQ(java(1e16), "1.0E16");
  EXPECT_EQ(java(123456789.125), "1.23456789125E8");
  EXPECT_EQ(java(1e-7), "1.0E-7");
  EXPECT_EQ(java(0.00099), "9.9E-4");
  EXPECT_EQ(java(1.7976931348623157e308), "1.7976931348623157E308");
}

TEST(JavaDouble, KnowsTheSpecialOnes) {
  EXPECT_EQ(java(0.0), "0.0");
  EXPECT_EQ(java(-0.0), "-0.0");
  EXPECT_EQ(java(kInfinity), "Infinity");
  EXPECT_EQ(java(-kInfinity), "-Infinity");
  EXPECT_EQ(java(std::nan("")), "NaN");
}

TEST(JavaDouble, HasTheShortestDigitsButTwoAtLeast) {
  EXPECT_EQ(java(2e23), "2.0E23");
  EXPECT_EQ(java(5e-324), "4.9E-324");
  EXPECT_EQ(java(9.0071992547409936e16), "9.007199254740994E16");
}

TEST(JavaDouble, ReadsBackAndFits) {
  std::mt19937_64 random(2);
  for (int i = 0; i < 100000; ++i) {
    const auto number = std::bit_cast<double>(random());
    if (std::isnan(number)) continue;
    ASSERT_EQ(std::strtod(java(number).c_str(), nullptr), number);
    ASSERT_EQ(std::strtod(ruby(number).c_str(), nullptr), number);
    ASSERT_LE(java(number).size(), kNumberTextBytes);
    ASSERT_LE(ruby(number).size(), kNumberTextBytes);
  }
}

TEST(RubyFloatText, HasAnExponentFrom20DigitsOn) {
  EXPECT_EQ(ruby(1), "1.0");
  EXPECT_EQ(ruby(1e-4), "0.0001");
  EXPECT_EQ(ruby(1e-5), "1.0e-05");
  EXPECT_EQ(ruby(1.5e10), "15000000000.0");
  EXPECT_EQ(ruby(1e17), "100000000000000000.0");
  EXPECT_EQ(ruby(1.25e19), "12500000000000000000.0");
  EXPECT_EQ(ruby(1e20), "1.0e+20");
  EXPECT_EQ(ruby(-1.5e300), "-1.5e+300");
  EXPECT_EQ(ruby(kInfinity), "Infinity");
  EXPECT_EQ(ruby(-0.0), "-0.0");
  EXPECT_EQ(ruby(std::nan("")), "NaN");
}

TEST(TimestampText, HasAsManyDigitsAsItNeeds) {
  EXPECT_EQ(iso(0), "1970-01-01T00:00:00.000Z");
  EXPECT_EQ(iso(1709622489, 123000000), "2024-03-05T07:08:09.123Z");
  EXPECT_EQ(iso(1709622489, 123456000), "2024-03-05T07:08:09.123456Z");
  EXPECT_EQ(iso(1709622489, 123456789), "2024-03-05T07:08:09.123456789Z");
  EXPECT_EQ(iso(-1, 999000000), "1969-12-31T23:59:59.999Z");
}

TEST(TimestampText, WritesYearsBeyondFourDigits) {
  EXPECT_EQ(iso(253402300800), "+10000-01-01T00:00:00.000Z");
  EXPECT_EQ(iso(-62167219201), "-0001-12-31T23:59:59.000Z");
  EXPECT_LE(iso(std::numeric_limits<std::int64_t>::max(), 1).size(), kNumberTextBytes);
  EXPECT_LE(iso(std::numeric_limits<std::int64_t>::min(), 1).size(), kNumberTextBytes);
}

}  // namespace
}  // namespace bdp::lang
