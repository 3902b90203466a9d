#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "record/batch.h"

namespace bdp {

/// A reference to a field as Logstash writes it: `name`, `[name]`, `[a][b][0]`. `a.b` is one name.
struct FieldPath {
  std::string top;
  std::vector<std::string> rest;  ///< Keys of objects or indices of lists, outermost first.

  /// kInvalid for what is no reference: `a[b]`, `[a]b`, `[]`, `[a`. `[[a]]` is `[a]`.
  static Result<FieldPath> parse(std::string_view text);

  bool is_flat() const { return rest.empty(); }
  /// The form in brackets, `[a][b]`; a flat one as its bare name.
  std::string text() const;
};

/// A FieldPath whose column is known: what programs use in place of a look-up by name.
struct FieldRef {
  Slot slot = 0;
  std::vector<std::string> rest;

  static FieldRef resolve(const FieldPath& path, Layout& layout) {
    return {layout.add(path.top), path.rest};
  }
  static FieldRef resolve(const FieldPath& path, Batch& batch) {
    return {batch.slot(path.top), path.rest};
  }
};

/// The value at `field`, kAbsent when any step is missing. A list takes indices, negative ones
/// from its end.
Value get_field(const Batch& batch, RowIndex row, const FieldRef& field);

/// Sets the value, making objects on the way. A list takes an index, and grows with nulls to reach
/// it; a key that is no index is ignored. False, and nothing is changed: a scalar or null stands in
/// the way, or the index is before the list's start.
[[nodiscard]] bool set_field(Batch& batch, RowIndex row, const FieldRef& field, Value value);

/// Takes the value out and returns it; kAbsent when there was none.
Value remove_field(Batch& batch, RowIndex row, const FieldRef& field);

}  // namespace bdp
