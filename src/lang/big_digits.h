#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "record/arena.h"
#include "record/value.h"

namespace bdp::lang {

/// The integer that `digits` write in `base` (2, 8, 10 or 16), which does not fit 64 bits;
/// underscores among the digits mean nothing. kAbsent for more than 65,536 digits of another base
/// than 10: turning them into decimal ones would take too long.
Value big_integer_of_digits(std::string_view digits, unsigned base, bool negative, Arena& arena);

/// A number as decimal digits: 0.DIGITS * 10^exponent. The digits neither begin nor end with a 0;
/// there are none when the number is 0.
struct DecimalDigits {
  /// Enough for all digits of any double.
  using Buffer = std::array<char, 800>;

  bool negative = false;
  std::string_view digits;
  std::int64_t exponent = 0;

  /// Of a finite double, exactly. The digits are in `buffer`.
  static DecimalDigits of(double number, Buffer& buffer);
  static DecimalDigits of(std::int64_t number, Buffer& buffer);
  /// Of the text of a kBigInt or kDecimal: "-12", "2.70", "1E+5". Digits that stand on both sides
  /// of a point are put together in `arena`.
  static DecimalDigits of(std::string_view number, Arena& arena);
};

}  // namespace bdp::lang
