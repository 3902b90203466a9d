#pragma once

#include <span>

#include "pipeline/sink_kind.h"

namespace bdp {

/// Every kind of sink there is, by name.
std::span<const SinkKind* const> all_sinks();

}  // namespace bdp
