#pragma once

#include <string_view>

#include "record/arena.h"
#include "record/value.h"

namespace bdp::grok {

// Ruby's `to_i` and `to_f`: the number that a text begins with, 0 when it begins with none. Single
// underscores between digits are taken.

/// kInt, or kBigInt with its digits in `arena`.
Value integer_at_front(std::string_view text, Arena& arena);
Value float_at_front(std::string_view text);

}  // namespace bdp::grok
