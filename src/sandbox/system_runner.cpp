#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "os/system_error.h"
#include "sandbox/app_run.h"
#include "sandbox/app_runner.h"
#include "sandbox/call_filter.h"
#include "sandbox/launcher_image.h"
#include "sandbox/output_tree.h"
#include "sandbox/request_check.h"
#include "sandbox/system_view.h"

namespace bdp {
namespace {

constexpr const char* kBubblewrap = "/usr/bin/bwrap";

class SystemRunner final : public AppRunner {
 public:
  explicit SystemRunner(SandboxParts parts) : parts_(std::move(parts)) {}

  Result<AppOutcome> run(const AppRequest& request, std::stop_token stop,
                         OutputListener& listener) override {
    if (!request.bundle.empty()) {
      return Error(Code::kInvalid, "bundle: this runner runs programs of the system");
    }
    TRY(check_request(request, parts_.level));
    LaunchOptions options;
    options.user = request.user.value_or(default_app_user());
    options.switch_user = geteuid() == 0;
    options.limit_processes = parts_.level != IsolationLevel::kControlGroups;
    TRY_ASSIGN(const SystemFiles files, make_system_files(options.user));
    SandboxCommand command;
    command.name = "bubblewrap";
    command.program = kBubblewrap;
    command.arguments = bubblewrap_arguments(request, options.user);
    for (const os::UniqueFd& file : files.descriptors) command.files.push_back(file.get());
    return run_app(parts_, command, request, options, std::move(stop), listener);
  }

 private:
  SandboxParts parts_;
};

}  // namespace

Result<std::unique_ptr<AppRunner>> make_system_runner(const HostIsolation& host) {
  if (host.level == IsolationLevel::kNone) {
    return Error(Code::kDenied, "this host cannot isolate apps: " +
                                    missing_for(host, IsolationLevel::kNamespaces));
  }
  SandboxParts parts;
  parts.level = host.level;
  TRY_ASSIGN(parts.filter, make_call_filter());
  TRY_ASSIGN(parts.image, make_launcher_image());
  if (host.level == IsolationLevel::kControlGroups) {
    parts.groups = ControlGroups::find();
    if (!parts.groups.complete()) {
      return Error(Code::kUnavailable, "control groups can be used no longer");
    }
  }
  return std::make_unique<SystemRunner>(std::move(parts));
}

}  // namespace bdp
