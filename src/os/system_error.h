#pragma once

#include <source_location>
#include <string_view>

#include "base/result.h"

namespace bdp::os {

/// What the kernel said, as an Error: "cannot ACTION: No space left on device". The code says what
/// a caller can do; a full disk or too many open files are kExhausted.
Error system_error(int error_number, std::string_view action,
                   std::source_location where = std::source_location::current());

}  // namespace bdp::os
