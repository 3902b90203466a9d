#pragma once

#include <memory>

#include "pipeline/filter.h"
#include "pipeline/step.h"

namespace bdp {

/// One filter and its common options.
class FilterStep final : public Step {
 public:
  explicit FilterStep(std::unique_ptr<const Filter> filter) : filter_(std::move(filter)) {}

  std::unique_ptr<Scratch> new_scratch() const override;
  bool needs_order() const override { return filter_->needs_order(); }
  void run(Batch& batch, Selection& rows, Scratch& scratch) const override;

 private:
  std::unique_ptr<const Filter> filter_;
};

}  // namespace bdp
