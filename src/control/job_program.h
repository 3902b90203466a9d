#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/result.h"
#include "control/job_spec.h"
#include "os/environment.h"
#include "pipeline/program.h"

namespace bdp {

/// The compiled filter of a job; mistakes are told with their place in the specification.
Result<std::unique_ptr<const Program>> compile_job(const JobSpec& spec, Layout& layout);

/// What is doubtful in the filter of a job that compiles: review_filter(), for the fields that its
/// records have and those that its mapping names.
std::vector<std::string> review_job(const JobSpec& spec, const os::Environment& environment);

}  // namespace bdp
