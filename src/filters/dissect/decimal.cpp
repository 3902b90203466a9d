#include "filters/dissect/decimal.h"

#include <charconv>
#include <cstddef>
#include <cstdint>

#include "lang/text_builder.h"

namespace bdp::dissect {
namespace {

/// Digits around a point, less zeros in front.
struct Digits {
  std::string_view whole;
  std::string_view fraction;

  std::size_t size() const { return whole.size() + fraction.size(); }
  char operator[](std::size_t i) const {
    return i < whole.size() ? whole[i] : fraction[i - whole.size()];
  }
  void append_to(lang::TextBuilder& text, std::size_t from, std::size_t to) const {
    for (std::size_t i = from; i < to; ++i) text.append((*this)[i]);
  }
};

std::string_view take_digits(std::string_view& text) {
  std::size_t size = 0;
  while (size < text.size() && text[size] >= '0' && text[size] <= '9') ++size;
  const std::string_view digits = text.substr(0, size);
  text.remove_prefix(size);
  return digits;
}

/// Takes `e+5` off the front. False: it is no exponent, or one that Java cannot hold.
bool take_exponent(std::string_view& text, std::int64_t& exponent) {
  if (text.empty()) return true;
  if (text.front() != 'e' && text.front() != 'E') return false;
  text.remove_prefix(1);
  if (text.starts_with("+-")) return false;
  if (text.starts_with('+')) text.remove_prefix(1);
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), exponent);
  if (problem != std::errc() || end != text.data() + text.size()) return false;
  return exponent >= INT32_MIN && exponent <= INT32_MAX;
}

void append_number(lang::TextBuilder& to, std::int64_t number) {
  char digits[24];
  to.append({digits, std::to_chars(digits, digits + sizeof digits, number).ptr});
}

}  // namespace

Value parse_big_decimal(std::string_view text, Arena& arena) {
  const bool negative = text.starts_with('-');
  if (negative || text.starts_with('+')) text.remove_prefix(1);
  Digits digits;
  digits.whole = take_digits(text);
  if (text.starts_with('.')) {
    text.remove_prefix(1);
    digits.fraction = take_digits(text);
  }
  std::int64_t exponent = 0;
  if (digits.size() == 0 || !take_exponent(text, exponent)) return {};
  const std::int64_t scale = static_cast<std::int64_t>(digits.fraction.size()) - exponent;
  while (digits.size() > 1 && digits[0] == '0') {
    (digits.whole.empty() ? digits.fraction : digits.whole).remove_prefix(1);
  }
  const auto count = static_cast<std::int64_t>(digits.size());
  const std::int64_t adjusted = count - 1 - scale;

  lang::TextBuilder to(arena);
  if (negative && !(count == 1 && digits[0] == '0')) to.append('-');
  if (scale >= 0 && adjusted >= -6) {
    const std::int64_t whole = count - scale;
    if (whole <= 0) to.append("0.");
    for (std::int64_t i = whole; i < 0; ++i) to.append('0');
    const auto point = static_cast<std::size_t>(whole > 0 ? whole : 0);
    digits.append_to(to, 0, point);
    if (point > 0 && scale > 0) to.append('.');
    digits.append_to(to, point, digits.size());
  } else {
    to.append(digits[0]);
    if (count > 1) to.append('.');
    digits.append_to(to, 1, digits.size());
    to.append(adjusted < 0 ? "E" : "E+");
    append_number(to, adjusted);
  }
  return Value::decimal(to.finish());
}

}  // namespace bdp::dissect
