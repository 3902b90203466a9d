#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "base/strong_type.h"
#include "os/environment.h"
#include "os/file_lock.h"

namespace bdp {

/// The right to ingest into one data set of one tenant: one run at a time on a home directory.
/// Given back when destroyed, and by the kernel however the process ends.
class RunLock {
 public:
  /// `directory` is made if it is not there, such as HOME/state/locks. kConflict when another run
  /// has the lock; the message says which process that is and since when.
  static Result<RunLock> take(const os::Environment& environment, const std::string& directory,
                              const TenantId& tenant, std::string_view dataset);

 private:
  explicit RunLock(os::FileLock lock) : lock_(std::move(lock)) {}
  os::FileLock lock_;
};

}  // namespace bdp
