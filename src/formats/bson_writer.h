#pragma once

#include <cstddef>
#include <vector>

#include "formats/bytes.h"
#include "record/batch.h"

namespace bdp {

/// What a field `_id` of an event is called in its document, whose `_id` is its key.
inline constexpr std::string_view kBsonEventId = "_event_id";

/// Writes rows of one batch as BSON documents: `_id`, then the fields in the order of their slots,
/// without `@metadata`. What is the same for every row is put together once: the names, and columns
/// of one value. Sees the batch as it was when the writer was made; const, for any number of
/// threads.
class BsonRowWriter {
 public:
  explicit BsonRowWriter(const Batch& batch);

  /// Appends the document of one row. Its `_id` is `key`, or, if that is kAbsent, the row's id as
  /// 16 bytes (binary, subtype 0). False, and nothing is appended: it is nested deeper than
  /// kBsonLevels.
  [[nodiscard]] bool append(RowIndex row, Value key, Bytes& out) const;

 private:
  /// A type's byte, a name and its NUL, for a column; or elements of columns of one value. Where in
  /// texts_.
  struct Piece {
    std::size_t begin = 0;
    std::size_t size = 0;
    const Column* column = nullptr;
  };
  struct Cursor;

  bool write_row(RowIndex row, Value key, Cursor& cursor) const;

  const Batch& batch_;
  std::vector<Piece> pieces_;
  Bytes texts_;
  std::size_t row_room_ = 0;  ///< What a row needs at most, less its texts and containers.
  bool too_deep_ = false;     ///< A column of one value is.
};

}  // namespace bdp
