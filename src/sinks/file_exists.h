#pragma once

#include <string>

#include "base/result.h"
#include "os/files.h"

namespace bdp {

/// Whether there is a file of any kind; an error when nobody can tell.
Result<bool> file_exists(os::Files& files, const std::string& path);

}  // namespace bdp
