#pragma once

#include "base/result.h"
#include "os/unique_fd.h"

namespace bdp {

/// The system calls that no app needs and that widen what can be attacked: mounting, namespaces,
/// tracing, keys, kernel modules, clocks, raw and kernel sockets, io_uring, and whatever is newer
/// than the list is. Those fail with EPERM, or ENOSYS where programs have another way; a call in
/// the manner of another architecture ends the app.
///
/// A file in memory with the filter as the kernel takes it: an array of sock_filter.
Result<os::UniqueFd> make_call_filter();

}  // namespace bdp
