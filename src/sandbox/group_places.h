#pragma once

#include <string>
#include <string_view>

namespace bdp {

/// Where a process's control group of one controller is.
struct GroupPlace {
  int version = 0;        ///< 0: this kernel or container does not have it.
  std::string directory;  ///< Of the group that the process is in.
};

/// Reads the texts of /proc/self/cgroup and /proc/self/mountinfo. A controller that is mounted as
/// version 1 is that; any other is looked for in version 2.
GroupPlace group_place(std::string_view own_groups, std::string_view mounts,
                       std::string_view controller);

}  // namespace bdp
