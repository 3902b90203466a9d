#pragma once

#include "pipeline/sink_kind.h"

namespace bdp {

/// A file of JSON lines, or JSON lines to standard output.
extern const SinkKind kNdjsonSink;

}  // namespace bdp
