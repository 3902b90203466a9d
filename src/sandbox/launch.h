#pragma once

#include <sys/types.h>

#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "os/unique_fd.h"
#include "sandbox/app.h"
#include "sandbox/launch_plan.h"

namespace bdp {

/// What the launcher does besides starting the app.
struct LaunchOptions {
  bool switch_user = false;  ///< It starts as root and becomes `user`.
  AppUser user;
  bool limit_processes = false;  ///< No control group does.
  std::vector<int> groups;       ///< Files of control groups that it enters by writing to them.
};

/// A report of the launcher, with what came along.
struct LaunchReport {
  launch::Report report;
  pid_t launcher = 0;  ///< Its process as this one sees it.
  std::vector<os::UniqueFd> listeners;
};

/// The platform's end of what it and a launcher tell each other. One thread at a time.
class Launch {
 public:
  /// `filter` and `image` are files as make_call_filter() and make_launcher_image() make them, and
  /// stay the caller's.
  static Result<Launch> prepare(const AppRequest& request, const LaunchOptions& options, int filter,
                                int image);

  /// What the child process must have from descriptor 3 on.
  std::vector<int> descriptors() const;
  /// To be called once the child has them.
  void close_child_side();
  /// Readable when there is a report.
  int control_fd() const { return control_.get(); }
  /// The next report; nothing when there is none now, or never again.
  std::optional<LaunchReport> next_report();
  /// No report comes any more.
  bool ended() const { return ended_; }
  void order(launch::Order order) const;
  /// Nothing more is said. A launcher kills what it has started and ends, whenever it comes to see
  /// it.
  void hang_up();

 private:
  Launch() = default;

  os::UniqueFd control_;
  os::UniqueFd child_control_;
  os::UniqueFd plan_;
  std::vector<int> others_;  ///< The caller's.
  bool ended_ = false;
};

/// Why the app did not start, for people: the launcher's report of kind kFailed.
Error launch_failure(const launch::Report& report, const AppRequest& request);

/// The program that a sandbox starts first: its path inside.
std::string launcher_path();

}  // namespace bdp
