#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "record/batch.h"
#include "record/field_path.h"

namespace bdp::lang {

/// A text with `%{field}` and `%{+date}` parts, compiled once. Immutable; shared by threads.
class Template {
 public:
  /// Compiles `text`; its fields get slots in `layout`. Never fails: as in Logstash, a bad
  /// reference or date pattern fails when an event is rendered.
  static Template compile(std::string_view text, Layout& layout);

  /// No part depends on the event: render() gives constant_text().
  bool is_constant() const { return parts_.empty(); }
  std::string_view constant_text() const { return text_; }

  /// The text for one row, in the batch's arena, as a kText value. Nothing: this row raises (bad
  /// reference, bad date pattern); `why`, when given, says what.
  std::optional<Value> render(Batch& batch, RowIndex row, std::string* why = nullptr) const;

 private:
  struct Part;
  std::string text_;
  std::vector<std::shared_ptr<const Part>> parts_;
};

/// A field whose name may be a template: `add_field => { "[%{kind}][n]" => ... }`.
class FieldTemplate {
 public:
  static FieldTemplate compile(std::string_view text, Layout& layout);

  /// The field for one row. Null: the name is no reference, which raises. `dynamic` is memory for
  /// names that depend on the row. May add a column to the batch.
  const FieldRef* resolve(Batch& batch, RowIndex row, FieldRef& dynamic) const;

  bool is_constant() const { return !name_.has_value(); }
  /// Set when is_constant() and the name is legal.
  const std::optional<FieldRef>& constant() const { return constant_; }

 private:
  std::optional<FieldRef> constant_;
  std::optional<Template> name_;
};

}  // namespace bdp::lang
