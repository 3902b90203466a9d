#include "lang/event_field.h"

#include "record/container.h"

namespace bdp::lang {

FieldRule field_rule(std::string_view top, bool flat) {
  if (top == "@timestamp") return flat ? FieldRule::kTimestamp : FieldRule::kNothing;
  if (top == "tags") return flat ? FieldRule::kTags : FieldRule::kNothing;
  if (top == "@metadata" && flat) return FieldRule::kMetadata;
  return FieldRule::kPlain;
}

bool allows(FieldRule rule, Value value) {
  switch (rule) {
    case FieldRule::kPlain:
      return true;
    case FieldRule::kTimestamp:
      return value.is(Tag::kTimestamp);
    case FieldRule::kMetadata:
      return value.is(Tag::kObject);
    case FieldRule::kNothing:
      return false;
    case FieldRule::kTags:
      break;
  }
  if (value.is(Tag::kText) || value.is(Tag::kNull)) return true;
  if (!value.is(Tag::kList)) return false;
  for (const Value& item : value.as_list()) {
    if (!item.is(Tag::kText)) return false;
  }
  return true;
}

}  // namespace bdp::lang
