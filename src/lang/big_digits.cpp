#include "lang/big_digits.h"

#include <algorithm>
#include <charconv>
#include <cstring>
#include <string>
#include <vector>

namespace bdp::lang {
namespace {

constexpr std::size_t kMostDigits = 65536;
constexpr std::uint64_t kLimb = 1000000000;

/// Decimal digits of the number that `digits` write in a base of `bits` bits.
std::string to_decimal(std::string_view digits, unsigned bits) {
  std::vector<std::uint32_t> limbs;  // base 10^9, lowest first
  for (const char c : digits) {
    if (c == '_') continue;
    const char lower = static_cast<char>(c | 0x20);
    std::uint64_t carry = static_cast<std::uint64_t>(c <= '9' ? c - '0' : lower - 'a' + 10);
    for (std::uint32_t& limb : limbs) {
      carry += std::uint64_t{limb} << bits;
      limb = static_cast<std::uint32_t>(carry % kLimb);
      carry /= kLimb;
    }
    if (carry > 0) limbs.push_back(static_cast<std::uint32_t>(carry));
  }
  std::string result = limbs.empty() ? "0" : std::to_string(limbs.back());
  for (std::size_t i = limbs.size(); i-- > 1;) {
    const std::string limb = std::to_string(limbs[i - 1]);
    result.append(9 - limb.size(), '0').append(limb);
  }
  return result;
}

DecimalDigits trimmed(bool negative, std::string_view digits, std::int64_t exponent) {
  const std::size_t first = digits.find_first_not_of('0');
  if (first == std::string_view::npos) return {};
  const std::size_t last = digits.find_last_not_of('0');
  return {negative, digits.substr(first, last - first + 1),
          exponent - static_cast<std::int64_t>(first)};
}

}  // namespace

Value big_integer_of_digits(std::string_view digits, unsigned base, bool negative, Arena& arena) {
  std::string decimal;
  if (base == 10) {
    decimal = digits;
    std::erase(decimal, '_');
    decimal.erase(0, decimal.find_first_not_of('0'));
  } else {
    if (digits.size() > kMostDigits) return {};
    decimal = to_decimal(digits, base == 2 ? 1 : base == 8 ? 3 : 4);
  }
  if (negative) decimal.insert(0, 1, '-');
  return Value::big_integer(arena.copy(decimal));
}

DecimalDigits DecimalDigits::of(double number, Buffer& buffer) {
  // No double has more than 767 significant digits.
  const auto [end, problem] = std::to_chars(buffer.data(), buffer.data() + buffer.size(), number,
                                            std::chars_format::scientific, 766);
  std::string_view text(buffer.data(), static_cast<std::size_t>(end - buffer.data()));
  const bool negative = text.front() == '-';
  if (negative) text.remove_prefix(1);
  const std::size_t mark = text.find('e');
  int exponent = 0;
  const bool plus = text[mark + 1] == '+';
  std::from_chars(text.data() + mark + (plus ? 2 : 1), end, exponent);
  // D.DDD becomes DDDD: the first digit moves onto the point.
  char* digits = buffer.data() + (negative ? 1 : 0);
  digits[1] = digits[0];
  return trimmed(negative, {digits + 1, mark - 1}, exponent + 1);
}

DecimalDigits DecimalDigits::of(std::int64_t number, Buffer& buffer) {
  const auto [end, problem] = std::to_chars(buffer.data(), buffer.data() + buffer.size(), number);
  const char* digits = buffer.data() + (number < 0 ? 1 : 0);
  const auto size = static_cast<std::size_t>(end - digits);
  return trimmed(number < 0, {digits, size}, static_cast<std::int64_t>(size));
}

DecimalDigits DecimalDigits::of(std::string_view number, Arena& arena) {
  const bool negative = !number.empty() && number.front() == '-';
  if (negative) number.remove_prefix(1);
  std::int64_t exponent = 0;
  if (const std::size_t mark = number.find_first_of("eE"); mark != std::string_view::npos) {
    const bool plus = mark + 1 < number.size() && number[mark + 1] == '+';
    std::from_chars(number.data() + mark + (plus ? 2 : 1), number.data() + number.size(), exponent);
    number = number.substr(0, mark);
  }
  const std::size_t point = number.find('.');
  if (point == std::string_view::npos) {
    return trimmed(negative, number, exponent + static_cast<std::int64_t>(number.size()));
  }
  char* digits = arena.allocate_text(number.size() - 1);
  std::memcpy(digits, number.data(), point);
  std::memcpy(digits + point, number.data() + point + 1, number.size() - point - 1);
  return trimmed(negative, {digits, number.size() - 1},
                 exponent + static_cast<std::int64_t>(point));
}

}  // namespace bdp::lang
