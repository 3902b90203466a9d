#pragma once

#include <cstdint>

#include "record/batch.h"

namespace bdp {

/// A UUID of version 4 for a row, as 36 characters in the batch's arena. Of a source with an
/// identity, a file, it depends on the row's id and `number`, which tells the filters of a program
/// apart: a run that is repeated or resumed makes the same ones, and stores know the row again.
/// Without an identity it is random.
Value uuid_of_row(Batch& batch, RowIndex row, std::uint32_t number);

}  // namespace bdp
