#pragma once

#include <memory>
#include <vector>

#include "pipeline/filter.h"

namespace bdp {

/// A filter or an `if` of a compiled program. Const and shared by all threads.
class Step {
 public:
  virtual ~Step() = default;
  virtual std::unique_ptr<Scratch> new_scratch() const = 0;
  virtual bool needs_order() const = 0;
  /// `rows` is left with those that go on. `scratch` is of new_scratch().
  virtual void run(Batch& batch, Selection& rows, Scratch& scratch) const = 0;
};

/// Steps one after another.
class StepList {
 public:
  using Scratches = std::vector<std::unique_ptr<Scratch>>;

  void add(std::unique_ptr<const Step> step) { steps_.push_back(std::move(step)); }
  bool empty() const { return steps_.empty(); }
  Scratches new_scratches() const;
  bool needs_order() const;
  void run(Batch& batch, Selection& rows, const Scratches& scratches) const;

 private:
  std::vector<std::unique_ptr<const Step>> steps_;
};

}  // namespace bdp
