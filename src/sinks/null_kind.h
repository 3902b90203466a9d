#pragma once

#include "pipeline/sink_kind.h"

namespace bdp {

/// Nowhere.
extern const SinkKind kNullSink;

}  // namespace bdp
