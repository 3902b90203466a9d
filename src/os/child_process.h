#pragma once

#include <sys/types.h>

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "base/result.h"
#include "os/unique_fd.h"

namespace bdp::os {

/// A program to be started.
struct ChildPlan {
  std::string program;                   ///< A path; no PATH is searched.
  std::vector<std::string> arguments;    ///< The first one is the program's name.
  std::vector<std::string> environment;  ///< NAME=VALUE; nothing is inherited.
  /// What the child has as 0, 1, 2, ...; it has no others. They stay the caller's. -1: /dev/null.
  std::vector<int> descriptors = {-1, 1, 2};
};

/// How a child ended, and what it and all that it has waited for have used.
struct ChildEnd {
  bool exited = false;  ///< By itself; else a signal ended it.
  int value = 0;        ///< The exit code, or the signal.
  std::chrono::microseconds user_time{};
  std::chrono::microseconds system_time{};
  std::uint64_t peak_resident_bytes = 0;  ///< Of the largest single process.
  std::uint64_t read_bytes = 0;           ///< From disks.
  std::uint64_t written_bytes = 0;
};

/// A child of this process. Destroyed while it runs, it is killed and waited for. One thread at a
/// time, save for exit_fd().
class ChildProcess {
 public:
  /// Signals that this process ignores or blocks are as usual in the child. kNotFound and kDenied
  /// are about the program.
  static Result<ChildProcess> start(const ChildPlan& plan);

  ChildProcess(ChildProcess&&) noexcept = default;
  ChildProcess& operator=(ChildProcess&&) noexcept = default;
  ~ChildProcess();

  pid_t id() const { return id_; }
  /// Readable once the child has ended.
  int exit_fd() const { return pidfd_.get(); }
  /// Nothing happens when it has ended.
  void signal(int number) const;
  /// Waits for its end; at most once.
  Result<ChildEnd> wait();

 private:
  ChildProcess(pid_t id, UniqueFd pidfd) : id_(id), pidfd_(std::move(pidfd)) {}

  pid_t id_;
  UniqueFd pidfd_;  ///< Invalid once it has been waited for.
};

}  // namespace bdp::os
