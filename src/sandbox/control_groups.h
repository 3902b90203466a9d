#pragma once

#include <sys/types.h>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "os/unique_fd.h"
#include "sandbox/app.h"

namespace bdp {

/// A controller of the kernel's control groups, as this process may use it.
struct GroupController {
  int version = 0;        ///< 1 or 2; 0: not usable.
  std::string directory;  ///< Groups for apps are made in it.
  std::string problem;    ///< Why it is not usable, and what would help.
};

/// The control group of one app; its end removes it. One thread at a time.
class ControlGroup {
 public:
  ControlGroup(ControlGroup&&) noexcept = default;
  ControlGroup& operator=(ControlGroup&&) = delete;
  ~ControlGroup();

  /// A process that writes "0" to each of these is in it, and so is what it starts from then on.
  std::vector<int> entrances() const;
  /// For poll(), with memory_events() and POLLPRI: something came up that broke_memory() or
  /// broke_processes() may tell more of; tells again after acknowledge().
  int memory_fd() const { return memory_event_.get(); }
  short memory_events() const;
  int processes_fd() const { return processes_event_.get(); }
  void acknowledge() const;
  /// The kernel had to kill, because there was no memory left for the app.
  bool broke_memory() const;
  /// The kernel refused to make a process.
  bool broke_processes() const;
  /// 0: the kernel does not tell.
  std::uint64_t peak_memory_bytes() const;
  std::vector<pid_t> processes() const;

 private:
  friend class ControlGroups;
  ControlGroup() = default;
  Status add(std::string& directory, const GroupController& controller, const std::string& name);
  Status set_up(const AppLimits& limits, int memory_version, int cpu_version);
  Status watch(int memory_version);

  std::vector<std::string> directories_;  ///< Each once.
  std::string cpu_;
  std::string memory_;
  std::string processes_;
  int memory_version_ = 0;
  std::vector<os::UniqueFd> entrances_;
  os::UniqueFd memory_event_;
  os::UniqueFd processes_event_;
};

/// Where control groups for apps are made: below the one that this process is in. Safe for many
/// threads.
class ControlGroups {
 public:
  /// What the kernel tells of this process. With version 2 it may have to move this process one
  /// group down, because a group has either processes or groups with limits in it. Removes what
  /// platforms that are gone have left.
  static ControlGroups find();
  /// The same from the texts of /proc/self/cgroup and /proc/self/mountinfo.
  static ControlGroups find(std::string_view own_groups, std::string_view mounts);

  const GroupController& cpu() const { return cpu_; }
  const GroupController& memory() const { return memory_; }
  const GroupController& processes() const { return processes_; }
  bool complete() const { return cpu_.version && memory_.version && processes_.version; }

  /// How many directories a group has: controllers may be mounted as one.
  std::size_t directories() const;

  /// A group that holds what is in it to `limits`. Only when complete().
  Result<ControlGroup> make(const AppLimits& limits) const;

 private:
  GroupController cpu_;
  GroupController memory_;
  GroupController processes_;
};

}  // namespace bdp
