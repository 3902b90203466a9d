#pragma once

#include <span>

#include "formats/simd.h"
#include "record/batch.h"
#include "record/column.h"

namespace bdp {

/// Takes rows of comma-separated values apart, those that need no thought: the ones whose source is
/// text, not empty, without quote, CR and LF, and with at most `columns.size()` fields. For such a
/// row field c becomes `columns[c][row]`: a view of the source with its flags, null when it is
/// empty; columns beyond the last field become kAbsent.
///
/// Every other row is appended to `complex`, its columns kAbsent, for csv_record.h. The caller must
/// note() kText and kNull for the columns. `columns` have room for every row in `rows` and none of
/// them belongs to `source`.
void cut_plain_csv(const Column& source, const Selection& rows, char separator, char quote,
                   std::span<Value* const> columns, Selection& complex,
                   SimdLevel level = best_simd_level());

}  // namespace bdp
