#include "control/job_program.h"

#include "filters/all.h"

namespace bdp {

Result<std::unique_ptr<const Program>> compile_job(const JobSpec& spec, Layout& layout) {
  return compile_program(spec.filter, spec.filter_origin, spec.language, all_filters(), layout);
}

}  // namespace bdp
