#pragma once

#include "pipeline/sink_kind.h"

namespace bdp {

extern const SinkKind kElasticsearchSink;

}  // namespace bdp
