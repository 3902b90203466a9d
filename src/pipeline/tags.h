#pragma once

#include "record/batch.h"
#include "record/container.h"

namespace bdp {

/// The row's `tags` as a list that may be changed: a new one, empty, where there were none; a
/// scalar becomes the list's one item.
List& tags_of(Batch& batch, RowIndex row, Slot tags);

}  // namespace bdp
