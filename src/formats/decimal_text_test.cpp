#include "formats/decimal_text.h"

#include <gtest/gtest.h>

#include <string>

namespace bdp {
namespace {

std::string shown(std::string_view number) {
  Arena arena;
  return std::string(decimal_text(number, arena));
}

TEST(DecimalText, KeepsTheDigits) {
  EXPECT_EQ(shown("2.70"), "2.70");
  EXPECT_EQ(shown("-12.5"), "-12.5");
  EXPECT_EQ(shown("0.10"), "0.10");
  EXPECT_EQ(shown("-0.00"), "0.00");
}

TEST(DecimalText, WritesExponentsAsJavaDoes) {
  EXPECT_EQ(shown("1e5"), "1E+5");
  EXPECT_EQ(shown("1.50E+2"), "150");
  EXPECT_EQ(shown("15.0e3"), "1.50E+4");
  EXPECT_EQ(shown("12e-3"), "0.012");
  EXPECT_EQ(shown("-1e-7"), "-1E-7");
  EXPECT_EQ(shown("0.00000012"), "1.2E-7");
  EXPECT_EQ(shown("0e3"), "0E+3");
  EXPECT_EQ(shown("0.1e1"), "1");
  EXPECT_EQ(shown("1e400"), "1E+400");
  EXPECT_EQ(shown("1e9999999999999999999"), "1e9999999999999999999");
}

}  // namespace
}  // namespace bdp
