#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "lang/date_pattern.h"
#include "record/value.h"

namespace bdp::lang {

/// A date pattern compiled for writing, in UTC and English. Immutable.
class DateFormat {
 public:
  static Result<DateFormat> compile(std::string_view pattern, DateDialect dialect);

  /// No text that write() makes is longer.
  std::size_t max_bytes() const { return max_bytes_; }
  /// Writes `time` and returns the end. Joda-Time knows milliseconds only, and so do its patterns.
  char* write(char* to, Timestamp time) const;

 private:
  std::vector<DateItem> items_;
  std::size_t max_bytes_ = 0;
  bool milliseconds_only_ = false;
};

}  // namespace bdp::lang
