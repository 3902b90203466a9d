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

TEST(RubyFloatText, HasAnExponentFrom20DigitsOn) {
  EXPECT_EQ(ruby(1), "1.0");
  EXPECT_EQ(ruby(1e-4), "0.0001");
  EXPECT_EQ(ruby(1e-5), "1.0e-05");
  EXPECT_EQ(ruby(1.5e10), "15000000000.0");
  EXPECT_EQ(ruby(1e17), "100000000000000000.0");
  EXPECT_EQ(ruby(1.25e19), "12500000000000000000.0");
  EXPECT_EQ(ruby(1e20), "1.0e+20");
  EXPECT_EQ(ruby(-1.5e300), "-1.5e+300");
  EXPECT_EQ(ruby(-91.77688542119316), "-91.77688542119316");
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
    ASSERT_EQ(std::strtod(text.c_str(), nullptr), number);
    ASSERT_LE(text.size(), kScalarTextRoom);
  }
}

}  // namespace
}  // namespace bdp::lang
