#pragma once

#include <cstdint>
#include <string_view>

#include "record/arena.h"
#include "record/value.h"

namespace bdp::lang {

enum class TextCase : std::uint8_t { kUpper, kLower, kCapitalized };

/// Ruby's `upcase`, `downcase` and `capitalize` of a kText value: full Unicode mappings that depend
/// on neither language nor context (ß is SS in capitals, Σ is always σ). Bytes that are not UTF-8
/// stay. A text that does not change is returned as it is.
Value change_case(Arena& arena, Value text, TextCase to);

/// Ruby's `strip`: without blanks (space, \t \n \v \f \r) and NULs at both ends.
std::string_view strip(std::string_view text);

}  // namespace bdp::lang
