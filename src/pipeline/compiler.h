#pragma once

#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "lang/ast.h"
#include "lang/diagnostics.h"
#include "pipeline/filter_kind.h"
#include "pipeline/step.h"
#include "pipeline/watched_step.h"
#include "record/layout.h"

namespace bdp {

/// Turns a parsed text into steps. Mistakes go to the diagnostics; the steps are then only good
/// for finding more of them.
class Compiler {
 public:
  Compiler(const LanguageSettings& settings, std::span<const FilterKind* const> kinds,
           Layout& layout, lang::Diagnostics& diagnostics, StepWatcher* watcher)
      : settings_(settings),
        kinds_(kinds),
        layout_(layout),
        diagnostics_(diagnostics),
        watcher_(watcher) {}

  StepList compile(const lang::Block& block);

 private:
  std::unique_ptr<const Step> plugin(const lang::Plugin& plugin);
  std::unique_ptr<const Step> conditional(const lang::Conditional& conditional);
  const FilterKind* kind_of(const lang::Plugin& plugin);
  void check_id(const Options& options);
  std::unique_ptr<const Step> watched(std::unique_ptr<const Step> step, std::size_t place);
  StepList watched(StepList branch, std::size_t place);

  const LanguageSettings& settings_;
  std::span<const FilterKind* const> kinds_;
  Layout& layout_;
  lang::Diagnostics& diagnostics_;
  StepWatcher* const watcher_;  ///< Null: nobody watches.
  std::size_t places_ = 0;      ///< In the outline, so far.
  std::map<std::string, lang::Position, std::less<>> ids_;
};

}  // namespace bdp
