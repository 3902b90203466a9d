#pragma once

#include <cstdint>
#include <string_view>

#include "record/batch.h"
#include "record/field_path.h"

namespace bdp::lang {

/// What Logstash allows to be set at a place of an event.
enum class FieldRule : std::uint8_t {
  kPlain,      ///< Anything.
  kTimestamp,  ///< `@timestamp`: only a timestamp.
  kMetadata,   ///< `@metadata`: only an object.
  kTags,       ///< `tags`: text, null, or a list of texts.
  kNothing,    ///< Below `tags` and `@timestamp`.
};

FieldRule field_rule(std::string_view top, bool flat);

/// A field that filters write, with the rule that holds for it, found once.
struct EventField : FieldRef {
  FieldRule rule = FieldRule::kPlain;

  static EventField resolve(const FieldPath& path, Layout& layout) {
    return {FieldRef::resolve(path, layout), field_rule(path.top, path.is_flat())};
  }
  static EventField resolve(const FieldPath& path, Batch& batch) {
    return {FieldRef::resolve(path, batch), field_rule(path.top, path.is_flat())};
  }

  /// A whole column that takes any value: filters may write it without asking row by row.
  bool is_plain_column() const { return rule == FieldRule::kPlain && rest.empty(); }
};

/// The rule of a field allows this value.
bool allows(FieldRule rule, Value value);

/// set_field() under the field's rule. False, and nothing is changed: Logstash raises.
[[nodiscard]] inline bool set_event_field(Batch& batch, RowIndex row, const EventField& field,
                                          Value value) {
  if (field.rule != FieldRule::kPlain && !allows(field.rule, value)) return false;
  return set_field(batch, row, field, value);
}

}  // namespace bdp::lang
