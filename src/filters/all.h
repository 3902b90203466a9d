#pragma once

#include <span>

#include "pipeline/filter_kind.h"

namespace bdp {

/// Every filter there is, by name.
std::span<const FilterKind* const> all_filters();

}  // namespace bdp
