#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace bdp {

/// What a file of /proc or of a control group says; empty when it cannot be read.
std::string small_file(const std::string& path);

/// Writes `text` by one write(), as the kernel's own files want it.
Status write_small_file(const std::string& path, std::string_view text);

}  // namespace bdp
