#pragma once

#include <sys/types.h>

#include <cstdint>
#include <vector>

namespace bdp {

/// All processes of an app: `first`, the launcher, and its descendants.
std::vector<pid_t> processes_below(pid_t first);

/// What processes have now.
struct ProcessUse {
  std::uint32_t threads = 0;
  std::uint64_t memory_bytes = 0;  ///< That none of them shares with a file.
};

ProcessUse measure_use(const std::vector<pid_t>& processes);

/// What they have ever written to disks, with what their ended children have.
std::uint64_t written_bytes(const std::vector<pid_t>& processes);

/// The space of files of `device` that have no name any more and that one of them has open.
std::uint64_t nameless_bytes(const std::vector<pid_t>& processes, dev_t device);

}  // namespace bdp
