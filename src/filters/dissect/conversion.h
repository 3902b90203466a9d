#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "lang/event_field.h"
#include "record/batch.h"

namespace bdp::dissect {

/// One entry of the option `convert_datatype`.
class Conversion {
 public:
  /// kInvalid: there is no such type, or the name is no reference.
  static Result<Conversion> compile(std::string_view name, std::string_view type, Layout& layout);

  /// Converts the field of every row; those for which it cannot get a tag that says so, into
  /// `tags`. `failed` is called for rows that may not hold a number there.
  void apply(Batch& batch, const Selection& rows, Slot tags,
             const std::function<void(RowIndex)>& failed) const;

 private:
  /// kAbsent: it is no number.
  Value convert(Arena& arena, Value value) const;

  lang::EventField field_;
  bool to_integer_ = false;
  std::string null_tag_;
  std::string refusal_tag_;
};

}  // namespace bdp::dissect
