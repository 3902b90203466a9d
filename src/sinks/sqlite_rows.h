#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "formats/bytes.h"
#include "pipeline/sink.h"
#include "record/arena.h"
#include "sinks/table_columns.h"

namespace bdp {

/// A batch in the form in which it is bound to an INSERT: row by row, each value of a type that its
/// column takes, and a text for `_rest`. Texts are views into the batch or into this object.
class SqliteRows final : public Prepared {
 public:
  /// Forgets the batch before.
  void fill(const Batch& batch, const Selection& rows, std::span<const TableColumn> columns);

  bool filled() const { return filled_; }
  /// Nothing is known of the columns yet.
  void clear() { filled_ = false; }

  /// The cells of the `i`-th selected row: its key, a value a column, `_rest`. A kInt, kDouble or
  /// kText; kAbsent is NULL.
  std::span<const Value> row(std::size_t i) const { return {cells_.data() + i * width_, width_}; }

 private:
  struct Misfit {
    std::size_t row;
    Slot slot;
  };

  void fill_ids(const Batch& batch, const Selection& rows);
  void fill_column(const Batch& batch, const Selection& rows, Slot slot, std::size_t place,
                   ColumnType type);
  void fill_rest(const Batch& batch, const Selection& rows, std::span<const Slot> columns);

  bool filled_ = false;
  std::size_t width_ = 0;
  std::vector<Value> cells_;
  std::vector<std::array<char, 16>> ids_;
  std::vector<Slot> slots_;
  std::vector<Misfit> misfits_;
  Bytes rest_;
  Arena arena_;
};

/// `value` as a column of `type` takes it: kInt, kDouble or kText, in `arena` where it had to be
/// made. Nothing: it does not fit without a loss.
std::optional<Value> fit(Value value, ColumnType type, Arena& arena);

}  // namespace bdp
