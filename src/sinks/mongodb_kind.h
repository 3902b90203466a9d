#pragma once

#include "pipeline/sink_kind.h"

namespace bdp {

/// A collection of a MongoDB.
extern const SinkKind kMongodbSink;

}  // namespace bdp
