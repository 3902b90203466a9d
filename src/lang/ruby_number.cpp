#include "lang/ruby_number.h"

#include <fast_float/fast_float.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <string>

#include "lang/big_digits.h"

namespace bdp::lang {
namespace {

bool is_blank(char c) {
  return c == ' ' || (c >= '\t' && c <= '\r');
}
bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

std::string_view without_blanks(std::string_view text) {
  while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
  return text;
}

/// Takes a sign off the front; true when it was a minus.
bool take_sign(std::string_view& text) {
  if (text.empty() || (text.front() != '-' && text.front() != '+')) return false;
  const bool negative = text.front() == '-';
  text.remove_prefix(1);
  return negative;
}

unsigned digit_value(char c) {
  if (is_digit(c)) return static_cast<unsigned>(c - '0');
  const char lower = static_cast<char>(c | 0x20);
  if (lower >= 'a' && lower <= 'z') return static_cast<unsigned>(lower - 'a') + 10;
  return 99;
}

/// Takes the prefix of a base off the front (0x, 0b, 0o, 0d, or a bare 0 of octal numbers).
unsigned take_base(std::string_view& text) {
  if (text.size() < 2 || text.front() != '0') return 10;
  unsigned base = 8;
  switch (text[1]) {
    case 'x':
    case 'X':
      base = 16;
      break;
    case 'b':
    case 'B':
      base = 2;
      break;
    case 'o':
    case 'O':
      base = 8;
      break;
    case 'd':
    case 'D':
      base = 10;
      break;
    default:
      return 8;
  }
  text.remove_prefix(2);
  return base;
}

/// Digits of `base` with single underscores between them, and nothing else.
bool are_digits(std::string_view text, unsigned base) {
  bool digit_before = false;
  for (const char c : text) {
    if (c == '_') {
      if (!digit_before) return false;
      digit_before = false;
    } else {
      if (digit_value(c) >= base) return false;
      digit_before = true;
    }
  }
  return digit_before;
}

/// The end of a run of digits with single underscores between them; `at` when there is none.
std::size_t skip_digits(std::string_view text, std::size_t at) {
  while (at < text.size() && is_digit(text[at])) {
    ++at;
    if (at + 1 < text.size() && text[at] == '_' && is_digit(text[at + 1])) ++at;
  }
  return at;
}

/// digits [. digits] [e [sign] digits], or . digits [...]: what Ruby takes for a decimal.
bool is_decimal(std::string_view text) {
  std::size_t at = skip_digits(text, 0);
  const bool whole = at > 0;
  if (at < text.size() && text[at] == '.') {
    const std::size_t end = skip_digits(text, at + 1);
    if (end == at + 1) return false;
    at = end;
  } else if (!whole) {
    return false;
  }
  if (at < text.size() && (text[at] == 'e' || text[at] == 'E')) {
    ++at;
    if (at < text.size() && (text[at] == '-' || text[at] == '+')) ++at;
    const std::size_t end = skip_digits(text, at);
    if (end == at) return false;
    at = end;
  }
  return at == text.size();
}

/// 0x digits [. digits] [p exponent], without the 0x.
Value parse_hexadecimal_float(std::string_view text, bool negative) {
  std::string plain = negative ? "-0x" : "0x";
  bool digit_before = false;
  bool exponent = false;
  bool point = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (digit_value(c) < (exponent ? 10U : 16U)) {
      digit_before = true;
    } else if (c == '_' && digit_before) {
      digit_before = false;
      continue;
    } else if (c == '.' && digit_before && !point && !exponent) {
      point = true;
      digit_before = false;
    } else if ((c == 'p' || c == 'P') && digit_before && !exponent) {
      exponent = true;
      digit_before = false;
      if (i + 1 < text.size() && (text[i + 1] == '-' || text[i + 1] == '+')) {
        plain += c;
        plain += text[++i];
        continue;
      }
    } else {
      return {};
    }
    plain += c;
  }
  if (!digit_before) return {};
  return Value::real(std::strtod(plain.c_str(), nullptr));
}

Value parse_with_fast_float(std::string_view text, bool negative) {
  double result = 0;
  fast_float::from_chars(text.data(), text.data() + text.size(), result);
  return Value::real(negative ? -result : result);
}

}  // namespace

namespace number {

Value parse_any_integer(std::string_view text, Arena& arena) {
  text = without_blanks(text);
  const bool negative = take_sign(text);
  const unsigned base = take_base(text);
  if (!are_digits(text, base)) return {};
  std::uint64_t magnitude = 0;
  const std::uint64_t limit = negative ? std::uint64_t{1} << 63U : (std::uint64_t{1} << 63U) - 1;
  for (const char c : text) {
    if (c == '_') continue;
    std::uint64_t larger = 0;
    if (__builtin_mul_overflow(magnitude, std::uint64_t{base}, &larger) ||
        __builtin_add_overflow(larger, std::uint64_t{digit_value(c)}, &larger) || larger > limit) {
      return big_integer_of_digits(text, base, negative, arena);
    }
    magnitude = larger;
  }
  return Value::integer(static_cast<std::int64_t>(negative ? 0 - magnitude : magnitude));
}

Value parse_any_float(std::string_view text) {
  text = without_blanks(text);
  const bool negative = take_sign(text);
  if (text.size() > 2 && text[0] == '0' && (text[1] == 'x' || text[1] == 'X')) {
    return parse_hexadecimal_float(text.substr(2), negative);
  }
  if (!is_decimal(text)) return {};
  if (text.find('_') == std::string_view::npos) return parse_with_fast_float(text, negative);
  std::string plain(text);
  std::erase(plain, '_');
  return parse_with_fast_float(plain, negative);
}

}  // namespace number

Value truncate_to_integer(double number, Arena& arena) {
  if (!std::isfinite(number)) return {};
  constexpr double kTooLarge = 9223372036854775808.0;
  if (number >= -kTooLarge && number < kTooLarge) {
    return Value::integer(static_cast<std::int64_t>(number));
  }
  // Beyond 2^53 a double is an integer; fixed notation without a fraction is exact.
  char* digits = arena.allocate_text(320);
  const auto [end, problem] =
      std::to_chars(digits, digits + 320, number, std::chars_format::fixed, 0);
  arena.give_back(static_cast<std::size_t>(digits + 320 - end));
  return Value::big_integer({digits, static_cast<std::size_t>(end - digits)});
}

Value truncate_to_integer(std::string_view decimal, Arena& arena) {
  constexpr std::int64_t kMostDigits = 10000;
  const DecimalDigits number = DecimalDigits::of(decimal, arena);
  if (number.exponent <= 0) return Value::integer(0);
  if (number.exponent > kMostDigits) return {};
  const auto size = static_cast<std::size_t>(number.exponent);
  char* text = arena.allocate_text(size + 1);
  char* digits = text + 1;
  const std::size_t given = std::min(size, number.digits.size());
  std::memcpy(digits, number.digits.data(), given);
  std::memset(digits + given, '0', size - given);
  *text = '-';
  const std::string_view all =
      number.negative ? std::string_view(text, size + 1) : std::string_view(digits, size);
  std::int64_t small = 0;
  const auto [end, problem] = std::from_chars(all.data(), all.data() + all.size(), small);
  return problem == std::errc() ? Value::integer(small) : Value::big_integer(all);
}

std::optional<bool> parse_boolean(std::string_view text) {
  if (text.empty()) return false;
  const auto line_is = [](std::string_view line, std::string_view word) {
    if (line.size() != word.size()) return false;
    for (std::size_t i = 0; i < line.size(); ++i) {
      const char c = line[i];
      const char lower = c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c;
      if (lower != word[i]) return false;
    }
    return true;
  };
  // In /^(true|1.0)$/i the dot is any character, of any number of bytes.
  const auto is_digit_any_zero = [](std::string_view line, char digit) {
    if (line.size() < 3 || line.front() != digit || line.back() != '0') return false;
    const auto first = static_cast<unsigned char>(line[1]);
    const std::size_t bytes = first < 0x80 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
    return line.size() == bytes + 2;
  };
  bool is_false = false;
  for (std::size_t at = 0; at <= text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    const std::string_view line = text.substr(at, end - at);
    for (const std::string_view word : {"true", "t", "yes", "y", "1"}) {
      if (line_is(line, word)) return true;
    }
    if (is_digit_any_zero(line, '1')) return true;
    for (const std::string_view word : {"false", "f", "no", "n", "0"}) {
      if (line_is(line, word)) is_false = true;
    }
    if (is_digit_any_zero(line, '0')) is_false = true;
    at = end + 1;
  }
  if (is_false) return false;
  return std::nullopt;
}

}  // namespace bdp::lang
