#include "formats/decimal_text.h"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <string>

namespace bdp {
namespace {

/// Exponents below this are not written out as zeros behind the point.
constexpr std::int64_t kSmallestPlain = -6;

}  // namespace

std::string_view decimal_text(std::string_view number, Arena& arena) {
  const bool negative = number.starts_with('-');
  std::string_view rest = number.substr(negative ? 1 : 0);
  const std::size_t e = rest.find_first_of("eE");
  // Most numbers have something in front of the point, and are shown as they are.
  if (e == std::string_view::npos && rest.front() != '0') return number;
  std::int64_t exponent = 0;
  if (e != std::string_view::npos) {
    const std::size_t sign = rest[e + 1] == '+' ? 1 : 0;
    const std::string_view text = rest.substr(e + 1 + sign);
    if (text.size() > 18) return number;
    std::from_chars(text.data(), text.data() + text.size(), exponent);
    rest = rest.substr(0, e);
  }
  const std::size_t point = std::min(rest.find('.'), rest.size());
  std::string digits(rest.substr(0, point));
  if (point < rest.size()) digits += rest.substr(point + 1);
  const std::int64_t scale =
      (point < rest.size() ? static_cast<std::int64_t>(rest.size() - point - 1) : 0) - exponent;
  const std::size_t first = std::min(digits.find_first_not_of('0'), digits.size() - 1);
  digits.erase(0, first);
  const auto count = static_cast<std::int64_t>(digits.size());
  const std::int64_t adjusted = count - 1 - scale;
  std::string text(negative && digits != "0" ? "-" : "");
  if (scale >= 0 && adjusted >= kSmallestPlain) {
    if (scale >= count) {
      text += "0.";
      text.append(static_cast<std::size_t>(scale - count), '0');
      text += digits;
    } else {
      text += digits.substr(0, static_cast<std::size_t>(count - scale));
      if (scale > 0) text += "." + digits.substr(static_cast<std::size_t>(count - scale));
    }
  } else {
    text += digits.front();
    if (count > 1) text += "." + digits.substr(1);
    text += adjusted < 0 ? "E" : "E+";
    text += std::to_string(adjusted);
  }
  return text == number ? number : arena.copy(text);
}

}  // namespace bdp
