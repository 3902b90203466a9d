#pragma once

#include <memory>
#include <stop_token>
#include <vector>

#include "control/job_run.h"

namespace bdp {

/// A job into several sinks, each with a state and a mark of its own. Those that stand at the same
/// place share one pass: the input is read and filtered once for all of them (FanOut). One that
/// fails, or that the others would have to wait for, goes on alone afterwards from its own mark;
/// one that is away at the start is tried then, too. The files are the queue.
Result<std::vector<RunReport>> run_several(const RunRequest& request,
                                           const os::Environment& environment, Job& job,
                                           std::vector<std::unique_ptr<SinkTarget>>& targets,
                                           RunRecords& records, const std::stop_token& stop,
                                           RunListener& listener);

}  // namespace bdp
