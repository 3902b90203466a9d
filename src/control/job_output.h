#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "base/result.h"
#include "control/job_spec.h"
#include "control/sink_target.h"
#include "os/clock.h"
#include "os/files.h"
#include "pipeline/sink.h"

namespace bdp {

/// The sink of a job, not yet opened. kInvalid: the job's document_id is not one field.
Result<std::unique_ptr<Sink>> make_sink(const JobSpec& spec, const SinkTarget& target,
                                        os::Files& files, bool durable);

/// Whether there is an output that an earlier run may have written: the file, the table.
Result<bool> output_exists(os::Files& files, const SinkTarget& target);

/// kConflict when a file with content stands where a new output is to be: it would be lost. A
/// table may be there: rows are added to it.
Status require_free_output(os::Files& files, const SinkTarget& target);

/// Takes the output away: the file, the table. No error if there is none.
Status remove_output(os::Files& files, const SinkTarget& target);

/// Bytes of the output on disk; 0 where there is no file.
std::uint64_t output_size(os::Files& files, const SinkTarget& target);

/// The time of day as part of a file name: `20261121T103200.123456Z`.
std::string time_stamp(os::Clock& clock);

}  // namespace bdp
