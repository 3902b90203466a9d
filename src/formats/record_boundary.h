#pragma once

#include <cstddef>
#include <string_view>

#include "formats/simd.h"

namespace bdp {

/// Finds where records end in bytes that come piece by piece, so that a reader can hand on whole
/// records without taking them apart. A record ends behind a newline; with a `quote`, behind one
/// that stands outside quotes. Cheap to copy; one thread at a time.
///
/// Quotes that are never closed would make one record of all that follows. A reader that has
/// gathered more than its limit without an end therefore takes the first line by itself: it calls
/// restart() and looks at the bytes behind that line's newline again. cut_lines() comes to the same
/// lines when it is given the result.
class RecordBoundary {
 public:
  static constexpr char kNoQuote = '\0';

  explicit RecordBoundary(char quote = kNoQuote, SimdLevel level = best_simd_level())
      : quote_(quote), level_(level) {}

  /// The offset just behind the last end of a record in `bytes`, which continue those of the call
  /// before; 0 when none ends here. All of `bytes` is remembered, up to its end.
  std::size_t last_end(std::string_view bytes);

  /// The offset just behind the first end of a record; 0 when none ends here. What is behind that
  /// offset is not looked at: the next call begins there.
  std::size_t first_end(std::string_view bytes);

  /// The next byte begins a record.
  void restart() { inside_quotes_ = 0; }

 private:
  char quote_;
  SimdLevel level_;
  std::size_t inside_quotes_ = 0;  ///< 0 or 1.
};

}  // namespace bdp
