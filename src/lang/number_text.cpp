#include "lang/number_text.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <string_view>

#include "lang/civil_date.h"

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

/// At least `width` digits.
char* write_padded(char* to, std::int64_t number, int width) {
  char digits[24];
  const char* end = std::to_chars(digits, digits + sizeof digits, number).ptr;
  to = write_zeros(to, width - static_cast<int>(end - digits));
  return write(to, {digits, static_cast<std::size_t>(end - digits)});
}

/// d.ddd * 10^exponent
struct Digits {
  char text[24];
  int size = 0;
  int exponent = 0;

  std::string_view part(int from, int to) const {
    return {text + from, static_cast<std::size_t>(to - from)};
  }
};

/// The shortest digits that read back as `number`, which is positive and finite; of two digits the
/// nearest, where one would do.
Digits shortest_digits(double number) {
  Digits result;
  char text[32];
  const char* end = std::to_chars(text, text + 32, number, std::chars_format::scientific).ptr;
  if (text[1] == 'e') {
    end = std::to_chars(text, text + 32, number, std::chars_format::scientific, 1).ptr;
  }
  const char* at = text;
  for (; *at != 'e'; ++at) {
    if (*at != '.') result.text[result.size++] = *at;
  }
  while (result.size > 1 && result.text[result.size - 1] == '0') --result.size;
  at += at[1] == '+' ? 2 : 1;
  std::from_chars(at, end, result.exponent);
  return result;
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

/// 1.0, 1.2345: what stands before an exponent.
char* write_mantissa(char* to, const Digits& digits) {
  *to++ = digits.text[0];
  *to++ = '.';
  return digits.size == 1 ? write(to, "0") : write(to, digits.part(1, digits.size));
}

/// What Java and Ruby write alike: the sign, and all that is not a positive finite number. True:
/// that was all.
bool write_sign_and_special(char*& to, double number) {
  if (std::isnan(number)) {
    to = write(to, "NaN");
    return true;
  }
  if (std::signbit(number)) *to++ = '-';
  if (std::isinf(number)) to = write(to, "Infinity");
  if (number == 0) to = write(to, "0.0");
  return number == 0 || std::isinf(number);
}

}  // namespace

char* write_java_double(char* to, double number) {
  if (write_sign_and_special(to, number)) return to;
  const double magnitude = std::fabs(number);
  const Digits digits = shortest_digits(magnitude);
  if (magnitude >= 1e-3 && magnitude < 1e7) return write_fixed(to, digits);
  to = write_mantissa(to, digits);
  *to++ = 'E';
  return std::to_chars(to, to + 8, digits.exponent).ptr;
}

char* write_ruby_float(char* to, double number) {
  if (write_sign_and_special(to, number)) return to;
  const Digits digits = shortest_digits(std::fabs(number));
  // JRuby formats by "%.20g".
  if (digits.exponent >= -4 && digits.exponent < 20) return write_fixed(to, digits);
  to = write(write_mantissa(to, digits), digits.exponent < 0 ? "e-" : "e+");
  return write_padded(to, std::abs(digits.exponent), 2);
}

char* write_timestamp(char* to, Timestamp time) {
  const std::int64_t days = divide_down(time.seconds, kSecondsOfDay);
  const auto second = static_cast<unsigned>(time.seconds - days * kSecondsOfDay);
  const CivilDate date = civil_of_days(days);
  if (date.year < 0) *to++ = '-';
  if (date.year > 9999) *to++ = '+';
  to = write_padded(to, std::abs(date.year), 4);
  const auto two_digits = [&to](char before, unsigned part) {
    to[0] = before;
    to[1] = static_cast<char>('0' + part / 10);
    to[2] = static_cast<char>('0' + part % 10);
    to += 3;
  };
  two_digits('-', date.month);
  two_digits('-', date.day);
  two_digits('T', second / 3600);
  two_digits(':', second / 60 % 60);
  two_digits(':', second % 60);
  *to++ = '.';
  const unsigned nanoseconds = time.nanoseconds;
  if (nanoseconds % 1000000 == 0) {
    to = write_padded(to, nanoseconds / 1000000, 3);
  } else if (nanoseconds % 1000 == 0) {
    to = write_padded(to, nanoseconds / 1000, 6);
  } else {
    to = write_padded(to, nanoseconds, 9);
  }
  *to++ = 'Z';
  return to;
}

}  // namespace bdp::lang
