#include "pipeline/tags.h"

#include <algorithm>

#include "pipeline/filter_kind.h"

namespace bdp {

List& tags_of(Batch& batch, RowIndex row, Slot tags) {
  Column& column = batch.column(tags);
  Value& value = column.dense(batch.rows(), batch.arena())[row];
  if (!value.is(Tag::kList)) {
    List* list = List::make(batch.arena());
    if (!value.is_absent_or_null()) list->push_back(batch.arena(), value);
    value = Value::list(list);
    column.note(Tag::kList);
  }
  return value.as_list();
}

void tag_failure(Batch& batch, RowIndex row, Slot tags, std::string_view tag) {
  const Value there = batch.at(tags, row);
  const auto is_tag = [tag](Value value) { return value.is(Tag::kText) && value.as_text() == tag; };
  if (is_tag(there)) return;
  if (there.is(Tag::kList) && std::any_of(there.as_list().begin(), there.as_list().end(), is_tag)) {
    return;
  }
  // A copy: texts of a batch have kReadSlack behind them, which a filter's own memory has not.
  tags_of(batch, row, tags).push_back(batch.arena(), Value::text(batch.arena().copy(tag)));
}

}  // namespace bdp
