#pragma once

#include "config/document.h"
#include "os/machine.h"

namespace bdp::config {

/// Replaces `${NAME}` and `${NAME:-default}` in every value (not in keys) by environment variables;
/// `$${` stands for `${`. Values are put in after parsing, so that none can change the structure.
/// A variable that is not set and has no default is an error with the place.
Status interpolate(Document& document, const os::Variables& variables);

}  // namespace bdp::config
