#pragma once

#include <array>
#include <bit>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string_view>

#include "record/arena.h"
#include "record/value.h"

namespace bdp::lang {

namespace number {

/// What parse_integer() does with everything but plain decimal digits.
Value parse_any_integer(std::string_view text, Arena& arena);
/// What parse_float() does with everything but plain decimals of few digits.
Value parse_any_float(std::string_view text);

/// The eight bytes hold ASCII digits only.
inline bool are_eight_digits(std::uint64_t bytes) {
  return ((bytes & 0xF0F0F0F0F0F0F0F0U) |
          (((bytes + 0x0606060606060606U) & 0xF0F0F0F0F0F0F0F0U) >> 4U)) == 0x3333333333333333U;
}

/// The number that eight ASCII digits write, first digit in the lowest byte.
inline std::uint64_t eight_digits(std::uint64_t bytes) {
  bytes -= 0x3030303030303030U;
  bytes = (bytes * 10) + (bytes >> 8U);
  return (((bytes & 0x000000FF000000FFU) * 0x000F424000000064U) +
          (((bytes >> 16U) & 0x000000FF000000FFU) * 0x0000271000000001U)) >>
         32U;
}

}  // namespace number

/// Ruby's `Integer(text)`: blanks around, a sign, 0x 0b 0o 0d and octal 0, single underscores
/// between digits. kInt or, beyond 64 bits, kBigInt with its digits in `arena`; kAbsent: Ruby
/// raises.
inline Value parse_integer(std::string_view text, Arena& arena) {
  // Plain digits, up to 18 of them, are nearly all there is; the first is no 0 (octal).
  const char* at = text.data();
  std::size_t left = text.size();
  const bool negative = left > 1 && *at == '-';
  if (negative) {
    ++at;
    --left;
  }
  if (left == 0 || left > 18 || (*at == '0' && left > 1)) [[unlikely]] {
    return number::parse_any_integer(text, arena);
  }
  std::uint64_t result = 0;
  while (left >= 8) {
    std::uint64_t bytes = 0;
    std::memcpy(&bytes, at, 8);
    if (!number::are_eight_digits(bytes)) return number::parse_any_integer(text, arena);
    result = result * 100000000U + number::eight_digits(bytes);
    at += 8;
    left -= 8;
  }
  for (; left > 0; --left, ++at) {
    const unsigned digit = static_cast<unsigned char>(*at) - unsigned{'0'};
    if (digit > 9) return number::parse_any_integer(text, arena);
    result = result * 10 + digit;
  }
  const auto magnitude = static_cast<std::int64_t>(result);
  return Value::integer(negative ? -magnitude : magnitude);
}

/// Ruby's `Float(text)`: blanks around, a sign, a decimal with digits on both sides of its point
/// (or none before it), an exponent, single underscores between digits, or 0x. kDouble; too large
/// is infinite. kAbsent: Ruby raises.
inline Value parse_float(std::string_view text) {
  return number::parse_any_float(text);
}

/// The integer part of `number`: kInt, or kBigInt with its exact digits in `arena`. kAbsent for
/// what is not finite.
Value truncate_to_integer(double number, Arena& arena);

/// The integer part of a kDecimal's text ("2.70", "1E+5"); kAbsent when it would have more than
/// 10,000 digits.
Value truncate_to_integer(std::string_view decimal, Arena& arena);

/// What `mutate { convert => boolean }` takes for a boolean: true, t, yes, y, 1 and 1?0 (whatever
/// stands for `?`), false, f, no, n, 0 and 0?0, without regard to case, as any line of the text;
/// the empty text is false.
std::optional<bool> parse_boolean(std::string_view text);

}  // namespace bdp::lang
