#pragma once

#include <cstddef>

#include "record/value.h"

namespace bdp::lang {

/// Longest text that these functions write.
inline constexpr std::size_t kNumberTextBytes = 48;

/// Java's `Double.toString`: 1.0, 1.5E10, 1.0E-7, NaN, -Infinity, with the shortest digits that
/// read back. Returns the end.
char* write_java_double(char* to, double number);

/// Ruby's `Float#to_s` as JRuby has it: 1.0, 1.0e-05, 100000000000000000.0, 1.0e+20.
char* write_ruby_float(char* to, double number);

/// ISO 8601 in UTC with 3, 6 or 9 digits of fraction: `2024-03-05T07:08:09.123Z`.
char* write_timestamp(char* to, Timestamp time);

}  // namespace bdp::lang
