#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/result.h"
#include "formats/simd.h"
#include "record/batch.h"

namespace bdp {

struct JsonOptions {
  /// Longer lines are rejected. At most 4 GiB - 1.
  std::size_t max_line_bytes = std::size_t{10} * 1024 * 1024;
  /// Of objects and lists in each other, the outermost one included.
  std::uint32_t max_depth = 1000;
  /// Names at the top of one object; more reject it.
  std::uint32_t max_fields = 16384;
  /// Values of one batch, rows times columns: when every row has other names, batches become short.
  std::size_t max_cells = std::size_t{1} << 21U;
  /// One batch takes all lines: rows that max_cells has no room for are rejected.
  bool one_batch = false;
  /// The number of the first line, for messages; 0: not known, they tell the offset.
  std::uint64_t first_line = 1;
  SimdLevel level = best_simd_level();
};

/// Turns lines of JSON objects into rows: each name at the top of an object is a column. Strings
/// are views of the bytes where they have no escapes; integers beyond 64 bits stay exact; of a name
/// that comes twice in an object the last value counts. What is no object is a rejected row whose
/// reason says where: `line 7, column 3: expected ':', found 'x'`. Empty lines are skipped.
///
/// One stretch of bytes may become several batches, see JsonOptions::max_cells. One thread at a
/// time; may be opened again and again.
class JsonLinesReader {
 public:
  explicit JsonLinesReader(const JsonOptions& options = {});

  /// Begins with the lines of `bytes`, which are followed by kReadSlack readable bytes, live as
  /// long as the batches, and are cut as cut_lines() does. `position` is that of their first byte.
  void open(std::string_view bytes, std::uint64_t position);

  /// Puts rows into `batch`, which has none yet; their positions and originals too. False: there
  /// were no more.
  bool next(Batch& batch);

  /// How many lines open() found, empty ones too: what to add to first_line for the next bytes.
  std::uint64_t lines() const { return lines_.rows(); }
  void set_first_line(std::uint64_t line) { options_.first_line = line; }

 private:
  class Rows;

  void reject(Batch& batch, RowIndex row, RowIndex line, std::size_t column,
              std::string_view problem);

  JsonOptions options_;
  Batch lines_;  ///< Positions and originals of the lines, and those that are too long.
  Column texts_;
  RowIndex next_line_ = 0;
  std::size_t next_rejected_ = 0;
  RowIndex window_ = 0;  ///< Lines that the next batch may have.
};

/// The value of one JSON text: any value, with blanks around it. kInvalid: `column 3: ...`. The
/// value lives in `arena` and in `text`, which is followed by kReadSlack readable bytes.
Result<Value> parse_json_value(std::string_view text, Arena& arena, std::uint32_t max_depth = 1000);

}  // namespace bdp
