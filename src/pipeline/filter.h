#pragma once

#include <memory>
#include <string_view>

#include "record/batch.h"

namespace bdp {

/// Memory that a filter reuses between batches; one a thread.
class Scratch {
 public:
  virtual ~Scratch() = default;
};

/// One step of a compiled program. CPU only: it never waits. Const and shared by all threads.
class Filter {
 public:
  virtual ~Filter() = default;

  virtual std::unique_ptr<Scratch> new_scratch() const { return nullptr; }

  /// True: one thread sees every batch in order (columns learnt from a first row, joins over
  /// events).
  virtual bool needs_order() const { return false; }

  /// The tag of a matched row on which a common option fails: `add_field` below a scalar, a name
  /// that is no reference. What is left of its common options is not done then.
  virtual std::string_view failure_tag() const { return "_filter_error"; }

  /// Rewrites the selected rows and takes out of `rows` those that end here. Rows that it adds
  /// (Batch::add_row) it puts into `rows` at their place; the steps after it see them.
  /// `matched`, when not null, receives the rows that the filter succeeded on, in order: add_field
  /// and the other common options are done to these. Null: nobody asks, no need to collect.
  virtual void apply(Batch& batch, Selection& rows, Selection* matched, Scratch* scratch) const = 0;
};

}  // namespace bdp
