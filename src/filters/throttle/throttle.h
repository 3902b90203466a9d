#pragma once

#include "pipeline/filter_kind.h"

namespace bdp {

extern const FilterKind kThrottle;

}  // namespace bdp
