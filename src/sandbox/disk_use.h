#pragma once

#include <sys/types.h>

#include <cstdint>
#include <string>
#include <vector>

#include "base/result.h"
#include "os/unique_fd.h"

namespace bdp {

/// Looks how much an app has put into the directories that it may write to. One thread at a time.
class DiskUse {
 public:
  /// The directories (or files) are opened now, and looked at later whatever their names become.
  static Result<DiskUse> of(const std::vector<std::string>& paths);

  /// Bytes on the disk, every entry counted as 4096 at least; it stops counting once that is more
  /// than `enough`. An app that makes directories deeper than anybody can look has used all.
  std::uint64_t measure(std::uint64_t enough) const;
  /// What is in files that have no name any more; `processes` are all of the app's.
  std::uint64_t measure_nameless(const std::vector<pid_t>& processes) const;
  bool empty() const { return roots_.empty(); }

 private:
  std::vector<os::UniqueFd> roots_;
};

}  // namespace bdp
