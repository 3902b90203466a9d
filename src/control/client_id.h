#pragma once

#include <string_view>

#include "config/section.h"

namespace bdp {

/// A client's id names directories and files: 1 to 128 letters, digits and `-_.@+`, and no point in
/// front. Anything else in `field` of `section` becomes a problem.
void check_client_id(const config::Section& section, std::string_view field);

}  // namespace bdp
