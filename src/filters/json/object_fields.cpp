#include "filters/json/object_fields.h"

#include <algorithm>

#include "filters/column_limit.h"

namespace bdp::json {

void ObjectFields::start() {
  fields_.clear();
  by_name_.clear();
  seen_.clear();
  first_ = kNone;
  object_ = 0;
}

bool ObjectFields::read(JsonParser& parser, Batch& batch) {
  entries_.clear();
  ++object_;
  if (!parser.pass('{')) return false;
  parser.skip_blanks();
  if (!parser.pass('}') && !read_entries(parser, batch)) return false;
  parser.skip_blanks();
  return parser.at_end();
}

bool ObjectFields::read_entries(JsonParser& parser, Batch& batch) {
  std::uint32_t before = kNone;
  bool repeated = false;
  for (;;) {
    std::uint32_t index = before == kNone ? first_ : fields_[before].next;
    if (index == kNone || fields_[index].quoted.empty() ||
        !parser.pass_name(fields_[index].quoted.data(), fields_[index].quoted.size())) {
      std::string_view name;
      if (!parser.parse_name(name)) return false;
      index = look_up(name, batch);
      (before == kNone ? first_ : fields_[before].next) = index;
    }
    before = index;
    parser.skip_blanks();
    if (!parser.pass(':')) return false;
    parser.skip_blanks();
    Value value;
    if (!parser.parse_value(value)) return false;
    repeated |= seen_[index] == object_;
    seen_[index] = object_;
    entries_.push_back({index, value});
    parser.skip_blanks();
    if (parser.pass('}')) break;
    if (!parser.pass(',')) return false;
    parser.skip_blanks();
  }
  if (repeated) drop_earlier_ones();
  return true;
}

std::uint32_t ObjectFields::find(std::string_view name) const {
  if (fields_.size() <= kFew) {
    const auto found = std::ranges::find(fields_, name, &Field::name);
    return found == fields_.end() ? kNone : static_cast<std::uint32_t>(found - fields_.begin());
  }
  const auto found = by_name_.find(name);
  return found == by_name_.end() ? kNone : found->second;
}

std::uint32_t ObjectFields::look_up(std::string_view name, Batch& batch) {
  if (const std::uint32_t known = find(name); known != kNone) return known;
  const auto index = static_cast<std::uint32_t>(fields_.size());
  Field& field = fields_.emplace_back();
  seen_.push_back(0);
  const bool plain = std::ranges::none_of(
      name, [](char c) { return c == '"' || c == '\\' || static_cast<unsigned char>(c) < ' '; });
  const std::string_view quoted = batch.arena().copy("\"" + std::string(name) + "\"");
  field.name = quoted.substr(1, name.size());
  if (plain) field.quoted = quoted;
  if (fields_.size() > kFew) {
    for (auto i = static_cast<std::uint32_t>(by_name_.size()); i <= index; ++i) {
      by_name_.emplace(fields_[i].name, i);
    }
  }
  const auto path = FieldPath::parse(name);
  if (!path) return index;
  field.too_many = !has_room_for(batch, path->top);
  if (!field.too_many) field.place = lang::EventField::resolve(*path, batch);
  return index;
}

void ObjectFields::drop_earlier_ones() {
  // From the end, so that of each name the last one is met first.
  ++object_;
  auto kept = entries_.end();
  for (auto entry = entries_.end(); entry != entries_.begin();) {
    --entry;
    if (seen_[entry->field] == object_) continue;
    seen_[entry->field] = object_;
    *--kept = *entry;
  }
  entries_.erase(entries_.begin(), kept);
}

}  // namespace bdp::json
