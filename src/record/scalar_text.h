// The texts of numbers and points in time, as records show them.
#pragma once

#include <cstddef>
#include <cstdint>

#include "record/value.h"

namespace bdp {

/// Room that these functions need: more than they return, for they write whole words.
inline constexpr std::size_t kScalarTextRoom = 64;

/// Decimal digits. Returns the end.
char* write_integer(char* to, std::int64_t number);

/// Java's `Double.toString`: 1.0, 1.5E10, 1.0E-7, NaN, -Infinity, with the shortest digits that
/// read back. Returns the end.
char* write_double(char* to, double number);

/// ISO 8601 in UTC with 3, 6 or 9 digits of fraction: `2024-03-05T07:08:09.123Z`; a sign in front
/// of years that do not have four digits. Returns the end.
char* write_timestamp(char* to, Timestamp time);

}  // namespace bdp
