#pragma once

#include "pipeline/sink_kind.h"

namespace bdp {

/// A topic of a Kafka cluster.
extern const SinkKind kKafkaSink;

}  // namespace bdp
