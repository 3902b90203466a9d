#pragma once

#include <span>
#include <string>

#include "pipeline/sink_kind.h"

namespace bdp {

/// The reference of sinks as Markdown: what `docs/reference/sinks.md` is.
std::string sink_reference(std::span<const SinkKind* const> kinds);

}  // namespace bdp
