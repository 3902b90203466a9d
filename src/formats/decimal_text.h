#pragma once

#include <string_view>

#include "record/arena.h"

namespace bdp {

/// The text that Java's BigDecimal shows of a JSON number with a point or an exponent: digits are
/// kept, 2.70 stays 2.70; 1e5 is 1E+5, 12e-3 is 0.012, -0.0 is 0.0. A view of `number` where that
/// is the text already. Exponents beyond 18 digits stay as they are written.
std::string_view decimal_text(std::string_view number, Arena& arena);

}  // namespace bdp
