#include "sandbox/host_isolation.h"

#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <initializer_list>
#include <memory>
#include <utility>

#include "os/files.h"
#include "sandbox/app_run.h"
#include "sandbox/app_runner.h"
#include "sandbox/output_tree.h"
#include "sandbox/programs.h"
#include "sandbox/small_file.h"

namespace bdp {
namespace {

using For = IsolationPart::For;

class NoOutput final : public OutputListener {
 public:
  void output(OutputStream /*stream*/, std::string_view /*bytes*/) override {}
};

AppRequest smallest_request() {
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
  return request;
}

/// Runs a program that does nothing, isolated as apps are, but for control groups.
Status try_run(AppRunner& runner, const AppRequest& request) {
  NoOutput nobody;
  TRY_ASSIGN(const AppOutcome outcome, runner.run(request, {}, nobody));
  if (outcome.ending == AppEnding::kExited && outcome.exit_code == 0) return {};
  return Error(Code::kUnavailable, "/bin/true in it: " + describe(outcome, request.limits));
}

Status try_sandbox() {
  HostIsolation host;
  host.level = IsolationLevel::kNamespaces;
  TRY_ASSIGN(const std::unique_ptr<AppRunner> runner, make_system_runner(host));
  return try_run(*runner, smallest_request());
}

/// What is known to keep an unprivileged process from making namespaces.
std::string namespace_hint() {
  const auto is = [](const char* file, std::string_view value) {
    return small_file(std::string("/proc/sys/") + file).starts_with(value);
  };
  if (is("user/max_user_namespaces", "0\n")) {
    return "; user namespaces are off: sysctl user.max_user_namespaces=10000";
  }
  if (geteuid() == 0) return "";
  if (is("kernel/unprivileged_userns_clone", "0")) {
    return "; they are root's alone: sysctl kernel.unprivileged_userns_clone=1";
  }
  if (is("kernel/apparmor_restrict_unprivileged_userns", "1")) {
    return "; AppArmor keeps them for programs with a profile: sysctl "
           "kernel.apparmor_restrict_unprivileged_userns=0";
  }
  return "";
}

IsolationPart program_part(const char* path, const char* package, For needed_for) {
  IsolationPart part;
  part.name = package;
  part.needed_for = needed_for;
  part.usable = access(path, X_OK) == 0;
  part.detail = part.usable ? path
                            : std::string(path) + ": " + std::strerror(errno) +
                                  "; install the Debian package " + package;
  return part;
}

IsolationPart group_part(std::string name, const GroupController& controller) {
  IsolationPart part;
  part.name = std::move(name);
  part.needed_for = For::kControlGroups;
  part.usable = controller.version != 0;
  part.detail = part.usable ? "version " + std::to_string(controller.version) + ", below " +
                                  controller.directory
                            : controller.problem;
  return part;
}

IsolationPart user_part() {
  const AppUser user = default_app_user();
  IsolationPart part;
  part.name = "user of apps";
  part.usable = geteuid() == 0;
  part.detail = "user " + std::to_string(user.user) + ", group " + std::to_string(user.group);
  if (!part.usable) {
    part.detail += ", the platform's own: only a platform that is root can give apps another";
  }
  return part;
}

IsolationPart disk_part() {
  return {.name = "disk quota",
          .needed_for = For::kKnowledge,
          .usable = false,
          .detail =
              "the kernel holds one file to the limit at once; all files together are counted "
              "by the platform every 5 to 250 ms, so an app can exceed its limit that long"};
}

IsolationPart bundles_part() {
  IsolationPart part;
  part.name = "control of bundles";
  part.needed_for = For::kBundles;
  part.usable = geteuid() == 0;
  part.detail = part.usable ? "the platform is root" : "runc is used by a platform that is root";
  return part;
}

std::string missing(const HostIsolation& host, std::initializer_list<For> needs) {
  std::string text;
  for (const For need : needs) {
    for (const IsolationPart& part : host.parts) {
      if (part.usable || part.needed_for != need) continue;
      if (!text.empty()) text += "; ";
      text += "no " + part.name + ": " + part.detail;
    }
  }
  return text;
}

}  // namespace

HostIsolation detect_isolation() {
  HostIsolation host;
  host.parts.push_back(program_part(kBubblewrap, "bubblewrap", For::kNamespaces));
  const Status tried = try_sandbox();
  host.parts.push_back(
      {.name = "sandbox",
       .needed_for = For::kNamespaces,
       .usable = tried.has_value(),
       .detail = tried ? "namespaces for users, processes, files, network, IPC and names; system "
                         "calls filtered"
                       : std::string(tried.error().message()) + namespace_hint()});
  const ControlGroups groups = ControlGroups::find();
  host.parts.push_back(group_part("processor control group", groups.cpu()));
  host.parts.push_back(group_part("memory control group", groups.memory()));
  host.parts.push_back(group_part("processes control group", groups.processes()));
  host.parts.push_back(program_part(kRunc, "runc", For::kBundles));
  host.parts.push_back(bundles_part());
  host.parts.push_back(user_part());
  host.parts.push_back(disk_part());
  if (missing(host, {For::kNamespaces}).empty()) host.level = IsolationLevel::kNamespaces;
  if (missing(host, {For::kNamespaces, For::kControlGroups}).empty()) {
    host.level = IsolationLevel::kControlGroups;
  }
  host.bundles = missing_for_bundles(host).empty();
  return host;
}

std::string missing_for(const HostIsolation& host, IsolationLevel required) {
  switch (required) {
    case IsolationLevel::kNone:
      return "";
    case IsolationLevel::kNamespaces:
      return missing(host, {For::kNamespaces});
    case IsolationLevel::kControlGroups:
      return missing(host, {For::kNamespaces, For::kControlGroups});
  }
  return "";
}

std::string missing_for_bundles(const HostIsolation& host) {
  return missing(host, {For::kNamespaces, For::kBundles});
}

}  // namespace bdp
