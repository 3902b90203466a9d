#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "pipeline/filter_kind.h"

namespace bdp {

/// What is doubtful in a filter text that compiles: a condition on a field that nothing can have
/// made, what no event can reach, regular expressions that can run away, deprecated options. Lines
/// as `file:line:column: what; what would be right`, in the order of their places.
///
/// `input_fields`: the top-level fields that events may come with; nothing: nobody knows, and no
/// field is taken for unknown.
std::vector<std::string> review_filter(std::string_view text, std::string_view file,
                                       const LanguageSettings& settings,
                                       std::span<const FilterKind* const> kinds,
                                       const std::optional<std::vector<std::string>>& input_fields);

}  // namespace bdp
