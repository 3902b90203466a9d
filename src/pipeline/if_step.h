#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "lang/condition.h"
#include "pipeline/step.h"

namespace bdp {

/// `if C { } else if C { } else { }`: splits the rows by the conditions, runs the branches, and
/// puts what is left of them together again, in the order of events.
class IfStep final : public Step {
 public:
  struct Branch {
    std::optional<lang::Condition> condition;  ///< None: the rest.
    std::string place;                         ///< `file:line:column` of the condition.
    StepList steps;
  };

  explicit IfStep(std::vector<Branch> branches) : branches_(std::move(branches)) {}

  std::unique_ptr<Scratch> new_scratch() const override;
  bool needs_order() const override;
  /// A row whose condition compares what cannot be compared is rejected.
  void run(Batch& batch, Selection& rows, Scratch& scratch) const override;

 private:
  std::vector<Branch> branches_;
};

}  // namespace bdp
