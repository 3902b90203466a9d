#pragma once

#include <compare>
#include <string_view>

#include "record/value.h"

namespace bdp::lang {

inline bool is_number(Value value) {
  return value.is(Tag::kInt) || value.is(Tag::kDouble) || value.is(Tag::kBigInt) ||
         value.is(Tag::kDecimal);
}

/// Compares two numbers of any kind by what they are worth, exactly. Unordered when one is NaN.
std::partial_ordering compare_numbers(Value a, Value b);

/// Logstash's `==` of two numbers: of one kind and worth the same. 1 is not 1.0, and the
/// decimal 2.7 is not the double 2.7.
bool same_number(Value a, Value b);

}  // namespace bdp::lang
