#pragma once

#include <memory>

#include "base/result.h"
#include "control/job_spec.h"
#include "pipeline/program.h"

namespace bdp {

/// The compiled filter of a job; mistakes are told with their place in the specification.
Result<std::unique_ptr<const Program>> compile_job(const JobSpec& spec, Layout& layout);

}  // namespace bdp
