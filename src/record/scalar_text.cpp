#include "record/scalar_text.h"

#include <algorithm>
#include <bit>
#include <charconv>
#include <cmath>
#include <cstring>
#include <limits>
#include <string_view>

#include "record/shortest_decimal.h"

namespace bdp {
namespace {

constexpr std::uint64_t kHundredMillion = 100'000'000;
constexpr std::uint64_t kTenTo16 = kHundredMillion * kHundredMillion;
constexpr std::uint64_t kZeros = 0x3030303030303030ULL;

/// (x << bits) - quotient * rest_above(divisor, bits) is x % divisor above x / divisor.
constexpr std::uint64_t rest_above(std::uint64_t divisor, unsigned bits) {
  return (divisor << bits) - 1;
}

/// Eight digits, one a byte, the first in the lowest; `number` is below 10^8. Parts it into lanes
/// of 4, 2 and 1 digits: a lane minus quotient * 10^n leaves the rest, moved up by half a lane.
std::uint64_t eight_digits(std::uint64_t number) {
  const std::uint64_t high = number * 109951163 >> 40U;
  const std::uint64_t fours = (number << 32U) - high * rest_above(10000, 32);
  const std::uint64_t hundreds = (fours * 10486 >> 20U) & 0x0000007F0000007FULL;
  const std::uint64_t twos = (fours << 16U) - hundreds * rest_above(100, 16);
  const std::uint64_t tens = (twos * 103 >> 10U) & 0x000F000F000F000FULL;
  return (twos << 8U) - tens * rest_above(10, 8);
}

/// The word with its lowest byte first in memory.
char* store(char* to, std::uint64_t word) {
  if constexpr (std::endian::native == std::endian::big) word = __builtin_bswap64(word);
  std::memcpy(to, &word, sizeof word);
  return to + sizeof word;
}

char* store(char* to, std::string_view text) {
  std::memcpy(to, text.data(), text.size());
  return to + text.size();
}

/// Below 10^8, without leading zeros.
char* write_small(char* to, std::uint64_t number) {
  const std::uint64_t digits = eight_digits(number);
  // A 1 in the last digit's place: zero is written as one digit.
  const auto leading = static_cast<unsigned>(std::countr_zero(digits | 1ULL << 56U)) / 8;
  store(to, (digits | kZeros) >> (8 * leading));
  return to + (8 - leading);
}

char* write_unsigned(char* to, std::uint64_t number) {
  if (number < kHundredMillion) return write_small(to, number);
  const std::uint64_t high = number / kHundredMillion;
  to = high < kHundredMillion ? write_small(to, high) : write_unsigned(to, high);
  return store(to, eight_digits(number % kHundredMillion) | kZeros);
}

/// d.ddd * 10^exponent: 17 digits, `size` of them in front of the zeros at the end. Kept in
/// registers: a text in memory would be read again before it is written.
struct Digits {
  char first;
  std::uint64_t next_eight;  ///< As text.
  std::uint64_t last_eight;
  int size;
  int exponent;
};

inline __attribute__((always_inline)) Digits digits_of(ShortestDecimal decimal) {
  // Sixteen digits become seventeen. Which it is cannot be foreseen: no branch.
  const int sixteen = decimal.digits < kTenTo16 ? 1 : 0;
  decimal.digits += decimal.digits * 9 * static_cast<std::uint64_t>(sixteen);
  const int exponent = decimal.exponent + 16 - sixteen;
  const std::uint64_t rest = decimal.digits % kTenTo16;
  const std::uint64_t high = eight_digits(rest / kHundredMillion);
  const std::uint64_t low = eight_digits(rest % kHundredMillion);
  const int size = low != 0    ? 17 - std::countl_zero(low) / 8
                   : high != 0 ? 9 - std::countl_zero(high) / 8
                               : 1;
  return {static_cast<char>('0' + decimal.digits / kTenTo16), high | kZeros, low | kZeros, size,
          exponent};
}

/// shortest_decimal() of a number so small that it has fewer than 17 digits.
ShortestDecimal subnormal_decimal(double number) {
  char text[32];
  const char* end = std::to_chars(text, text + 32, number, std::chars_format::scientific).ptr;
  if (text[1] == 'e') {
    // One digit is not enough for Java: it shows the second even if no more than one is needed.
    end = std::to_chars(text, text + 32, number, std::chars_format::scientific, 1).ptr;
  }
  ShortestDecimal decimal;
  const char* at = text;
  for (; *at != 'e'; ++at) {
    if (*at == '.') continue;
    decimal.digits = decimal.digits * 10 + static_cast<std::uint64_t>(*at - '0');
    --decimal.exponent;
  }
  int exponent = 0;
  std::from_chars(at + 1, end, exponent);
  decimal.exponent += exponent + 1;
  for (; decimal.digits < kTenTo16; decimal.digits *= 10) --decimal.exponent;
  return decimal;
}

/// 123.45, 0.0012, 1200.0: `exponent` from -3 to 6.
char* write_fixed(char* to, const Digits& digits) {
  if (digits.exponent < 0) {
    store(to, kZeros);
    to[1] = '.';
    to += 1 - digits.exponent;
    *to = digits.first;
    store(store(to + 1, digits.next_eight), digits.last_eight);
    return to + digits.size;
  }
  const int before = digits.exponent;  // Digits in front of the point, less one.
  *to = digits.first;
  store(to + 1, digits.next_eight);
  to[1 + before] = '.';
  store(to + 2 + before, digits.next_eight >> (8 * before));
  store(to + 10, digits.last_eight);
  return to + std::max(digits.size, before + 2) + 1;
}

/// 1.0E10, 1.2345E-7
char* write_scientific(char* to, const Digits& digits) {
  to[0] = digits.first;
  to[1] = '.';
  store(store(to + 2, digits.next_eight), digits.last_eight);
  to += std::max(digits.size, 2) + 1;
  *to++ = 'E';
  return write_integer(to, digits.exponent);
}

struct Date {
  std::int64_t year;
  unsigned month;
  unsigned day;
};

/// In the Gregorian calendar, for days since 1970-01-01. Counts in years that begin in March, so
/// that the leap day is the last; after H. Hinnant's `civil_from_days`.
Date date_of(std::int64_t days) {
  days += 719468;
  const std::int64_t era = (days >= 0 ? days : days - 146096) / 146097;
  const auto day_of_era = static_cast<unsigned>(days - era * 146097);
  const unsigned year_of_era =
      (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
  const unsigned day_of_year =
      day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  const unsigned shifted_month = (5 * day_of_year + 2) / 153;
  const unsigned month = shifted_month < 10 ? shifted_month + 3 : shifted_month - 9;
  return {year_of_era + era * 400 + (month <= 2 ? 1 : 0), month,
          day_of_year - (153 * shifted_month + 2) / 5 + 1};
}

/// The last `count` of eight digits of `number`.
char* write_padded(char* to, std::uint64_t number, unsigned count) {
  store(to, (eight_digits(number) | kZeros) >> (8 * (8 - count)));
  return to + count;
}

char* write_year(char* to, std::int64_t year) {
  if (year < 0) *to++ = '-';
  if (year > 9999) *to++ = '+';
  const auto magnitude = static_cast<std::uint64_t>(year < 0 ? -year : year);
  return magnitude < 10000 ? write_padded(to, magnitude, 4) : write_unsigned(to, magnitude);
}

}  // namespace

char* write_integer(char* to, std::int64_t number) {
  *to = '-';
  to += number < 0 ? 1 : 0;
  const auto bits = static_cast<std::uint64_t>(number);
  return write_unsigned(to, number < 0 ? 0 - bits : bits);
}

char* write_double(char* to, double number) {
  if (std::isnan(number)) return store(to, "NaN");
  *to = '-';
  to += std::signbit(number) ? 1 : 0;
  number = std::fabs(number);
  if (number == 0) return store(to, "0.0");
  if (std::isinf(number)) return store(to, "Infinity");
  const Digits digits =
      digits_of(number >= std::numeric_limits<double>::min() ? shortest_decimal(number)
                                                             : subnormal_decimal(number));
  return digits.exponent >= -3 && digits.exponent < 7 ? write_fixed(to, digits)
                                                      : write_scientific(to, digits);
}

char* write_timestamp(char* to, Timestamp time) {
  constexpr std::int64_t kDay = 86400;
  std::int64_t days = time.seconds / kDay;
  std::int64_t second = time.seconds % kDay;
  if (second < 0) {
    second += kDay;
    --days;
  }
  const Date date = date_of(days);
  to = write_year(to, date.year);
  const auto of_day = static_cast<unsigned>(second);
  const auto two_digits = [&to](char before, unsigned part) {
    *to++ = before;
    *to++ = static_cast<char>('0' + part / 10);
    *to++ = static_cast<char>('0' + part % 10);
  };
  two_digits('-', date.month);
  two_digits('-', date.day);
  two_digits('T', of_day / 3600);
  two_digits(':', of_day / 60 % 60);
  two_digits(':', of_day % 60);
  *to++ = '.';
  if (time.nanoseconds % 1'000'000 == 0) {
    to = write_padded(to, time.nanoseconds / 1'000'000, 3);
  } else if (time.nanoseconds % 1000 == 0) {
    to = write_padded(to, time.nanoseconds / 1000, 6);
  } else {
    *to++ = static_cast<char>('0' + time.nanoseconds / kHundredMillion);
    to = write_padded(to, time.nanoseconds % kHundredMillion, 8);
  }
  *to++ = 'Z';
  return to;
}

}  // namespace bdp
