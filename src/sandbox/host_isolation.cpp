#include "sandbox/host_isolation.h"

#include <unistd.h>

#include <utility>

#include "sandbox/app_run.h"
#include "sandbox/call_filter.h"
#include "sandbox/launcher_image.h"
#include "sandbox/output_tree.h"
#include "sandbox/system_view.h"

namespace bdp {
namespace {

IsolationPart group_part(std::string name, const GroupController& controller) {
  IsolationPart part;
  part.name = std::move(name);
  part.usable = controller.version != 0;
  part.detail =
      part.usable ? "version " + std::to_string(controller.version) + ", in " + controller.directory
                  : controller.problem;
  return part;
}

class NoOutput final : public OutputListener {
 public:
  void output(OutputStream /*stream*/, std::string_view /*bytes*/) override {}
};

/// Runs a program that does nothing, in a sandbox as apps have it.
Status try_sandbox() {
  SandboxParts parts;
  parts.level = IsolationLevel::kNamespaces;
  TRY_ASSIGN(parts.filter, make_call_filter());
  TRY_ASSIGN(parts.image, make_launcher_image());
  HostIsolation host;
  host.level = parts.level;
  AppRequest request;
  request.arguments = {"/bin/true"};
  request.limits = {.processors = 1,
                    .memory_bytes = std::uint64_t{64} << 20U,
                    .processes = 8,
                    .time = std::chrono::seconds(10),
                    .output_bytes = 4096,
                    .disk_bytes = 4096,
                    .open_files = 64};
  request.required = IsolationLevel::kNamespaces;
  TRY_ASSIGN(const std::unique_ptr<AppRunner> runner, make_system_runner(host));
  NoOutput nobody;
  TRY_ASSIGN(const AppOutcome outcome, runner->run(request, {}, nobody));
  if (outcome.ending != AppEnding::kExited || outcome.exit_code != 0) {
    return Error(Code::kUnavailable,
                 "/bin/true in a sandbox: " + describe(outcome, request.limits));
  }
  return {};
}

}  // namespace

HostIsolation detect_isolation() {
  HostIsolation host;
  const Status tried = try_sandbox();
  IsolationPart sandbox;
  sandbox.name = "sandbox";
  sandbox.usable = tried.has_value();
  sandbox.detail = tried ? "bubblewrap" : std::string(tried.error().message());
  host.parts.push_back(sandbox);
  const ControlGroups groups = ControlGroups::find();
  host.parts.push_back(group_part("processor control group", groups.cpu()));
  host.parts.push_back(group_part("memory control group", groups.memory()));
  host.parts.push_back(group_part("processes control group", groups.processes()));
  if (tried) {
    host.level = groups.complete() ? IsolationLevel::kControlGroups : IsolationLevel::kNamespaces;
  }
  return host;
}

std::string missing_for(const HostIsolation& host, IsolationLevel required) {
  std::string missing;
  for (const IsolationPart& part : host.parts) {
    if (part.usable || required <= host.level) continue;
    if (!missing.empty()) missing += "; ";
    missing += "no " + part.name + ": " + part.detail;
  }
  return missing;
}

}  // namespace bdp
