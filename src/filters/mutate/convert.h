#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string_view>

#include "filters/mutate/operation.h"

namespace bdp::mutate {

/// The types that `convert` knows. The `_eu` ones take "." for a group separator and "," for the
/// decimal point.
enum class Conversion : std::uint8_t { kString, kInteger, kFloat, kBoolean, kIntegerEu, kFloatEu };

/// Their names, in the order of Conversion.
std::span<const std::string_view> conversion_names();

std::unique_ptr<Operation> convert(Field field, Conversion to);

/// One value converted as Logstash 9.3 does it, lists item by item; objects and null stay.
Change convert_value(Arena& arena, Conversion to, Value& value);

}  // namespace bdp::mutate
