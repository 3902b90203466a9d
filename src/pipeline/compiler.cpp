#include "pipeline/compiler.h"

#include <utility>

#include "pipeline/filter_step.h"
#include "pipeline/if_step.h"
#include "pipeline/options.h"

namespace bdp {

StepList Compiler::compile(const lang::Block& block) {
  StepList steps;
  for (const lang::Statement& statement : block) {
    if (const auto* found = std::get_if<lang::Plugin>(&statement.node)) {
      if (auto step = plugin(*found)) steps.add(std::move(step));
    } else {
      steps.add(conditional(std::get<lang::Conditional>(statement.node)));
    }
  }
  return steps;
}

const FilterKind* Compiler::kind_of(const lang::Plugin& plugin) {
  std::vector<std::string_view> names;
  for (const FilterKind* kind : kinds_) {
    if (kind->name == plugin.name) return kind;
    names.push_back(kind->name);
  }
  diagnostics_.add(plugin.at, "there is no filter '" + plugin.name + "'" +
                                  lang::did_you_mean(plugin.name, names));
  return nullptr;
}

void Compiler::check_id(const Options& options) {
  if (!options.given("id")) return;
  const auto [there, added] = ids_.emplace(std::string(options.string("id")), options.position());
  if (added) return;
  diagnostics_.add(options.position(), "the id '" + there->first + "' is that of the filter at " +
                                           std::to_string(there->second.line) + ":" +
                                           std::to_string(there->second.column) +
                                           " already; ids are unique");
}

std::unique_ptr<const Step> Compiler::plugin(const lang::Plugin& plugin) {
  const std::size_t place = places_++;
  const FilterKind* kind = kind_of(plugin);
  if (kind == nullptr) return nullptr;
  const auto options = PluginOptions::parse(plugin, kind->options, settings_, diagnostics_);
  if (options == nullptr) return nullptr;
  check_id(*options);
  auto filter = kind->build(*options, layout_);
  if (!filter) {
    diagnostics_.add(plugin.at, filter.error());
    return nullptr;
  }
  return watched(
      std::make_unique<FilterStep>(*std::move(filter), CommonOptions::compile(*options, layout_)),
      place);
}

std::unique_ptr<const Step> Compiler::conditional(const lang::Conditional& conditional) {
  const std::size_t place = places_++;
  std::vector<IfStep::Branch> branches;
  for (const lang::Conditional::Branch& branch : conditional.branches) {
    IfStep::Branch& compiled = branches.emplace_back();
    if (branch.condition != nullptr) {
      compiled.place = diagnostics_.place(branch.condition->at);
      compiled.condition =
          lang::Condition::compile(*branch.condition, settings_.variable, layout_, diagnostics_);
    }
    const std::size_t branch_place = places_++;
    compiled.steps = watched(compile(branch.body), branch_place);
  }
  return watched(std::make_unique<IfStep>(std::move(branches)), place);
}

std::unique_ptr<const Step> Compiler::watched(std::unique_ptr<const Step> step, std::size_t place) {
  if (watcher_ == nullptr) return step;
  return std::make_unique<WatchedStep>(std::move(step), place, *watcher_);
}

StepList Compiler::watched(StepList branch, std::size_t place) {
  if (watcher_ == nullptr) return branch;
  StepList one;
  one.add(watched(std::make_unique<BranchStep>(std::move(branch)), place));
  return one;
}

}  // namespace bdp
