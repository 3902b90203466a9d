#include "lang/number_order.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <string>

namespace bdp::lang {
namespace {

Value integer(std::int64_t i) {
  return Value::integer(i);
}
Value real(double d) {
  return Value::real(d);
}
Value big(std::string_view digits) {
  return Value::big_integer(digits);
}
Value decimal(std::string_view text) {
  return Value::decimal(text);
}

void expect_less(Value a, Value b) {
  EXPECT_EQ(compare_numbers(a, b), std::partial_ordering::less);
  EXPECT_EQ(compare_numbers(b, a), std::partial_ordering::greater);
  EXPECT_FALSE(same_number(a, b));
}

void expect_equal(Value a, Value b) {
  EXPECT_EQ(compare_numbers(a, b), std::partial_ordering::equivalent);
  EXPECT_EQ(compare_numbers(b, a), std::partial_ordering::equivalent);
}

TEST(NumberOrder, ComparesAcrossKinds) {
  expect_less(integer(1), real(1.5));
  expect_less(real(-1.5), integer(-1));
  expect_equal(integer(1), real(1.0));
  expect_less(integer(5), big("12345678901234567890"));
  expect_less(big("-12345678901234567890"), integer(5));
  expect_less(real(1e19), big("12345678901234567890"));
  expect_equal(big("100000000000000000000"), real(1e20));
  expect_less(big("99999999999999999999"), real(1e20));
  expect_less(big("99999999999999999999"), big("100000000000000000000"));
  expect_equal(decimal("2.70"), decimal("2.7"));
  expect_less(decimal("2.5"), real(2.75));
  expect_equal(decimal("2.50"), real(2.5));
  expect_equal(decimal("1E+5"), integer(100000));
  expect_equal(decimal("0.00"), integer(0));
  expect_less(decimal("-0.1"), decimal("0"));
  expect_less(decimal("1E-9"), decimal("1.1E-9"));
}

TEST(NumberOrder, IsExactWhereDoublesAreNot) {
  expect_less(real(9007199254740992.0), integer(9007199254740993));
  expect_less(integer(9223372036854775807), real(9223372036854775808.0));
  // 2.7 as a double is a little more than the decimal.
  expect_less(decimal("2.7"), real(2.7));
}

TEST(NumberOrder, KnowsInfinityAndNan) {
  const double infinity = std::numeric_limits<double>::infinity();
  expect_less(big("12345678901234567890"), real(infinity));
  expect_less(real(-infinity), integer(0));
  expect_less(real(-infinity), real(infinity));
  EXPECT_EQ(compare_numbers(real(std::nan("")), integer(1)), std::partial_ordering::unordered);
  EXPECT_EQ(compare_numbers(big("12345678901234567890"), real(std::nan(""))),
            std::partial_ordering::unordered);
}

TEST(SameNumber, KeepsKindsApart) {
  EXPECT_TRUE(same_number(integer(1), integer(1)));
  EXPECT_FALSE(same_number(integer(1), real(1.0)));
  EXPECT_FALSE(same_number(decimal("2.5"), real(2.5)));
  EXPECT_TRUE(same_number(decimal("2.50"), decimal("2.5")));
  EXPECT_TRUE(same_number(real(0.0), real(-0.0)));
  EXPECT_FALSE(same_number(real(std::nan("")), real(std::nan(""))));
  EXPECT_TRUE(same_number(big("12345678901234567890"), big("12345678901234567890")));
}

}  // namespace
}  // namespace bdp::lang
