#pragma once

#include <string>

#include "base/result.h"
#include "lang/variables.h"
#include "os/files.h"

namespace bdp {

/// What the variable `name` has, or the file that `name`_FILE names, without the line end behind
/// it; empty: neither is set. kInvalid: both are. For names, passwords and keys: no message shows
/// them.
Result<std::string> read_secret(const lang::VariableLookup& variable, os::Files& files,
                                const std::string& name);

}  // namespace bdp
