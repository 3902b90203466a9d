#include "pipeline/filter_step.h"

namespace bdp {
namespace {

struct FilterScratch final : Scratch {
  std::unique_ptr<Scratch> filter;
  Selection matched;
};

}  // namespace

std::unique_ptr<Scratch> FilterStep::new_scratch() const {
  auto result = std::make_unique<FilterScratch>();
  result->filter = filter_->new_scratch();
  return result;
}

void FilterStep::run(Batch& batch, Selection& rows, Scratch& scratch) const {
  auto& own = static_cast<FilterScratch&>(scratch);
  if (common_.empty()) {
    filter_->apply(batch, rows, nullptr, own.filter.get());
    return;
  }
  own.matched.clear();
  filter_->apply(batch, rows, &own.matched, own.filter.get());
  common_.apply(batch, own.matched, filter_->failure_tag());
}

}  // namespace bdp
