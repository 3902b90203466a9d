#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "base/result.h"
#include "pipeline/filter.h"
#include "pipeline/filter_kind.h"

namespace bdp {

class StepWatcher;

/// A filter text, compiled: steps over columns, branches as selections. Immutable; shared by all
/// threads, each with a State of its own.
class Program {
 public:
  /// Per-thread memory of all steps.
  class State {
   public:
    virtual ~State() = default;
  };

  virtual ~Program() = default;

  virtual std::unique_ptr<State> new_state() const = 0;
  virtual bool needs_order() const = 0;

  /// Runs every step over `rows`; what is left in it goes on. Rows whose condition could not be
  /// evaluated are rejected (Batch::rejected); dropped ones are just gone.
  virtual void run(Batch& batch, Selection& rows, State& state) const = 0;
};

/// Compiles the text between the braces of `filter { }`. `file` names it in errors, which all look
/// like `file:line:column: what; what would be right`. Fields get slots in `layout`; sources add
/// theirs to the same layout before or after. `kinds`: the filters there are. `watcher`, when not
/// null, runs every step and outlives the program.
Result<std::unique_ptr<const Program>> compile_program(std::string_view text, std::string_view file,
                                                       const LanguageSettings& settings,
                                                       std::span<const FilterKind* const> kinds,
                                                       Layout& layout,
                                                       StepWatcher* watcher = nullptr);

}  // namespace bdp
