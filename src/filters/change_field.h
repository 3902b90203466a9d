#pragma once

#include <cstdint>

#include "lang/event_field.h"
#include "record/container.h"

namespace bdp {

/// What became of one value.
enum class Change : std::uint8_t {
  kNone,    ///< Left alone; nothing is set.
  kSet,     ///< Set, even if to the same.
  kRaised,  ///< Left alone, and the row fails.
};

/// Hands the value of `field` of each row to `change(RowIndex, Value&)`, which may replace it but
/// add no columns. Rows whose value has no tag of `of` are left out. Those that raise, or whose
/// field refuses what is set, are put into `failed`, in order.
template <class ChangeValue>
void change_field(Batch& batch, const Selection& rows, const lang::EventField& field, TagSet of,
                  Selection& failed, ChangeValue change) {
  Column& column = batch.column(field.slot);
  if (field.is_plain_column()) {
    if ((column.tags() & of) == 0) return;
    Value* values = column.dense(batch.rows(), batch.arena());
    TagSet tags = 0;
    for (const RowIndex row : rows) {
      Value& value = values[row];
      if ((tag_bit(value.tag()) & of) == 0) continue;
      if (change(row, value) == Change::kRaised) failed.push_back(row);
      tags = static_cast<TagSet>(tags | tag_bit(value.tag()));
    }
    column.note(tags);
    return;
  }
  if (column.empty()) return;
  for (const RowIndex row : rows) {
    Value value = get_field(batch, row, field);
    if ((tag_bit(value.tag()) & of) == 0) continue;
    const Change result = change(row, value);
    if (result == Change::kNone) continue;
    if (result == Change::kRaised || !set_event_field(batch, row, field, value)) {
      failed.push_back(row);
    }
  }
}

/// Makes `value` a new list of its items, each handed to `change(Value&)`. kRaised by one item
/// raises for all, and the list stays.
template <class ChangeItem>
Change change_items(Arena& arena, Value& value, ChangeItem change) {
  const List& items = value.as_list();
  List* changed = List::make(arena, items.size());
  for (Value item : items) {
    if (change(item) == Change::kRaised) return Change::kRaised;
    changed->push_back(arena, item);
  }
  value = Value::list(changed);
  return Change::kSet;
}

}  // namespace bdp
