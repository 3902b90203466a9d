#pragma once

#include <optional>
#include <string_view>

#include "filters/regex_cache.h"
#include "lang/regex.h"
#include "lang/template.h"

namespace bdp::prune {

/// A regular expression, or a text with `%{field}` parts that becomes one for each row.
class Pattern {
 public:
  static Result<Pattern> compile(std::string_view text, bool interpolate, Layout& layout);

  /// Null: this row makes no regular expression of it. Valid until the next call.
  const lang::Regex* of_row(Batch& batch, RowIndex row, RegexCache& cache) const {
    if (regex_) return &*regex_;
    const auto text = template_.render(batch, row);
    return text ? cache.find(text->as_text()) : nullptr;
  }

  /// It is the same for every row.
  bool is_constant() const { return regex_.has_value(); }

 private:
  std::optional<lang::Regex> regex_;
  lang::Template template_;
};

/// One entry of whitelist_values or blacklist_values.
struct ValueRule {
  std::optional<Slot> slot;  ///< Nothing: the name depends on the row.
  lang::Template name;
  Pattern pattern;
  bool keeps_matching = false;  ///< Whitelist: what does not match is removed.

  std::optional<Slot> slot_of_row(Batch& batch, RowIndex row) const {
    if (slot) return slot;
    const auto text = name.render(batch, row);
    return text ? batch.find(text->as_text()) : std::nullopt;
  }
};

}  // namespace bdp::prune
