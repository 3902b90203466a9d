#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/result.h"
#include "record/arena.h"
#include "record/column.h"
#include "record/layout.h"
#include "record/row_id.h"
#include "record/value.h"

namespace bdp {

/// Rows of a batch that still take part, in the order of their events: ascending, but for rows that
/// a filter added, which stand behind their parents.
using Selection = std::vector<RowIndex>;

/// A row that was set aside, with its reason.
struct Rejection {
  RowIndex row;
  Error reason;
};

/// Rows by columns: what flows through every pipeline. Owns all memory that its values point to,
/// directly (arena) or shared (kept blocks). One thread at a time; made once and reused by reset().
class Batch {
 public:
  /// `layout` gives the slots known beforehand; names met later get slots of this batch only.
  explicit Batch(std::shared_ptr<const Layout> layout);
  Batch(Batch&&) noexcept = default;
  Batch& operator=(Batch&&) noexcept = default;

  /// Forgets rows, values and kept blocks; keeps the memory for the next round.
  void reset();

  RowIndex rows() const { return rows_; }
  /// Says how many rows there are; before any column is made dense.
  void set_rows(RowIndex rows) { rows_ = rows; }

  // ---- columns ----
  Slot columns() const { return static_cast<Slot>(columns_.size()); }
  Column& column(Slot slot) { return columns_[slot]; }
  const Column& column(Slot slot) const { return columns_[slot]; }
  Value at(Slot slot, RowIndex row) const { return columns_[slot][row]; }
  void set(Slot slot, RowIndex row, Value value) {
    columns_[slot].dense(rows_, arena_)[row] = value;
    columns_[slot].note(value.tag());
  }
  std::string_view name(Slot slot) const;
  std::optional<Slot> find(std::string_view name) const;
  /// The slot of `name`; a new, empty column when there is none yet. Moves the columns: references
  /// to them end here.
  Slot slot(std::string_view name);

  // ---- memory ----
  Arena& arena() { return arena_; }
  /// Keeps `block` alive as long as the values that point into it.
  void keep(std::shared_ptr<const void> block) { kept_.push_back(std::move(block)); }

  // ---- where the rows come from ----
  void set_source(SourceIdentity source) { source_ = source; }
  SourceIdentity source() const { return source_; }
  /// One position a row, ascending; the source fills it. Empty: the row number is the position.
  std::vector<std::uint64_t>& positions() { return positions_; }
  std::uint64_t position(RowIndex row) const;
  /// Rows that a filter added have the position of the row they come from.
  RowId id(RowIndex row) const;
  /// The record as it was read, one a row, for dead letters; empty when the source keeps none.
  std::vector<std::string_view>& originals() { return originals_; }
  std::string_view original(RowIndex row) const;

  /// The text that is a row's key in place of its id(), one a row, for jobs that name one; else
  /// empty. Set once no more rows are added.
  std::vector<Value>& document_ids() { return document_ids_; }
  const std::vector<Value>& document_ids() const { return document_ids_; }

  // ---- rows that filters add ----
  /// Appends a copy of `parent` (its values, no shared containers) that stands behind `after` in
  /// the order of events: `parent` itself, or the child added last.
  RowIndex add_row(RowIndex parent, RowIndex after);
  bool has_added_rows() const { return !added_.empty(); }
  /// For each row its place in the order of events. Only when has_added_rows().
  std::span<const RowIndex> ranks() const;
  /// The source's row that `row` comes from: itself, unless a filter added it.
  RowIndex root(RowIndex row) const;

  // ---- rows set aside ----
  /// Sets one row aside with its reason; it goes to the dead letters, the others go on. The caller
  /// takes it out of the selection.
  void reject(RowIndex row, Error reason) { rejected_.push_back({row, std::move(reason)}); }
  std::vector<Rejection>& rejected() { return rejected_; }
  const std::vector<Rejection>& rejected() const { return rejected_; }

 private:
  struct Added {
    RowIndex parent;
    std::uint32_t number;  ///< 1 for the first child of its parent.
  };

  std::shared_ptr<const Layout> layout_;
  Layout extra_;  ///< Names beyond layout_; its slot 0 is column layout_->size().
  std::vector<Column> columns_;
  RowIndex rows_ = 0;
  RowIndex source_rows_ = 0;  ///< Rows before the first added one.
  Arena arena_;
  std::vector<std::shared_ptr<const void>> kept_;
  SourceIdentity source_;
  std::vector<std::uint64_t> positions_;
  std::vector<std::string_view> originals_;
  std::vector<Value> document_ids_;
  std::vector<Added> added_;
  std::unordered_map<RowIndex, std::uint32_t> children_;  ///< How many rows each row became.
  std::vector<RowIndex> next_;  ///< The order of events as a linked list, once rows were added.
  mutable std::vector<RowIndex> ranks_;
  std::vector<Rejection> rejected_;
};

/// All rows of `batch`, in the order of events.
void select_all(const Batch& batch, Selection& rows);

/// Appends to `into` the rows of `a` and `b`, each in the order of events, in that order. Of the
/// rows that come from one event those in `a` are first, as in Logstash's ordered pipelines.
void merge_selections(const Batch& batch, const Selection& a, const Selection& b, Selection& into);

}  // namespace bdp
