#pragma once

#include <string>

#include "os/clock.h"

namespace bdp {

/// The time of day as part of a file name: `20261121T103200.123456Z`.
std::string time_stamp(os::Clock& clock);

}  // namespace bdp
