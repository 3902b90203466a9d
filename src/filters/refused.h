#pragma once

#include "pipeline/filter_kind.h"

namespace bdp {

// Filters of Logstash that do not run here: whoever uses them is told why, and what to write.
extern const FilterKind kAggregate;
extern const FilterKind kMetrics;
extern const FilterKind kRuby;
extern const FilterKind kSleep;

}  // namespace bdp
