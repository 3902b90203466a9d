#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace bdp {

/// A decimal number of IEEE 754-2008 with 34 digits, its integer in binary, as BSON has it.
struct Decimal128 {
  std::uint64_t low = 0;
  std::uint64_t high = 0;
  friend bool operator==(const Decimal128&, const Decimal128&) = default;
};

/// `-12.50`, `1E+3`: the same number with the same exponent where there is room for it. Nothing:
/// the text is no number, or has more digits or a larger exponent than fit; none is ever rounded
/// away.
std::optional<Decimal128> parse_decimal128(std::string_view text);

}  // namespace bdp
