#pragma once

#include <memory>
#include <utility>

#include "pipeline/common_options.h"
#include "pipeline/filter.h"
#include "pipeline/step.h"

namespace bdp {

/// One filter and its common options.
class FilterStep final : public Step {
 public:
  FilterStep(std::unique_ptr<const Filter> filter, CommonOptions common)
      : filter_(std::move(filter)), common_(std::move(common)) {}

  std::unique_ptr<Scratch> new_scratch() const override;
  bool needs_order() const override { return filter_->needs_order(); }
  void run(Batch& batch, Selection& rows, Scratch& scratch) const override;

 private:
  std::unique_ptr<const Filter> filter_;
  CommonOptions common_;
};

}  // namespace bdp
