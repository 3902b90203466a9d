#include "pipeline/step.h"

#include <algorithm>

namespace bdp {

StepList::Scratches StepList::new_scratches() const {
  Scratches result;
  result.reserve(steps_.size());
  for (const auto& step : steps_) result.push_back(step->new_scratch());
  return result;
}

bool StepList::needs_order() const {
  return std::any_of(steps_.begin(), steps_.end(),
                     [](const auto& step) { return step->needs_order(); });
}

void StepList::run(Batch& batch, Selection& rows, const Scratches& scratches) const {
  for (std::size_t i = 0; i < steps_.size() && !rows.empty(); ++i) {
    steps_[i]->run(batch, rows, *scratches[i]);
  }
}

}  // namespace bdp
