#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "formats/bytes.h"
#include "formats/simd.h"
#include "record/batch.h"

namespace bdp {

struct JsonLinesOptions {
  /// The event's `@metadata` too, which outputs do not show.
  bool metadata = false;
  /// Fields to leave out.
  std::span<const Slot> without = {};
  SimdLevel level = best_simd_level();
};

/// Writes rows of one batch as JSON objects, the fields in the order of their slots. What is the
/// same for every row is put together once: the names, and columns of one value.
/// Sees the batch as it was when the writer was made; const, for any number of threads.
class JsonRowWriter {
 public:
  JsonRowWriter(const Batch& batch, const JsonLinesOptions& options);

  /// Appends `{"name":value,...}` for one row.
  void append(RowIndex row, Bytes& out) const;
  /// Appends a line for each of `rows`.
  void append_lines(const Selection& rows, Bytes& out) const;

 private:
  /// `,"a":1,"b":"x"`: columns of one value; or `,"name":` and a column. Where in texts_.
  struct Piece {
    std::size_t begin = 0;
    std::size_t size = 0;
    const Column* column = nullptr;
  };
  struct Cursor;

  void write_row(RowIndex row, Cursor& cursor) const;

  std::vector<Piece> pieces_;
  Bytes texts_;
  std::size_t row_room_ = 0;  ///< What a row needs at most, less its texts and containers.
  SimdLevel level_;
};

/// Appends the selected rows as JSON lines.
void encode_json_lines(const Batch& batch, const Selection& rows, const JsonLinesOptions& options,
                       Bytes& out);

}  // namespace bdp
