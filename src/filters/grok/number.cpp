#include "filters/grok/number.h"

#include <cstddef>
#include <cstdint>

#include "lang/plain_number.h"
#include "lang/ruby_number.h"

namespace bdp::grok {
namespace {

constexpr std::string_view kBlanks = " \t\n\v\f\r";

bool is_digit(std::string_view text, std::size_t at) {
  return at < text.size() && text[at] >= '0' && text[at] <= '9';
}

/// Behind the digits, and single underscores between them, that stand at `at`.
std::size_t skip_digits(std::string_view text, std::size_t at) {
  while (is_digit(text, at) || (at < text.size() && text[at] == '_' && is_digit(text, at + 1) &&
                                at > 0 && is_digit(text, at - 1))) {
    ++at;
  }
  return at;
}

std::string_view without_blanks(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(kBlanks);
  return begin == std::string_view::npos ? std::string_view() : text.substr(begin);
}

std::size_t sign_size(std::string_view text) {
  return text.starts_with('-') || text.starts_with('+') ? 1 : 0;
}

}  // namespace

Value integer_at_front(std::string_view text, Arena& arena) {
  std::int64_t number = 0;
  if (lang::read_plain_integer(text, number)) return Value::integer(number);
  text = without_blanks(text);
  const std::size_t sign = sign_size(text);
  std::size_t begin = sign;
  const std::size_t end = skip_digits(text, begin);
  if (end == begin) return Value::integer(0);
  // Not octal, as a leading 0 would mean.
  while (begin + 1 < end && (text[begin] == '0' || text[begin] == '_')) ++begin;
  char* const digits = arena.allocate_text(end - begin + 1);
  std::size_t size = 0;
  if (text.front() == '-') digits[size++] = '-';
  for (std::size_t i = begin; i < end; ++i) digits[size++] = text[i];
  return lang::parse_integer({digits, size}, arena);
}

Value float_at_front(std::string_view text) {
  double number = 0;
  if (text.empty()) return Value::real(0);
  if (lang::read_plain_decimal(text, number)) return Value::real(number);
  text = without_blanks(text);
  const std::size_t whole = sign_size(text);
  std::size_t end = skip_digits(text, whole);
  const bool begins_with_point = end == whole && text.substr(end).starts_with('.');
  if (end == whole && !begins_with_point) return Value::real(0);
  if (end < text.size() && text[end] == '.' && is_digit(text, end + 1)) {
    end = skip_digits(text, end + 1);
  } else if (begins_with_point) {
    return Value::real(0);
  }
  if (end < text.size() && (text[end] == 'e' || text[end] == 'E')) {
    const std::size_t digits = end + 1 + sign_size(text.substr(end + 1));
    if (is_digit(text, digits)) end = skip_digits(text, digits);
  }
  const Value result = lang::parse_float(text.substr(0, end));
  return result.present() ? result : Value::real(0);
}

}  // namespace bdp::grok
