#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "os/files.h"

namespace bdp {

/// The same for the same file, wherever the program was started. kInvalid: what the system says.
Result<std::string> absolute_path(std::string_view path);

/// Whether there is a file of any kind; an error when nobody can tell.
Result<bool> file_exists(os::Files& files, const std::string& path);

}  // namespace bdp
