#pragma once

#include <cstddef>
#include <memory>
#include <utility>

#include "pipeline/step.h"

namespace bdp {

/// Sees what the steps of a program do, for people who want to know. Called by all threads that
/// run the program.
class StepWatcher {
 public:
  virtual ~StepWatcher() = default;
  /// Runs `step` as Step::run() does. `place`: its number in the program's outline, from 0.
  virtual void run(std::size_t place, const Step& step, Batch& batch, Selection& rows,
                   Scratch& scratch) = 0;
};

/// A step that is run by a watcher.
class WatchedStep final : public Step {
 public:
  /// `watcher` outlives the step.
  WatchedStep(std::unique_ptr<const Step> step, std::size_t place, StepWatcher& watcher)
      : step_(std::move(step)), place_(place), watcher_(watcher) {}

  std::unique_ptr<Scratch> new_scratch() const override { return step_->new_scratch(); }
  bool needs_order() const override { return step_->needs_order(); }
  void run(Batch& batch, Selection& rows, Scratch& scratch) const override {
    watcher_.run(place_, *step_, batch, rows, scratch);
  }

 private:
  const std::unique_ptr<const Step> step_;
  const std::size_t place_;
  StepWatcher& watcher_;
};

/// The steps of a branch as one.
class BranchStep final : public Step {
 public:
  explicit BranchStep(StepList steps) : steps_(std::move(steps)) {}

  std::unique_ptr<Scratch> new_scratch() const override {
    auto result = std::make_unique<Memory>();
    result->steps = steps_.new_scratches();
    return result;
  }
  bool needs_order() const override { return steps_.needs_order(); }
  void run(Batch& batch, Selection& rows, Scratch& scratch) const override {
    steps_.run(batch, rows, static_cast<Memory&>(scratch).steps);
  }

 private:
  struct Memory final : Scratch {
    StepList::Scratches steps;
  };
  const StepList steps_;
};

}  // namespace bdp
