#pragma once

#include <string_view>

#include "record/arena.h"
#include "record/container.h"
#include "record/value.h"

namespace bdp::lang {

/// Ruby's `text.split(separator)` of a kText value: empty parts at the end are left out; " " splits
/// at runs of blanks, those of Unicode too, and ignores those in front; "" splits into characters.
/// The parts are views.
List* split(Arena& arena, Value text, std::string_view separator);

}  // namespace bdp::lang
