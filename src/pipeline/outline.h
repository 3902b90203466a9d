#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "lang/ast.h"
#include "pipeline/filter_facts.h"
#include "pipeline/filter_kind.h"

namespace bdp {

/// One step of a program, or one branch of a choice, in the order of the text.
struct OutlineEntry {
  enum class Kind : std::uint8_t {
    kFilter,
    kChoice,  ///< Makes a selection of rows for each of the branches that follow.
    kBranch,
  };
  Kind kind = Kind::kFilter;
  unsigned depth = 0;
  std::string text;  ///< `csv`, `choose`, `if [a] == 1`, `else`.
  lang::Position at;
  FieldNames reads = {};
  FieldNames writes = {};
  FieldNames removes = {};
  std::size_t branches = 0;  ///< Of a choice.
};

/// What a text that compiles is compiled to. A step's place in it is what a StepWatcher is told.
std::vector<OutlineEntry> outline_of(std::string_view text, const LanguageSettings& settings,
                                     std::span<const FilterKind* const> kinds);

/// The lines of an outline for people, each filter with the columns that it reads and writes as
/// `name#slot`, at most `columns` wide.
std::string explanation(std::span<const OutlineEntry> outline, const Layout& layout,
                        std::size_t columns);

/// `text` on `columns` columns, its end cut off where it is longer.
std::string cut_to(std::string_view text, std::size_t columns);

}  // namespace bdp
