#include "lang/ruby_float.h"

#include <algorithm>
#include <charconv>
#include <cmath>
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

/// d.ddd * 10^exponent, the shortest that reads back.
struct Digits {
  explicit Digits(double number) {
    char scientific[32];
    const char* end = std::to_chars(scientific, scientific + sizeof scientific, number,
                                    std::chars_format::scientific)
                          .ptr;
    const char* at = scientific;
    for (; *at != 'e'; ++at) {
      if (*at != '.') text[size++] = *at;
    }
    at += at[1] == '+' ? 2 : 1;
    std::from_chars(at, end, exponent);
  }

  std::string_view part(int from, int to) const {
    return {text + from, static_cast<std::size_t>(to - from)};
  }

  char text[24];
  int size = 0;
  int exponent = 0;
};

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
  const Digits digits(std::fabs(number));
  // JRuby formats by "%.20g".
  if (digits.exponent >= -4 && digits.exponent < 20) return write_fixed(to, digits);
  *to++ = digits.text[0];
  *to++ = '.';
  to = digits.size == 1 ? write(to, "0") : write(to, digits.part(1, digits.size));
  to = write(to, digits.exponent < 0 ? "e-" : "e+");
  const int magnitude = std::abs(digits.exponent);
  if (magnitude < 10) *to++ = '0';
  return write_integer(to, magnitude);
}

}  // namespace bdp::lang
