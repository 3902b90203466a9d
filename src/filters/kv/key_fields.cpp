#include "filters/kv/key_fields.h"

#include <algorithm>

#include "filters/column_limit.h"

namespace bdp::kv {

void KeyFields::start_batch() {
  known_.clear();
  by_key_.clear();
  first_ = kNone;
  before_ = kNone;
  event_ = 0;
}

std::uint32_t KeyFields::look_up(std::string_view key, Batch& batch) {
  const auto index = static_cast<std::uint32_t>(known_.size());
  if (known_.size() <= kFew) {
    const auto found = std::ranges::find(known_, key, &Known::key);
    if (found != known_.end()) return static_cast<std::uint32_t>(found - known_.begin());
  } else if (const auto found = by_key_.find(key); found != by_key_.end()) {
    return found->second;
  }
  Known& known = known_.emplace_back();
  known.key = key;
  if (known_.size() > kFew) {
    for (auto i = static_cast<std::uint32_t>(by_key_.size()); i <= index; ++i) {
      by_key_.emplace(known_[i].key, i);
    }
  }
  std::optional<FieldPath> path;
  if (key.find_first_of("[]") != std::string_view::npos) {
    auto parsed = FieldPath::parse(key);
    if (!parsed) return index;
    path = *std::move(parsed);
  }
  known.too_many = !has_room_for(batch, path ? path->top : key);
  if (known.too_many) return index;
  if (path) {
    // [a] is the column of a, but another key.
    known.place = lang::EventField::resolve(*path, batch);
    return index;
  }
  known.place = lang::EventField{{batch.slot(key), {}}, lang::field_rule(key, true)};
  if (known.place->is_plain_column()) {
    Column& column = batch.column(known.place->slot);
    known.column = column.dense(batch.rows(), batch.arena());
    column.note(Tag::kText);
  }
  return index;
}

}  // namespace bdp::kv
