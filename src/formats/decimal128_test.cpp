#include "formats/decimal128.h"

#include <bson/bson.h>
#include <gtest/gtest.h>

#include <random>
#include <string>

namespace bdp {
namespace {

/// What libbson makes of it; nothing where it cannot without rounding.
std::optional<Decimal128> by_libbson(const std::string& text) {
  bson_decimal128_t decimal;
  if (!bson_decimal128_from_string(text.c_str(), &decimal)) return std::nullopt;
  return Decimal128{decimal.low, decimal.high};
}

std::string shown(std::optional<Decimal128> number) {
  if (!number) return "none";
  const bson_decimal128_t decimal{number->low, number->high};
  char text[BSON_DECIMAL128_STRING];
  bson_decimal128_to_string(&decimal, text);
  return text;
}

TEST(Decimal128, KeepsTheExponentThatWasWritten) {
  EXPECT_EQ(shown(parse_decimal128("2.70")), "2.70");
  EXPECT_EQ(shown(parse_decimal128("-0.00120")), "-0.00120");
  EXPECT_EQ(shown(parse_decimal128("1E+3")), "1E+3");
  EXPECT_EQ(shown(parse_decimal128("0012")), "12");
  EXPECT_EQ(shown(parse_decimal128("-0.0")), "-0.0");
  EXPECT_EQ(shown(parse_decimal128("18446744073709551616")), "18446744073709551616");
}

TEST(Decimal128, TakesThirtyFourDigitsAndNoMore) {
  const std::string nines(34, '9');
  EXPECT_EQ(shown(parse_decimal128(nines)), nines);
  EXPECT_EQ(parse_decimal128(nines + "1"), std::nullopt);
  EXPECT_EQ(shown(parse_decimal128(nines + "000")), "9." + nines.substr(1) + "E+36");
  EXPECT_EQ(parse_decimal128(nines + ".5"), std::nullopt);
  EXPECT_EQ(shown(parse_decimal128("000" + nines + ".0")), nines);
}

TEST(Decimal128, HasABoundedExponent) {
  EXPECT_EQ(shown(parse_decimal128("1E6111")), "1E+6111");
  EXPECT_EQ(shown(parse_decimal128("1E6112")), "1.0E+6112");
  EXPECT_EQ(parse_decimal128("1E6145"), std::nullopt);
  EXPECT_EQ(shown(parse_decimal128("1E-6176")), "1E-6176");
  EXPECT_EQ(shown(parse_decimal128("100E-6178")), "1E-6176");
  EXPECT_EQ(parse_decimal128("1E-6177"), std::nullopt);
  EXPECT_EQ(parse_decimal128("1E99999999999999999999"), std::nullopt);
  EXPECT_EQ(shown(parse_decimal128("0E-9999")), "0E-6176");
}

TEST(Decimal128, IsNoneOfATextThatIsNoNumber) {
  for (const char* text : {"", "-", ".", "1.2.3", "1e", "e5", "x", "1 ", "NaN", "1e+", "--1"}) {
    EXPECT_EQ(parse_decimal128(text), std::nullopt) << text;
  }
}

TEST(Decimal128, IsWhatLibbsonMakesOfIt) {
  std::mt19937 random(1);
  const auto up_to = [&random](unsigned most) {
    return static_cast<unsigned>(random() % (most + 1));
  };
  for (int i = 0; i < 20'000; ++i) {
    std::string text = up_to(2) == 0 ? "-" : "";
    const unsigned digits = 1 + up_to(39);
    const unsigned zeros = up_to(3) == 0 ? up_to(digits) : 0;
    for (unsigned d = 0; d < digits; ++d) {
      text += d + zeros >= digits ? '0' : static_cast<char>('0' + up_to(9));
    }
    if (up_to(2) == 0) text.insert(text.size() - up_to(digits - 1), ".");
    if (text.ends_with('.')) text.pop_back();
    if (up_to(2) == 0) text += (up_to(1) == 0 ? "E-" : "E+") + std::to_string(up_to(6300));
    // libbson rounds zeros away less eagerly than it might; where it finds a number, so do we.
    const auto wanted = by_libbson(text);
    if (wanted) {
      EXPECT_EQ(shown(parse_decimal128(text)), shown(wanted)) << text;
    }
  }
}

}  // namespace
}  // namespace bdp
