// What the platform and the launcher, the first process inside, tell each other. The launcher is a
// program of its own (apps/launcher), built from the same tree: layouts are the compiler's.
#pragma once

#include <sys/types.h>

#include <cstdint>

namespace bdp::launch {

/// The launcher's descriptors, beside 0, 1 and 2.
constexpr int kControlFd = 3;  ///< Socket of whole messages: Order from the platform, Report to it.
constexpr int kPlanFd = 4;     ///< File with a PlanHeader and what follows it.
constexpr int kFilterFd = 5;   ///< File with the system call filter, an array of sock_filter.
constexpr int kProgramFd = 6;  ///< The launcher itself.

/// From here on: files that it writes itself into, to be in the app's control groups.
constexpr int kGroupsFd = 7;

constexpr std::uint32_t kMaxPorts = 16;

/// The plan's beginning. `texts` follow, each with a NUL at its end: the working directory, then
/// the arguments, then the environment.
struct PlanHeader {
  std::uint64_t open_files;
  std::uint64_t file_bytes;   ///< The largest file.
  std::uint64_t processes;    ///< Held by the launcher when there is no control group: else 0.
  std::uint32_t switch_user;  ///< 1: become `user` and `group`, in a user namespace of their own.
  std::uint32_t user;
  std::uint32_t group;
  std::uint32_t groups;
  std::uint32_t ports;
  std::uint16_t port[kMaxPorts];  ///< To listen on, on the loopback inside.
  std::uint32_t arguments;
  std::uint32_t variables;
};

/// One byte from the platform.
enum class Order : char {
  kGo = 'g',         ///< Start the app.
  kTerminate = 't',  ///< SIGTERM to all of its processes.
};

enum class ReportKind : std::uint32_t {
  kReady,    ///< All is prepared; listening sockets come with it, as ports are in the plan.
  kStarted,  ///< The app's program runs.
  kFailed,   ///< It does not; `value` is the kernel's error number at `stage`.
  kEnded,    ///< `value` as of waitpid(); `left_behind` others were there and have been killed.
};

enum class Stage : std::uint32_t {
  kPlan,
  kGroups,
  kListen,
  kUser,
  kLimits,
  kFilter,
  kDirectory,
  kProgram
};

struct Report {
  ReportKind kind;
  Stage stage;
  std::int32_t value;
  std::uint32_t left_behind;
};

}  // namespace bdp::launch
