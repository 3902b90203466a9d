#pragma once

#include <stop_token>
#include <string>
#include <vector>

#include "base/result.h"
#include "sandbox/app_runner.h"
#include "sandbox/control_groups.h"
#include "sandbox/host_isolation.h"
#include "sandbox/launch.h"

namespace bdp {

/// A program that makes a sandbox and starts the launcher as the first process in it.
struct SandboxCommand {
  std::string name;  ///< For messages: "bubblewrap".
  std::string program;
  std::vector<std::string> arguments;  ///< The first one is the program's name.
  /// Files that the arguments name; the first one is descriptor first_file().
  std::vector<int> files;
};

/// What runs share.
struct SandboxParts {
  os::UniqueFd filter;
  os::UniqueFd image;
  ControlGroups groups;
  IsolationLevel level =
      IsolationLevel::kNone;  ///< Of every run; with kControlGroups, by `groups`.
};

/// The descriptors that are a launcher's, beside 0, 1 and 2.
int launcher_descriptors(const SandboxParts& parts);

/// The number of a command's first file, after what its launcher has.
int first_file(const SandboxParts& parts);

/// Made once for a runner. kUnavailable when `host` allows now less than when it was looked at.
Result<SandboxParts> make_parts(const HostIsolation& host);

/// Starts the app by `command`, watches over it, and returns when nothing of it is left; as
/// AppRunner::run().
Result<AppOutcome> run_app(const SandboxParts& parts, const SandboxCommand& command,
                           const AppRequest& request, const LaunchOptions& options,
                           std::stop_token stop, OutputListener& listener);

}  // namespace bdp
