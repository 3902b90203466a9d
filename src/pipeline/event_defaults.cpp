#include "pipeline/event_defaults.h"

#include <optional>

#include "lang/event_field.h"
#include "lang/iso_time.h"
#include "pipeline/filter_kind.h"
#include "record/container.h"

namespace bdp {
namespace {

std::optional<Timestamp> timestamp_of(Value value, Timestamp now) {
  if (value.is_absent_or_null()) return now;
  if (value.is(Tag::kTimestamp)) return value.as_timestamp();
  if (value.is(Tag::kText)) return lang::parse_iso_time(value.as_text());
  return std::nullopt;
}

}  // namespace

EventDefaults::EventDefaults(Layout& layout)
    : timestamp_(layout.add("@timestamp")),
      bad_timestamp_(layout.add("_@timestamp")),
      version_(layout.add("@version")),
      tags_(layout.add("tags")),
      bad_tags_(layout.add("_tags")) {}

void EventDefaults::apply(Batch& batch, Timestamp now) const {
  // Tags first: the failure of a timestamp is one.
  check_tags(batch);
  set_timestamps(batch, now);
  set_versions(batch);
}

void EventDefaults::set_timestamps(Batch& batch, Timestamp now) const {
  Column& column = batch.column(timestamp_);
  if (column.empty()) return column.fill(Value::timestamp(now));
  if (!column.is_dense() && column[0].is(Tag::kTimestamp)) return;
  Value* values = column.dense(batch.rows(), batch.arena());
  for (RowIndex row = 0; row < batch.rows(); ++row) {
    const auto parsed = timestamp_of(values[row], now);
    if (!parsed) {
      batch.set(bad_timestamp_, row, values[row]);
      tag_failure(batch, row, tags_, "_timestampparsefailure");
    }
    values[row] = Value::timestamp(parsed.value_or(now));
  }
  column.note(Tag::kTimestamp);
}

void EventDefaults::set_versions(Batch& batch) const {
  Column& column = batch.column(version_);
  const Value version = Value::text("1", kPlainText);
  if (column.empty()) return column.fill(version);
  if (!column.is_dense() && !column[0].is_absent_or_null()) return;
  Value* values = column.dense(batch.rows(), batch.arena());
  for (RowIndex row = 0; row < batch.rows(); ++row) {
    if (values[row].is_absent_or_null()) values[row] = version;
  }
  column.note(Tag::kText);
}

void EventDefaults::check_tags(Batch& batch) const {
  if (batch.column(tags_).empty()) return;
  for (RowIndex row = 0; row < batch.rows(); ++row) {
    const Value tags = batch.at(tags_, row);
    const bool legal =
        !tags.present() || (!tags.is(Tag::kNull) && lang::allows(lang::FieldRule::kTags, tags));
    if (legal) continue;
    List* kept = List::make(batch.arena(), 1);
    kept->push_back(batch.arena(), tags);
    batch.set(bad_tags_, row, Value::list(kept));
    batch.set(tags_, row, Value());
    tag_failure(batch, row, tags_, "_tagsparsefailure");
  }
}

}  // namespace bdp
