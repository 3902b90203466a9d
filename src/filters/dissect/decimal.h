#pragma once

#include <string_view>

#include "record/arena.h"
#include "record/value.h"

namespace bdp::dissect {

/// Java's `new BigDecimal(text)`, as the kDecimal that prints like it, in `arena`: "0.10" stays,
/// "1e5" is 1E+5. kAbsent: Java raises.
Value parse_big_decimal(std::string_view text, Arena& arena);

}  // namespace bdp::dissect
