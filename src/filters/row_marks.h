#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "record/batch.h"

namespace bdp {

/// A set of rows of one batch, marked in any order. One thread; kept between batches.
class RowMarks {
 public:
  /// None of `rows` rows is marked.
  void start(RowIndex rows) { marks_.assign(rows, 0); }
  void mark(RowIndex row) { marks_[row] = 1; }
  bool operator[](RowIndex row) const { return marks_[row] != 0; }

  /// Appends the rows of `rows` that are marked, or those that are not.
  void collect(const Selection& rows, bool marked, Selection& into) const {
    std::copy_if(rows.begin(), rows.end(), std::back_inserter(into),
                 [&](RowIndex row) { return (*this)[row] == marked; });
  }

 private:
  std::vector<std::uint8_t> marks_;
};

}  // namespace bdp
