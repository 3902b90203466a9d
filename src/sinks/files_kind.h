#pragma once

#include "pipeline/sink_kind.h"

namespace bdp {

/// Files in a directory, one after the other.
extern const SinkKind kFilesSink;

}  // namespace bdp
