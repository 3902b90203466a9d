#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/result.h"
#include "control/run_state.h"

namespace bdp {

/// How a run goes on from what an earlier one left.
enum class Course : std::uint8_t {
  kFresh,        ///< From the beginning of all files.
  kResume,       ///< From where an unfinished run stopped.
  kMoreFiles,    ///< Files that came since, behind what is there.
  kAlreadyDone,  ///< Everything is delivered.
};

/// What was asked, and what is found.
struct RunSituation {
  RunKey key;
  SpecFingerprint spec;
  std::vector<RunFile> files;       ///< The input as it is now, distinct.
  std::optional<RunState> earlier;  ///< What is remembered of this key.
  std::string mark;                 ///< The earlier run's last one.
  bool output_there = false;        ///< The output that the earlier run has written to.
  bool restart = false;             ///< Replace what is there.
};

struct RunDecision {
  Course course = Course::kFresh;
  /// The output, if any, is to be removed, and that before `state` is saved: a crash between the
  /// two then looks like an output that is gone.
  bool replace_output = false;
  /// With the files to read in `current`; to be saved, with `resume_from`, before the first byte is
  /// read.
  RunState state;
  /// RunPlan::resume_from.
  std::string resume_from;
  /// Files came since the unfinished run: once it is done, decide again.
  bool more_later = false;
  std::vector<std::string> notes;  ///< For people.
};

/// Decides without touching anything. kConflict: the specification has changed, which is no
/// continuation; the message says what is different and what can be done.
Result<RunDecision> decide_run(const RunSituation& situation, os::WallTime now);

/// The state after all of `state.current` is delivered.
RunState finished(RunState state, const RowCounters& rows, os::WallTime now);

/// The state after a stop or a failure; `error` is empty for a stop.
RunState interrupted(RunState state, const RowCounters& rows, std::string error, os::WallTime now);

}  // namespace bdp
