#pragma once

#include "base/result.h"
#include "sandbox/app.h"

namespace bdp {

/// Whether a request can be run at `level`, and says all that is asked of it. The error names the
/// field: "mounts[1].inside_path: ...".
Status check_request(const AppRequest& request, IsolationLevel level);

}  // namespace bdp
