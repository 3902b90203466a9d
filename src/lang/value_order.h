#pragma once

#include <compare>
#include <optional>

#include "record/value.h"

namespace bdp::lang {

/// Logstash's `==` of two values: nothing is converted, 1 is not 1.0; lists and objects are
/// compared all the way down. Two absent values are the same; absent and null are not.
bool same_value(Value a, Value b);

/// Logstash's `<`, `>`, `<=`, `>=`: numbers by their worth, texts by their bytes. Nothing: the two
/// cannot be compared, and Logstash raises. Null and booleans on the left equal everything, and so
/// does a timestamp, but for another timestamp.
std::optional<std::partial_ordering> order_of(Value left, Value right);

}  // namespace bdp::lang
