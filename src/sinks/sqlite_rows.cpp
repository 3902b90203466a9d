#include "sinks/sqlite_rows.h"

#include <algorithm>
#include <string_view>

#include "formats/json_text.h"
#include "formats/json_writer.h"

namespace bdp {
namespace {

constexpr Slot kNoSlot = ~Slot{0};
constexpr std::string_view kMetadata = "@metadata";

/// The tags that a column of `type` takes as they are.
TagSet taken_as_is(ColumnType type) {
  switch (type) {
    case ColumnType::kText:
    case ColumnType::kDate:
      return tag_bit(Tag::kText);
    case ColumnType::kInteger:
      return tag_bit(Tag::kInt);
    default:
      return 0;
  }
}

}  // namespace

void SqliteRows::fill(const Batch& batch, const Selection& rows,
                      std::span<const TableColumn> columns) {
  filled_ = true;
  width_ = columns.size() + 2;
  cells_.resize(rows.size() * width_);
  misfits_.clear();
  arena_.reset();
  fill_ids(batch, rows);
  slots_.clear();
  for (std::size_t i = 0; i < columns.size(); ++i) {
    const Slot slot = batch.find(columns[i].name).value_or(kNoSlot);
    if (slot == kNoSlot || batch.column(slot).empty()) {
      for (std::size_t r = 0; r < rows.size(); ++r) cells_[r * width_ + 1 + i] = Value();
    } else {
      fill_column(batch, rows, slot, 1 + i, columns[i].type);
      slots_.push_back(slot);
    }
  }
  fill_rest(batch, rows, slots_);
}

void SqliteRows::fill_ids(const Batch& batch, const Selection& rows) {
  if (!batch.document_ids().empty()) {
    for (std::size_t r = 0; r < rows.size(); ++r) {
      cells_[r * width_] = batch.document_ids()[rows[r]];
    }
    return;
  }
  ids_.resize(rows.size());
  for (std::size_t r = 0; r < rows.size(); ++r) {
    ids_[r] = batch.id(rows[r]).bytes();
    cells_[r * width_] = Value::text({ids_[r].data(), ids_[r].size()});
  }
}

void SqliteRows::fill_column(const Batch& batch, const Selection& rows, Slot slot,
                             std::size_t place, ColumnType type) {
  const Column& column = batch.column(slot);
  Value* cell = cells_.data() + place;
  const TagSet as_is = taken_as_is(type);
  for (std::size_t r = 0; r < rows.size(); ++r, cell += width_) {
    const Value value = column[rows[r]];
    if ((tag_bit(value.tag()) & as_is) != 0) [[likely]] {
      *cell = value;
    } else if (value.is_absent_or_null()) {
      *cell = Value();
    } else if (const auto fitting = fit(value, type, arena_)) {
      *cell = *fitting;
    } else {
      *cell = Value();
      misfits_.push_back({r, slot});
    }
  }
}

void SqliteRows::fill_rest(const Batch& batch, const Selection& rows,
                           std::span<const Slot> columns) {
  bool others = false;
  for (Slot slot = 0; slot < batch.columns() && !others; ++slot) {
    others = !batch.column(slot).empty() && batch.name(slot) != kMetadata &&
             std::find(columns.begin(), columns.end(), slot) == columns.end();
  }
  Value* cell = cells_.data() + width_ - 1;
  if (!others && misfits_.empty()) {
    for (std::size_t r = 0; r < rows.size(); ++r, cell += width_) *cell = Value();
    return;
  }
  std::stable_sort(misfits_.begin(), misfits_.end(),
                   [](const Misfit& a, const Misfit& b) { return a.row < b.row; });
  const JsonRowWriter writer(batch, {.without = columns});
  auto misfit = misfits_.begin();
  for (std::size_t r = 0; r < rows.size(); ++r, cell += width_) {
    rest_.clear();
    writer.append(rows[r], rest_);
    for (; misfit != misfits_.end() && misfit->row == r; ++misfit) {
      rest_.truncate(rest_.size() - 1);
      if (rest_.size() > 1) rest_.push_back(',');
      append_json_string(arena_.copy(batch.name(misfit->slot)), 0, rest_);
      rest_.push_back(':');
      append_json(batch.at(misfit->slot, rows[r]), rest_);
      rest_.push_back('}');
    }
    *cell = rest_.size() > 2 ? Value::text(arena_.copy(rest_.view())) : Value();
  }
}

}  // namespace bdp
