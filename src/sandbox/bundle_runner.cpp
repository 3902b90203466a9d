#include <dirent.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <charconv>
#include <csignal>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "os/child_process.h"
#include "os/files.h"
#include "sandbox/app_run.h"
#include "sandbox/app_runner.h"
#include "sandbox/bundle_config.h"
#include "sandbox/output_tree.h"
#include "sandbox/programs.h"
#include "sandbox/request_check.h"

namespace bdp {
namespace {

constexpr std::string_view kPrefix = "app-";

/// The container's name, and what runc is told of it: a directory with a config.json, removed at
/// the end.
class RuncFolder {
 public:
  static Result<RuncFolder> make(const std::string& state, const std::string& config) {
    static std::atomic<std::uint64_t> made = 0;
    RuncFolder folder;
    folder.name_ =
        std::string(kPrefix) + std::to_string(getpid()) + "-" + std::to_string(made.fetch_add(1));
    folder.path_ = os::join_path(state, folder.name_);
    TRY(os::real_files().make_directories(folder.path_));
    TRY_ASSIGN(const std::unique_ptr<os::File> file,
               os::real_files().open(folder.config(), os::OpenMode::kCreate));
    TRY(file->write(config));
    return folder;
  }

  RuncFolder(RuncFolder&& other) noexcept
      : name_(std::move(other.name_)), path_(std::exchange(other.path_, {})) {}
  RuncFolder& operator=(RuncFolder&&) = delete;
  ~RuncFolder() {
    if (path_.empty()) return;
    unlink(config().c_str());
    rmdir(path_.c_str());
  }

  const std::string& name() const { return name_; }
  const std::string& path() const { return path_; }

 private:
  RuncFolder() = default;
  std::string config() const { return os::join_path(path_, "config.json"); }

  std::string name_;
  std::string path_;
};

class BundleRunner final : public AppRunner {
 public:
  BundleRunner(SandboxParts parts, std::string state)
      : parts_(std::move(parts)), state_(std::move(state)) {}

  Result<AppOutcome> run(const AppRequest& asked, std::stop_token stop,
                         OutputListener& listener) override {
    if (asked.bundle.empty()) {
      return Error(Code::kInvalid, "bundle: this runner runs OCI bundles; say a directory");
    }
    TRY_ASSIGN(const BundleProgram program, read_bundle(asked.bundle));
    const AppRequest request = completed(asked, program);
    TRY(check_request(request, parts_.level));
    LaunchOptions options;
    options.user = request.user.value_or(default_app_user());
    options.switch_user = true;
    options.limit_processes = parts_.level != IsolationLevel::kControlGroups;
    TRY_ASSIGN(const RuncFolder folder,
               RuncFolder::make(state_, runc_config(request, program.root)));
    SandboxCommand command;
    command.name = "runc";
    command.program = kRunc;
    command.arguments = {"runc",
                         "--root",
                         os::join_path(state_, "containers"),
                         "run",
                         "--bundle",
                         folder.path(),
                         "--preserve-fds",
                         std::to_string(launcher_descriptors(parts_)),
                         folder.name()};
    return run_app(parts_, command, request, options, std::move(stop), listener);
  }

 private:
  SandboxParts parts_;
  std::string state_;
};

/// Removes the container `name` of a platform that is gone.
Status remove_container(const std::string& state, const std::string& name) {
  os::ChildPlan plan;
  plan.program = kRunc;
  plan.arguments = {"runc",   "--root",  os::join_path(state, "containers"),
                    "delete", "--force", name};
  plan.descriptors = {-1, -1, -1};
  TRY_ASSIGN(os::ChildProcess runc, os::ChildProcess::start(plan));
  TRY(runc.wait());
  const std::string folder = os::join_path(state, name);
  unlink(os::join_path(folder, "config.json").c_str());
  rmdir(folder.c_str());
  return {};
}

/// Containers are named after the platform's process.
Status remove_stale(const std::string& state) {
  TRY_ASSIGN(const auto entries, os::real_files().list(state));
  for (const os::DirectoryEntry& entry : entries) {
    std::string_view name = entry.name;
    if (!name.starts_with(kPrefix)) continue;
    name.remove_prefix(kPrefix.size());
    pid_t owner = 0;
    const auto read = std::from_chars(name.data(), name.data() + name.size(), owner);
    if (read.ec != std::errc() || owner <= 0) continue;
    if (kill(owner, 0) != 0 && errno == ESRCH) TRY(remove_container(state, entry.name));
  }
  return {};
}

}  // namespace

Result<std::unique_ptr<AppRunner>> make_bundle_runner(const HostIsolation& host,
                                                      const std::string& state_directory) {
  if (!host.bundles) {
    return Error(Code::kDenied, "this host cannot run OCI bundles: " + missing_for_bundles(host));
  }
  TRY_ASSIGN(SandboxParts parts, make_parts(host));
  TRY_ASSIGN(const std::string state, os::absolute_path(state_directory));
  TRY(os::real_files().make_directories(os::join_path(state, "containers")));
  TRY(remove_stale(state));
  return std::make_unique<BundleRunner>(std::move(parts), state);
}

}  // namespace bdp
