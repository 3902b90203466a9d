#include "lang/plain_number.h"

#include <gtest/gtest.h>

#include <charconv>
#include <cstdio>
#include <random>
#include <string>

namespace bdp::lang {
namespace {

/// A copy with kReadSlack behind it, in which nothing may be found.
class Slack {
 public:
  std::string_view operator()(std::string_view text) {
    bytes_ = std::string(text) + std::string(kReadSlack, '7');
    return std::string_view(bytes_).substr(0, text.size());
  }

 private:
  std::string bytes_;
};

TEST(PlainInteger, ReadsAnyCountOfDigitsThatFits) {
  Slack slack;
  for (const std::int64_t number :
       {std::int64_t{0}, std::int64_t{7}, std::int64_t{-7}, std::int64_t{12345678},
        std::int64_t{123456789}, std::int64_t{-9999999999999999}, std::int64_t{10000000000000000},
        std::int64_t{999999999999999999}, std::int64_t{-999999999999999999}}) {
    std::int64_t read = 1;
    ASSERT_TRUE(read_plain_integer(slack(std::to_string(number)), read)) << number;
    EXPECT_EQ(read, number);
  }
}

TEST(PlainInteger, LeavesTheRestToOthers) {
  Slack slack;
  std::int64_t read = 0;
  for (const char* text : {"", "-", "+1", "01", "-01", "1_000", " 1", "1 ", "1.0", "0x1F", "12a",
                           "a2", "1/2", "1:2", "\xB1", "1234567890123456789", "--1", "12345678x"}) {
    EXPECT_FALSE(read_plain_integer(slack(text), read)) << text;
  }
}

TEST(PlainDecimal, RoundsAsTheStandardLibraryDoes) {
  Slack slack;
  std::mt19937_64 random(7);
  for (int i = 0; i < 200000; ++i) {
    const auto whole_digits = static_cast<int>(random() % 7 + 1);
    const auto decimals = static_cast<int>(random() % static_cast<unsigned>(19 - whole_digits) + 1);
    std::string text = random() % 2 == 0 ? "-" : "";
    for (int digit = 0; digit < whole_digits; ++digit)
      text += static_cast<char>('0' + random() % 10);
    text += '.';
    for (int digit = 0; digit < decimals; ++digit) text += static_cast<char>('0' + random() % 10);
    double expected = 0;
    std::from_chars(text.data(), text.data() + text.size(), expected);
    double read = 0;
    ASSERT_TRUE(read_plain_decimal(slack(text), read)) << text;
    ASSERT_EQ(std::bit_cast<std::uint64_t>(read), std::bit_cast<std::uint64_t>(expected)) << text;
  }
}

TEST(PlainDecimal, ReadsNegativeZero) {
  Slack slack;
  double read = 1;
  ASSERT_TRUE(read_plain_decimal(slack("-0.0"), read));
  EXPECT_EQ(std::bit_cast<std::uint64_t>(read), std::bit_cast<std::uint64_t>(-0.0));
}

TEST(PlainDecimal, LeavesTheRestToOthers) {
  Slack slack;
  double read = 0;
  for (const char* text : {"",      "-",    ".",          ".5",   "5.",    "-.5",
                           "1.5e3", "1.5 ", " 1.5",       "1..5", "1.5.2", "1,5",
                           "1.5x",  "x.5",  "12345678.5", "5",    "NaN",   "1.0000000000000000000",
                           "1_0.5", "1.0_5"}) {
    EXPECT_FALSE(read_plain_decimal(slack(text), read)) << text;
  }
}

}  // namespace
}  // namespace bdp::lang
