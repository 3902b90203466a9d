#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"
#include "pipeline/counters.h"
#include "pipeline/source.h"

namespace bdp {

/// Where a run stands: everything before it is delivered, nothing behind it counts.
struct Mark {
  Checkpoint source;
  std::string sink_position;
  std::uint64_t dead_letter_bytes = 0;
  RowCounters rows;
};

/// The form in which a mark is stored: a version byte, eight numbers of 8 bytes each, little-endian
/// (dead_letter_bytes, then RowCounters in the order of its members), then the two strings, each
/// behind its length in 8 bytes.
std::string encode_mark(const Mark& mark);

/// kCorrupt for bytes that encode_mark() did not make.
Result<Mark> decode_mark(std::string_view bytes);

/// Where marks are kept between runs.
class MarkStore {
 public:
  virtual ~MarkStore() = default;
  /// Durable when it returns, and in place of the mark before.
  virtual Status save(std::string_view mark) = 0;
};

}  // namespace bdp
