#include "lang/ruby_float.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <string_view>

namespace bdp::lang {
namespace {

char* write(char* to, std::string_view text) {
  std::memcpy(to, text.data(), text.size());
  return to + text.size();
}

char* write_zeros(char* to, int count) {
  for (; count > 0; --count) *to++ = '0';
  return to;
}

/// d.ddd * 10^exponent
struct Digits {
  std::string_view part(int from, int to) const {
    return {text + from, static_cast<std::size_t>(to - from)};
  }
  void drop_zeros() {
    while (size > 1 && text[size - 1] == '0') --size;
  }

  char text[24];
  int size = 0;
  int exponent = 0;
};

/// Of what std::to_chars() wrote.
Digits read_digits(const char* scientific, const char* end) {
  Digits digits;
  for (; *scientific != 'e'; ++scientific) {
    if (*scientific != '.') digits.text[digits.size++] = *scientific;
  }
  scientific += scientific[1] == '+' ? 2 : 1;
  std::from_chars(scientific, end, digits.exponent);
  digits.drop_zeros();
  return digits;
}

/// What Java's DecimalFormat makes of an integer from 2^53 to 2^63: not the shortest digits, but
/// all, less one or two at the end that are below the number's precision.
Digits java_digits_of_integer(double number) {
  const int surplus_bits = std::ilogb(number) - 54;
  const int dropped = surplus_bits < 4 ? 0 : surplus_bits < 7 ? 1 : 2;
  const std::uint64_t unit = dropped == 0 ? 1 : dropped == 1 ? 10 : 100;
  const auto integer = static_cast<std::uint64_t>(number);
  const std::uint64_t kept = integer / unit + (2 * (integer % unit) >= unit && unit > 1 ? 1 : 0);
  Digits digits;
  const char* end = std::to_chars(digits.text, digits.text + sizeof digits.text, kept).ptr;
  digits.size = static_cast<int>(end - digits.text);
  digits.exponent = digits.size - 1 + dropped;
  digits.drop_zeros();
  return digits;
}

Digits jruby_digits(double number) {
  constexpr double kExact = 9007199254740992.0;  // 2^53
  constexpr double kBeyond64Bits = 9223372036854775808.0;
  if (number >= kExact && number < kBeyond64Bits) return java_digits_of_integer(number);
  char text[32];
  // With 20 digits before the point JRuby has no room for one behind it, and takes another form.
  const bool twenty_digits = number >= 1e19 && number < 1e20;
  const char* end =
      twenty_digits
          ? std::to_chars(text, text + sizeof text, number, std::chars_format::scientific, 14).ptr
          : std::to_chars(text, text + sizeof text, number, std::chars_format::scientific).ptr;
  return read_digits(text, end);
}

/// 123.45, 0.00012, 1200.0
char* write_fixed(char* to, const Digits& digits) {
  if (digits.exponent < 0) {
    to = write_zeros(write(to, "0."), -digits.exponent - 1);
    return write(to, digits.part(0, digits.size));
  }
  const int whole = digits.exponent + 1;
  const int given = std::min(whole, digits.size);
  to = write_zeros(write(to, digits.part(0, given)), whole - given);
  *to++ = '.';
  return given == digits.size ? write(to, "0") : write(to, digits.part(given, digits.size));
}

}  // namespace

char* write_ruby_float(char* to, double number) {
  // Java writes these alike.
  if (number == 0 || !std::isfinite(number)) return write_double(to, number);
  if (number < 0) *to++ = '-';
  const Digits digits = jruby_digits(std::fabs(number));
  if (digits.exponent >= -4 && digits.exponent < 19) return write_fixed(to, digits);
  *to++ = digits.text[0];
  *to++ = '.';
  to = digits.size == 1 ? write(to, "0") : write(to, digits.part(1, digits.size));
  to = write(to, digits.exponent < 0 ? "e-" : "e+");
  const int magnitude = std::abs(digits.exponent);
  if (magnitude < 10) *to++ = '0';
  return write_integer(to, magnitude);
}

}  // namespace bdp::lang
