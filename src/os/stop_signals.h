#pragma once

#include <memory>
#include <stop_token>

#include "base/result.h"

namespace bdp::os {

/// Turns the first SIGINT or SIGTERM into a request to stop; a second one ends the process at once,
/// as if there were no handler. At most one at a time in a process; its end restores what was.
class StopSignals {
 public:
  static Result<std::unique_ptr<StopSignals>> install();
  virtual ~StopSignals() = default;

  virtual std::stop_token token() const = 0;
  /// The signal that came, 0: none yet.
  virtual int received() const = 0;
};

/// Writing to a pipe that nobody reads becomes an error of that write instead of the end of the
/// process.
void ignore_broken_pipes();

}  // namespace bdp::os
