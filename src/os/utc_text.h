#pragma once

#include <string>

#include "os/clock.h"

namespace bdp::os {

/// To the millisecond, as ISO 8601 writes it: `2026-11-25T10:02:03.123Z`.
std::string utc_text(WallTime time);

}  // namespace bdp::os
