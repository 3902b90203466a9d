#include "filters/bytes/storage_size.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <string>
#include <system_error>

namespace bdp::bytes {
namespace {

constexpr std::string_view kBlanks = " \t\n\v\f\r";
constexpr std::string_view kGroupSeparators = " _,.";
constexpr std::string_view kPrefixes = "kmgtp";

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

std::string_view stripped(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(kBlanks);
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(kBlanks) - begin + 1);
}

/// Takes the last character off when it is one of `set`; 0: it is not.
char take_last(std::string_view& text, std::string_view set) {
  if (text.empty() || set.find(lower(text.back())) == std::string_view::npos) return 0;
  const char last = text.back();
  text.remove_suffix(1);
  return last;
}

/// Where the decimal point is; the size of the text when there is none.
std::size_t find_point(std::string_view number, char decimal_separator) {
  const std::size_t last = number.find_last_of(".,");
  if (last == std::string_view::npos) return number.size();
  const bool only_one = number.find_first_of(".,") == last;
  if (!only_one || number.size() - last - 1 != 3) return last;
  return std::min(number.find(decimal_separator), number.size());
}

/// `number` as it is written for a machine; empty: it has no digit, or something else.
std::string plain_decimal(std::string_view number, char decimal_separator) {
  const std::size_t point = find_point(number, decimal_separator);
  std::string result;
  bool any = false;
  for (std::size_t i = 0; i < number.size(); ++i) {
    if (is_digit(number[i])) {
      result += number[i];
      any = true;
    } else if (i == point) {
      result += result.empty() ? "0." : ".";
    } else if (kGroupSeparators.find(number[i]) == std::string_view::npos &&
               number[i] != decimal_separator) {
      return {};
    }
  }
  return any ? result : std::string();
}

}  // namespace

std::optional<double> parse_storage_size(std::string_view text, Prefixes prefixes,
                                         char decimal_separator) {
  std::string_view rest = stripped(text);
  const char unit = take_last(rest, "b");
  const char prefix = take_last(rest, kPrefixes);
  const std::string decimal = plain_decimal(stripped(rest), decimal_separator);
  double number = 0;
  const char* const end = decimal.data() + decimal.size();
  if (decimal.empty() || std::from_chars(decimal.data(), end, number).ec != std::errc()) {
    return std::nullopt;
  }
  const std::size_t power = prefix == 0 ? 0 : kPrefixes.find(lower(prefix)) + 1;
  const double base = prefixes == Prefixes::kBinary ? 1024 : 1000;
  for (std::size_t i = 0; i < power; ++i) number *= base;
  const bool bits = unit == 'b' && (power < 2 || prefix != lower(prefix));
  return std::round(bits ? number / 8 : number);
}

}  // namespace bdp::bytes
