#include "record/batch.h"

#include <algorithm>
#include <numeric>
#include <utility>

#include "record/container.h"

namespace bdp {
namespace {

/// Names of one batch that are kept for the next; more, and they are taken for noise.
constexpr Slot kExtraColumnsKept = 64;
constexpr RowIndex kLast = ~RowIndex{0};

}  // namespace

Batch::Batch(std::shared_ptr<const Layout> layout)
    : layout_(std::move(layout)), columns_(layout_->size()) {}

void Batch::reset() {
  if (extra_.size() > kExtraColumnsKept) {
    extra_.truncate(0);
    columns_.resize(layout_->size());
  }
  for (Column& column : columns_) column.clear();
  rows_ = 0;
  source_rows_ = 0;
  arena_.reset();
  kept_.clear();
  positions_.clear();
  originals_.clear();
  document_ids_.clear();
  added_.clear();
  children_.clear();
  next_.clear();
  ranks_.clear();
  rejected_.clear();
}

std::string_view Batch::name(Slot slot) const {
  return slot < layout_->size() ? layout_->name(slot) : extra_.name(slot - layout_->size());
}

std::optional<Slot> Batch::find(std::string_view name) const {
  if (const auto slot = layout_->find(name)) return slot;
  if (const auto slot = extra_.find(name)) return layout_->size() + *slot;
  return std::nullopt;
}

Slot Batch::slot(std::string_view name) {
  if (const auto slot = find(name)) return *slot;
  const Slot slot = layout_->size() + extra_.add(name);
  columns_.emplace_back();
  return slot;
}

std::uint64_t Batch::position(RowIndex row) const {
  const RowIndex root = this->root(row);
  return positions_.empty() ? root : positions_[root];
}

std::string_view Batch::original(RowIndex row) const {
  return originals_.empty() ? std::string_view() : originals_[root(row)];
}

RowId Batch::id(RowIndex row) const {
  if (added_.empty() || row < source_rows_) {
    return RowId::at(source_, positions_.empty() ? row : positions_[row]);
  }
  const Added& added = added_[row - source_rows_];
  return RowId::child(id(added.parent), added.number);
}

RowIndex Batch::root(RowIndex row) const {
  while (!added_.empty() && row >= source_rows_) row = added_[row - source_rows_].parent;
  return row;
}

RowIndex Batch::add_row(RowIndex parent, RowIndex after) {
  if (added_.empty()) {
    source_rows_ = rows_;
    next_.resize(rows_);
    std::iota(next_.begin(), next_.end(), RowIndex{1});
    next_.back() = kLast;
  }
  const RowIndex row = rows_;
  for (Column& column : columns_) {
    if (column.is_dense()) column.append(rows_, deep_copy(arena_, column[parent]));
  }
  added_.push_back({parent, ++children_[parent]});
  next_.push_back(next_[after]);
  next_[after] = row;
  ranks_.clear();
  ++rows_;
  return row;
}

std::span<const RowIndex> Batch::ranks() const {
  if (ranks_.empty() && rows_ > 0) {
    ranks_.resize(rows_);
    RowIndex rank = 0;
    for (RowIndex row = 0; row != kLast; row = next_[row]) ranks_[row] = rank++;
  }
  return ranks_;
}

void select_all(const Batch& batch, Selection& rows) {
  rows.resize(batch.rows());
  if (!batch.has_added_rows()) {
    std::iota(rows.begin(), rows.end(), RowIndex{0});
    return;
  }
  const std::span<const RowIndex> ranks = batch.ranks();
  for (RowIndex row = 0; row < batch.rows(); ++row) rows[ranks[row]] = row;
}

void merge_selections(const Batch& batch, const Selection& a, const Selection& b, Selection& into) {
  if (!batch.has_added_rows()) {
    std::merge(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(into));
    return;
  }
  std::merge(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(into),
             [&batch](RowIndex x, RowIndex y) { return batch.root(x) < batch.root(y); });
}

}  // namespace bdp
