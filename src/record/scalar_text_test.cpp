#include "record/scalar_text.h"

#include <gtest/gtest.h>

#include <bit>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <limits>
#include <random>
#include <string>

namespace bdp {
namespace {

std::string text(double number) {
  char buffer[kScalarTextRoom];
  return {buffer, write_double(buffer, number)};
}

std::string text(std::int64_t number) {
  char buffer[kScalarTextRoom];
  return {buffer, write_integer(buffer, number)};
}

std::string text(Timestamp time) {
  char buffer[kScalarTextRoom];
  return {buffer, write_timestamp(buffer, time)};
}

TEST(IntegerText, IsDecimal) {
  EXPECT_EQ(text(std::int64_t{0}), "0");
  EXPECT_EQ(text(std::int64_t{-7}), "-7");
  EXPECT_EQ(text(std::int64_t{12345678}), "12345678");
  EXPECT_EQ(text(std::int64_t{100000000}), "100000000");
  EXPECT_EQ(text(std::numeric_limits<std::int64_t>::max()), "9223372036854775807");
  EXPECT_EQ(text(std::numeric_limits<std::int64_t>::min()), "-9223372036854775808");
}

TEST(IntegerText, OfRandomNumbersIsThatOfToChars) {
  std::mt19937_64 random(1);
  for (int i = 0; i < 200000; ++i) {
    const auto number = static_cast<std::int64_t>(random()) >> (random() % 64);
    ASSERT_EQ(text(number), std::to_string(number));
  }
}

TEST(DoubleText, IsFixedFromAThousandthToTenMillion) {
  EXPECT_EQ(text(0.0), "0.0");
  EXPECT_EQ(text(-0.0), "-0.0");
  EXPECT_EQ(text(5.0), "5.0");
  EXPECT_EQ(text(-1.5), "-1.5");
  EXPECT_EQ(text(0.7288), "0.7288");
  EXPECT_EQ(text(0.001), "0.001");
  EXPECT_EQ(text(1200.0), "1200.0");
  EXPECT_EQ(text(85.001451425151913), "85.00145142515191");
  EXPECT_EQ(text(9999999.0), "9999999.0");
  EXPECT_EQ(text(1234567.25), "1234567.25");
  EXPECT_EQ(text(0.1 + 0.2), "0.30000000000000004");
}

TEST(DoubleText, HasAnExponentOtherwise) {
  EXPECT_EQ(text(1e7), "1.0E7");
  EXPECT_EQ(text(12345678.9), "1.23456789E7");
  EXPECT_EQ(text(1.5e10), "1.5E10");
  EXPECT_EQ(text(1e-7), "1.0E-7");
  EXPECT_EQ(text(0.00099), "9.9E-4");
  EXPECT_EQ(text(std::numeric_limits<double>::max()), "1.7976931348623157E308");
  EXPECT_EQ(text(std::numeric_limits<double>::min()), "2.2250738585072014E-308");
}

TEST(DoubleText, OfASubnormalHasTwoDigitsAsInJava) {
  EXPECT_EQ(text(std::numeric_limits<double>::denorm_min()), "4.9E-324");
  EXPECT_EQ(text(1e-323), "9.9E-324");
  EXPECT_EQ(text(2.225073858507201e-308), "2.225073858507201E-308");
}

TEST(DoubleText, OfWhatIsNoNumberIsAWord) {
  EXPECT_EQ(text(std::numeric_limits<double>::quiet_NaN()), "NaN");
  EXPECT_EQ(text(std::numeric_limits<double>::infinity()), "Infinity");
  EXPECT_EQ(text(-std::numeric_limits<double>::infinity()), "-Infinity");
}

/// The significant digits without zeros at either end, and the exponent of the first.
std::string digits_of(std::string_view number) {
  std::string digits;
  int exponent = -1;
  bool point = false;
  for (std::size_t i = 0; i < number.size(); ++i) {
    const char c = number[i];
    if (c == 'e' || c == 'E') {
      exponent += std::atoi(std::string(number.substr(i + 1)).c_str());
      break;
    }
    if (c == '.') {
      point = true;
    } else {
      if (!digits.empty() || c != '0') digits += c;
      if (!point && !digits.empty()) ++exponent;
      if (point && digits.empty()) --exponent;
    }
  }
  while (digits.ends_with('0')) digits.pop_back();
  return digits + "e" + std::to_string(exponent);
}

void expect_shortest(double number) {
  if (!(number >= std::numeric_limits<double>::min()) || std::isinf(number)) return;
  char buffer[64];
  const char* end = std::to_chars(buffer, buffer + 64, number, std::chars_format::scientific).ptr;
  ASSERT_EQ(digits_of(text(number)), digits_of({buffer, end})) << number;
}

TEST(DoubleText, IsTheShortestThatReadsBack) {
  std::mt19937_64 random(2);
  for (int i = 0; i < 100000; ++i) {
    expect_shortest(std::bit_cast<double>(random() >> 1U));
    expect_shortest(static_cast<double>(random() >> (random() % 64)));
    expect_shortest(static_cast<double>(random() % 100000000) / 10000);
    expect_shortest(100.0 * static_cast<double>(random() >> 11U) * 0x1p-53);
  }
  for (int power = -1022; power < 1024; ++power) {
    // Below a power of two the neighbours stand closer.
    expect_shortest(std::ldexp(1.0, power));
    expect_shortest(std::nextafter(std::ldexp(1.0, power), 0));
    expect_shortest(std::nextafter(std::ldexp(1.0, power), 1e308));
  }
  for (int power = -307; power < 309; ++power) {
    const double ten = std::strtod(("1e" + std::to_string(power)).c_str(), nullptr);
    expect_shortest(ten);
    expect_shortest(std::nextafter(ten, 0));
    expect_shortest(std::nextafter(ten, 1e308));
  }
}

TEST(TimestampText, HasMillisecondsOrMore) {
  EXPECT_EQ(text(Timestamp{0, 0}), "1970-01-01T00:00:00.000Z");
  EXPECT_EQ(text(Timestamp{1709622489, 123'000'000}), "2024-03-05T07:08:09.123Z");
  EXPECT_EQ(text(Timestamp{1709622489, 123'456'000}), "2024-03-05T07:08:09.123456Z");
  EXPECT_EQ(text(Timestamp{1709622489, 123'456'789}), "2024-03-05T07:08:09.123456789Z");
  EXPECT_EQ(text(Timestamp{1709622489, 1}), "2024-03-05T07:08:09.000000001Z");
}

TEST(TimestampText, KnowsTheCalendar) {
  EXPECT_EQ(text(Timestamp{951782400, 0}), "2000-02-29T00:00:00.000Z");
  EXPECT_EQ(text(Timestamp{-1, 0}), "1969-12-31T23:59:59.000Z");
  EXPECT_EQ(text(Timestamp{-62135596800, 0}), "0001-01-01T00:00:00.000Z");
  EXPECT_EQ(text(Timestamp{4107542399, 0}), "2100-02-28T23:59:59.000Z");
  EXPECT_EQ(text(Timestamp{253402300800, 0}), "+10000-01-01T00:00:00.000Z");
  EXPECT_EQ(text(Timestamp{-62198755200, 0}), "-0001-01-01T00:00:00.000Z");
}

}  // namespace
}  // namespace bdp
