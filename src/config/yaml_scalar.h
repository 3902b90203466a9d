#pragma once

#include "config/document.h"

namespace bdp::config {

/// Gives a plain scalar its kind by the core schema of YAML 1.2: null, true, 12, 0x1F, 1.5 ...;
/// numbers are rewritten as JSON has them. `node.text` holds the scalar as written.
void resolve_plain_scalar(Node& node);

}  // namespace bdp::config
