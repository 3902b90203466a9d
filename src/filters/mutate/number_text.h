#pragma once

#include <string_view>

#include "record/arena.h"
#include "record/value.h"

namespace bdp::mutate {

/// Which characters group digits, and which one is the decimal point.
enum class NumberStyle : std::uint8_t { kUs, kEu };

/// What `convert` makes of a text: kInt or kBigInt; kAbsent: it raises. Stricter than "as many
/// digits as there are": Ruby's Float() must take the whole text, and what has no point must be
/// an Integer() as well: "010" is 8, "08" and "1e5" are none.
Value integer_of(std::string_view text, NumberStyle style, Arena& arena);

/// kDouble, infinite when too large; kAbsent: it raises.
Value float_of(std::string_view text, NumberStyle style);

}  // namespace bdp::mutate
