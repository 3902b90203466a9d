#pragma once

#include <atomic>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "pipeline/outline.h"
#include "pipeline/watched_step.h"

namespace bdp {

/// Counts time and rows of every step: two looks at the clock for each batch and step.
class StepProfile final : public StepWatcher {
 public:
  explicit StepProfile(std::size_t steps) : steps_(steps) {}

  void run(std::size_t place, const Step& step, Batch& batch, Selection& rows,
           Scratch& scratch) override;

  /// A table, a line for each entry of the outline, at most 80 wide. Times are those of all threads
  /// together; a choice's is that of its conditions only.
  std::string table(std::span<const OutlineEntry> outline) const;

 private:
  struct Counters {
    std::atomic<std::uint64_t> rows_in = 0;
    std::atomic<std::uint64_t> rows_out = 0;
    std::atomic<std::uint64_t> nanoseconds = 0;
  };
  std::vector<Counters> steps_;
};

}  // namespace bdp
