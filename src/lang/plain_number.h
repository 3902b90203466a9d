#pragma once

#include <fast_float/fast_float.h>

#include <array>
#include <bit>
#include <cstdint>
#include <cstring>
#include <string_view>

#include "record/arena.h"

namespace bdp::lang {

namespace plain {

/// `count` characters, 0 to 8, less '0' each, as the last bytes of eight whose first are zero.
/// Reads eight bytes whatever the count: needs kReadSlack.
inline std::uint64_t load_digits(const char* at, std::size_t count) {
  std::uint64_t word = 0;
  std::memcpy(&word, at, 8);
  if constexpr (std::endian::native == std::endian::big) word = __builtin_bswap64(word);
  // In two steps: a shift by 64 is undefined.
  const std::size_t half = 32 - 4 * count;
  return (word ^ 0x3030303030303030U) << half << half;
}

/// Has a high bit set in every byte that is no digit.
inline std::uint64_t not_digits(std::uint64_t digits) {
  return (digits | (digits + 0x7676767676767676U)) & 0x8080808080808080U;
}

/// The number that eight digits, first one in the lowest byte, stand for.
inline std::uint64_t number_of(std::uint64_t digits) {
  digits = (digits * 10) + (digits >> 8U);
  return (((digits & 0x000000FF000000FFU) * 0x000F424000000064U) +
          (((digits >> 16U) & 0x000000FF000000FFU) * 0x0000271000000001U)) >>
         32U;
}

inline constexpr std::array<std::uint64_t, 20> kPowersOfTen = [] {
  std::array<std::uint64_t, 20> powers{};
  std::uint64_t power = 1;
  for (std::uint64_t& entry : powers) {
    entry = power;
    power *= 10;
  }
  return powers;
}();

/// `mantissa` / 10^`decimals`, rounded to the nearest double. False: it needs a closer look.
inline bool scale_down(std::uint64_t mantissa, std::size_t decimals, double& number) {
  const auto parts = fast_float::compute_float<fast_float::binary_format<double>>(
      -static_cast<std::int64_t>(decimals), mantissa);
  if (parts.power2 < 0) [[unlikely]]
    return false;
  number =
      std::bit_cast<double>(parts.mantissa | (static_cast<std::uint64_t>(parts.power2) << 52U));
  return true;
}

}  // namespace plain

/// Reads `-?digits`, at most 18 of them and no 0 in front: nearly every integer there is. False:
/// `text` is something else, which may still be a number. `text` has kReadSlack behind it.
inline bool read_plain_integer(std::string_view text, std::int64_t& number) {
  const char* at = text.data();
  std::size_t left = text.size();
  const bool negative = left > 1 && *at == '-';
  if (negative) {
    ++at;
    --left;
  }
  if (left - 1 >= 18 || (*at == '0' && left > 1)) [[unlikely]]
    return false;
  const std::size_t head = (left - 1) % 8 + 1;
  std::uint64_t digits = plain::load_digits(at, head);
  std::uint64_t wrong = plain::not_digits(digits);
  std::uint64_t magnitude = plain::number_of(digits);
  for (at += head, left -= head; left > 0; at += 8, left -= 8) {
    digits = plain::load_digits(at, 8);
    wrong |= plain::not_digits(digits);
    magnitude = magnitude * 100000000U + plain::number_of(digits);
  }
  if (wrong != 0) [[unlikely]]
    return false;
  number = static_cast<std::int64_t>(negative ? 0 - magnitude : magnitude);
  return true;
}

/// Reads `-?digits.digits`, at most 7 before the point and 19 in all: nearly every float there is.
/// Exactly rounded. False and the slack as with read_plain_integer().
inline bool read_plain_decimal(std::string_view text, double& number) {
  const char* at = text.data();
  std::size_t left = text.size();
  const bool negative = left > 1 && *at == '-';
  if (negative) {
    ++at;
    --left;
  }
  const std::uint64_t first = plain::load_digits(at, 8);
  const std::uint64_t points = first ^ 0x1E1E1E1E1E1E1E1EU;  // '.' ^ '0' is 0x1E.
  const std::uint64_t found = (points - 0x0101010101010101U) & ~points & 0x8080808080808080U;
  if (found == 0) [[unlikely]]
    return false;
  const auto whole = static_cast<std::size_t>(std::countr_zero(found)) / 8;
  if (whole == 0 || left < whole + 2 || left > 20) [[unlikely]]
    return false;

  // The first eight characters without the point, the next eight, the rest: always three groups,
  // the later ones perhaps empty. Counts differ from row to row, and a branch on them would be
  // guessed wrongly.
  const std::size_t head = (left < 8 ? left : 8) - 1;
  const std::size_t middle = left < 8 ? 0 : (left < 16 ? left - 8 : 8);
  const std::size_t tail = left < 16 ? 0 : left - 16;
  const std::uint64_t before = (std::uint64_t{1} << (8 * whole)) - 1;
  std::uint64_t digits = ((first & before) | ((first >> 8U) & ~before)) << (64 - 8 * head);
  std::uint64_t wrong = plain::not_digits(digits);
  std::uint64_t mantissa = plain::number_of(digits);
  digits = plain::load_digits(at + 8, middle);
  wrong |= plain::not_digits(digits);
  mantissa = mantissa * plain::kPowersOfTen[middle] + plain::number_of(digits);
  digits = plain::load_digits(at + 16, tail);
  wrong |= plain::not_digits(digits);
  mantissa = mantissa * plain::kPowersOfTen[tail] + plain::number_of(digits);
  const std::size_t decimals = left - whole - 1;
  if (wrong != 0 || !plain::scale_down(mantissa, decimals, number)) [[unlikely]]
    return false;
  if (negative) number = -number;
  return true;
}

}  // namespace bdp::lang
