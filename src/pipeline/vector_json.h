#pragma once

#include <string_view>

#include "base/result.h"
#include "record/arena.h"
#include "record/value.h"

namespace bdp {

/// One JSON document as a Value; integers and doubles stay apart, large integers exact. Its memory
/// is in `arena`.
Result<Value> parse_json_value(std::string_view text, Arena& arena);

}  // namespace bdp
