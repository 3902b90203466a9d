#pragma once

#include <cstddef>

#include "record/batch.h"

namespace bdp {

/// Values, rows times columns, that a batch may have room for: events that each bring other names
/// must not take the machine's memory.
inline constexpr std::size_t kMostCells = std::size_t{1} << 24U;

/// The column `name` is there, or there is room for it.
inline bool has_room_for(const Batch& batch, std::string_view name) {
  return std::size_t{batch.columns()} * batch.rows() < kMostCells || batch.find(name).has_value();
}

}  // namespace bdp
