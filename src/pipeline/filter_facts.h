#pragma once

#include <memory>
#include <set>
#include <string>
#include <vector>

#include "lang/ast.h"
#include "pipeline/filter_kind.h"

namespace bdp {

using FieldNames = std::set<std::string, std::less<>>;

/// What one filter of a text does, found from its options and the fields that it asks for: for
/// tools that explain a text. Fields are named by their top-level name.
struct FilterFacts {
  struct Pattern {
    std::string text;
    bool grok = false;
    lang::Position at;
  };

  FieldNames reads;
  FieldNames writes;
  FieldNames removes;
  std::vector<Pattern> patterns;   ///< Regular expressions.
  bool names_from_events = false;  ///< A field's name is a text with `%{field}` in it.
};

/// The facts of a filter whose options have no mistake. `build` it again with a layout of its own:
/// `kind` must be free of effects, as it has to be.
FilterFacts facts_of(const lang::Plugin& plugin, const FilterKind& kind, const Options& options);

/// The top-level names of all `%{field}` parts of a text.
void add_template_fields(std::string_view text, FieldNames& to);

}  // namespace bdp
