#pragma once

#include "pipeline/sink_kind.h"

namespace bdp {

/// A table of a SQLite database.
extern const SinkKind kSqliteSink;

}  // namespace bdp
