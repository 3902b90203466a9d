#pragma once

#include "base/result.h"
#include "os/unique_fd.h"

namespace bdp {

/// The launcher, which is part of this program, as a file in memory that can be executed.
Result<os::UniqueFd> make_launcher_image();

}  // namespace bdp
