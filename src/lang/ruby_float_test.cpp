#include "lang/ruby_float.h"

#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <cstdlib>
#include <limits>
#include <random>
#include <string>

namespace bdp::lang {
namespace {

std::string ruby(double number) {
  char text[kScalarTextRoom];
  return {text, write_ruby_float(text, number)};
}

TEST(RubyFloatText, HasAnExponentBeyond19Digits) {
  EXPECT_EQ(ruby(1), "1.0");
  EXPECT_EQ(ruby(1e-4), "0.0001");
  EXPECT_EQ(ruby(1e-5), "1.0e-05");
  EXPECT_EQ(ruby(1.5e10), "15000000000.0");
  EXPECT_EQ(ruby(1e17), "100000000000000000.0");
  EXPECT_EQ(ruby(1.25e18), "1250000000000000000.0");
  EXPECT_EQ(ruby(1.5e19), "1.5e+19");
  EXPECT_EQ(ruby(1e20), "1.0e+20");
  EXPECT_EQ(ruby(-1.5e300), "-1.5e+300");
  EXPECT_EQ(ruby(-91.77688542119316), "-91.77688542119316");
}

TEST(RubyFloatText, HasJavasDigitsOfLargeIntegers) {
  EXPECT_EQ(ruby(91776885421193152.0), "91776885421193152.0");
  EXPECT_EQ(ruby(-53147322266015648.0), "-53147322266015648.0");
  EXPECT_EQ(ruby(700739525125336192.0), "700739525125336190.0");
  EXPECT_EQ(ruby(2305843009213693952.0), "2305843009213694000.0");
  EXPECT_EQ(ruby(4611686018427387904.0), "4611686018427387900.0");
  EXPECT_EQ(ruby(4611686013815701897.0), "4611686013815702000.0");
  EXPECT_EQ(ruby(9223372036854775808.0), "9223372036854776000.0");
}

TEST(RubyFloatText, Has15DigitsWhereTheyWouldBe20) {
  EXPECT_EQ(ruby(12345678901234567000.0), "1.23456789012346e+19");
  EXPECT_EQ(ruby(123456789012345670000.0), "1.2345678901234567e+20");
}

TEST(RubyFloatText, KnowsTheSpecialOnes) {
  EXPECT_EQ(ruby(std::numeric_limits<double>::infinity()), "Infinity");
  EXPECT_EQ(ruby(-std::numeric_limits<double>::infinity()), "-Infinity");
  EXPECT_EQ(ruby(-0.0), "-0.0");
  EXPECT_EQ(ruby(std::nan("")), "NaN");
}

TEST(RubyFloatText, ReadsBackAndFits) {
  std::mt19937_64 random(2);
  for (int i = 0; i < 100000; ++i) {
    const auto number = std::bit_cast<double>(random());
    if (std::isnan(number)) continue;
    const std::string text = ruby(number);
    if (std::fabs(number) < 1e19 || std::fabs(number) >= 1e20) {
      ASSERT_EQ(std::strtod(text.c_str(), nullptr), number);
    }
    ASSERT_LE(text.size(), kScalarTextRoom);
  }
}

}  // namespace
}  // namespace bdp::lang
