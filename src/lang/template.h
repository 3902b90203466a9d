#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "lang/event_field.h"
#include "record/batch.h"

namespace bdp::lang {

struct CompiledTemplate;

/// A text with `%{field}` and `%{+date}` parts, compiled once. Immutable; shared by threads.
class Template {
 public:
  /// Compiles `text`; its fields get slots in `layout`. Never fails: as in Logstash, a bad
  /// reference or date pattern fails when an event is rendered.
  static Template compile(std::string_view text, Layout& layout);

  /// No part depends on the event: render() always gives constant_value().
  bool is_constant() const { return constant_; }
  std::string_view constant_text() const { return value_.as_text(); }
  /// Its text lives as long as the template and its copies.
  Value constant_value() const { return value_; }

  /// The text for one row, in the batch's arena, as a kText value. Nothing: this row raises (bad
  /// reference, bad date pattern); `why`, when given, says what.
  std::optional<Value> render(Batch& batch, RowIndex row, std::string* why = nullptr) const {
    if (constant_) return value_;
    return render_parts(batch, row, batch.arena(), why);
  }

  /// As above, with the text in `arena`: for a batch that no longer changes.
  std::optional<Value> render(const Batch& batch, RowIndex row, Arena& arena,
                              std::string* why = nullptr) const {
    if (constant_) return value_;
    return render_parts(batch, row, arena, why);
  }

  /// The first `%{field}`, as written, that has no value in this row, so that render() leaves it as
  /// it is; empty: all have one.
  std::string_view missing_field(const Batch& batch, RowIndex row) const;

 private:
  std::optional<Value> render_parts(const Batch& batch, RowIndex row, Arena& arena,
                                    std::string* why) const;

  std::shared_ptr<const CompiledTemplate> compiled_;
  Value value_;  ///< The text as it was written.
  bool constant_ = false;
};

/// A field whose name may be a template: `add_field => { "[%{kind}][n]" => ... }`.
class FieldTemplate {
 public:
  static FieldTemplate compile(std::string_view text, Layout& layout);

  /// The field for one row. Null: the name is no reference, which raises. `dynamic` is memory for
  /// names that depend on the row. May add a column to the batch.
  const EventField* resolve(Batch& batch, RowIndex row, EventField& dynamic) const;

  bool is_constant() const { return !name_.has_value(); }
  /// Set when is_constant() and the name is legal.
  const std::optional<EventField>& constant() const { return constant_; }

 private:
  std::optional<EventField> constant_;
  std::optional<Template> name_;
};

}  // namespace bdp::lang
