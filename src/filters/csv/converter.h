#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "record/arena.h"
#include "record/value.h"

namespace bdp::csv {

/// What is done to a field before it is set.
enum class Converter : std::uint8_t { kNone, kInteger, kFloat, kDate, kDateTime, kBoolean };

/// The names of all but kNone, in the order of Converter.
std::span<const std::string_view> converter_names();

/// Converts a text or null, as Ruby's csv converters do: what does not parse stays. False: it
/// raises, which only a boolean of null does.
bool convert(Arena& arena, Converter converter, Value& value);

}  // namespace bdp::csv
