#include <unistd.h>

#include <memory>
#include <string>
#include <utility>

#include "sandbox/app_run.h"
#include "sandbox/app_runner.h"
#include "sandbox/output_tree.h"
#include "sandbox/programs.h"
#include "sandbox/request_check.h"
#include "sandbox/system_view.h"

namespace bdp {
namespace {

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
    command.arguments = bubblewrap_arguments(request, options.user, first_file(parts_));
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
  TRY_ASSIGN(SandboxParts parts, make_parts(host));
  return std::make_unique<SystemRunner>(std::move(parts));
}

}  // namespace bdp
