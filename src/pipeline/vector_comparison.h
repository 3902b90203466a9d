#pragma once

#include <span>

#include "record/value.h"

namespace bdp {

/// The two lists of events are the same once they are printed as JSON: integers and decimals
/// differ, the order of keys means nothing, not even inside a text that is itself an object in
/// JSON. `hash_order`: in no other text either.
bool same_output(std::span<const Value> a, std::span<const Value> b, bool hash_order);

}  // namespace bdp
