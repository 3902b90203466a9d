#include "sandbox/control_groups.h"

#include <dirent.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <charconv>
#include <chrono>
#include <csignal>
#include <memory>
#include <set>
#include <stop_token>

#include "base/check.h"
#include "os/clock.h"
#include "os/system_error.h"
#include "sandbox/group_places.h"
#include "sandbox/small_file.h"

namespace bdp {
namespace {

using std::chrono_literals::operator""ms;

constexpr std::string_view kPrefix = "mysimbdp.";
constexpr std::string_view kOwnGroup = "/mysimbdp.platform";
constexpr int kPeriodMicroseconds = 50000;

constexpr std::string_view kDelegation =
    "; start the platform where it may make control groups: as root, or by systemd with "
    "Delegate=yes";

/// The value of `name` in lines of "name value"; 0 when it is not there.
std::uint64_t value_in(std::string_view text, std::string_view name) {
  while (!text.empty()) {
    const std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(line.size() + 1, text.size()));
    if (!line.starts_with(name) || line.size() <= name.size() || line[name.size()] != ' ') continue;
    std::uint64_t value = 0;
    std::from_chars(line.data() + name.size() + 1, line.data() + line.size(), value);
    return value;
  }
  return 0;
}

std::uint64_t number_in(const std::string& path) {
  const std::string text = small_file(path);
  std::uint64_t value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

bool exists(const std::string& path) {
  return access(path.c_str(), F_OK) == 0;
}

/// Removes a group whose processes are gone or about to go.
void remove_group(const std::string& directory) {
  constexpr int kTries = 200;
  for (int i = 0; i < kTries; ++i) {
    if (rmdir(directory.c_str()) == 0 || errno != EBUSY) return;
    os::real_clock().wait(1ms, {});
  }
}

/// Groups are named after the platform's process; those of a dead one are removed.
void remove_stale(const std::string& directory) {
  const std::unique_ptr<DIR, int (*)(DIR*)> listing(opendir(directory.c_str()), closedir);
  if (listing == nullptr) return;
  while (const dirent* entry = readdir(listing.get())) {
    std::string_view name = entry->d_name;
    if (!name.starts_with(kPrefix)) continue;
    name.remove_prefix(kPrefix.size());
    pid_t owner = 0;
    const auto [end, problem] = std::from_chars(name.data(), name.data() + name.size(), owner);
    if (problem != std::errc() || owner <= 0 || *end != '.') continue;
    if (kill(owner, 0) != 0 && errno == ESRCH) rmdir((directory + "/" + entry->d_name).c_str());
  }
}

/// Version 2: lets the groups in `directory` have the controller, and this process be in none of
/// them that has limits.
Status delegate(const std::string& directory, std::string_view controller) {
  const std::string control = directory + "/cgroup.subtree_control";
  const std::string wanted = "+" + std::string(controller);
  Status enabled = write_small_file(control, wanted);
  if (enabled) return {};
  const std::string own = directory + std::string(kOwnGroup);
  if (mkdir(own.c_str(), 0755) != 0 && errno != EEXIST) return enabled;
  if (!write_small_file(own + "/cgroup.procs", "0")) return enabled;
  enabled = write_small_file(control, wanted);
  if (!enabled) {
    const Status back = write_small_file(directory + "/cgroup.procs", "0");
    if (back) rmdir(own.c_str());
  }
  return enabled;
}

bool offers(const std::string& directory, std::string_view controller) {
  const std::string list = " " + small_file(directory + "/cgroup.controllers") + " ";
  for (const char end : {' ', '\n'}) {
    if (list.find(" " + std::string(controller) + end) != std::string::npos) return true;
  }
  return false;
}

GroupController unusable(std::string problem) {
  return {.version = 0, .directory = {}, .problem = std::move(problem)};
}

GroupController find_controller(std::string_view own_groups, std::string_view mounts,
                                std::string_view name) {
  GroupPlace place = group_place(own_groups, mounts, name);
  const std::string what = "the controller '" + std::string(name) + "'";
  if (place.version == 0) return unusable("no control groups are mounted that have " + what);
  if (place.version == 2) {
    if (place.directory.ends_with(kOwnGroup)) {
      place.directory.resize(place.directory.size() - kOwnGroup.size());
    }
    if (!offers(place.directory, name)) {
      return unusable(place.directory + " does not have " + what + std::string(kDelegation));
    }
    const Status delegated = delegate(place.directory, name);
    if (!delegated) {
      return unusable(std::string(delegated.error().message()) + std::string(kDelegation));
    }
  }
  remove_stale(place.directory);
  const std::string trial = place.directory + "/" + std::string(kPrefix) +
                            std::to_string(getpid()) + ".trial." + std::string(name);
  if (mkdir(trial.c_str(), 0755) != 0) {
    return unusable(std::string(os::system_error(errno, "make " + trial).message()) +
                    std::string(kDelegation));
  }
  rmdir(trial.c_str());
  return {.version = place.version, .directory = place.directory, .problem = {}};
}

}  // namespace

ControlGroup::~ControlGroup() {
  for (const std::string& directory : directories_) remove_group(directory);
}

Status ControlGroup::add(std::string& directory, const GroupController& controller,
                         const std::string& name) {
  directory = controller.directory + name;
  // Several controllers may be mounted as one.
  if (std::ranges::find(directories_, directory) != directories_.end()) return {};
  if (mkdir(directory.c_str(), 0755) != 0) return os::system_error(errno, "make " + directory);
  directories_.push_back(directory);
  // In version 1 a thread that moves itself does so at once; moving a process waits 10 ms and more
  // for all processors.
  const std::string entrance = directory + (controller.version == 1 ? "/tasks" : "/cgroup.procs");
  entrances_.emplace_back(open(entrance.c_str(), O_WRONLY | O_CLOEXEC));
  if (!entrances_.back().valid()) return os::system_error(errno, "open " + entrance);
  return {};
}

Status ControlGroup::set_up(const AppLimits& limits, int memory_version, int cpu_version) {
  const auto quota = static_cast<std::uint64_t>(limits.processors * kPeriodMicroseconds);
  const std::string quota_text = std::to_string(std::max<std::uint64_t>(quota, 1000));
  const std::string memory_text = std::to_string(limits.memory_bytes);
  if (cpu_version == 1) {
    TRY(write_small_file(cpu_ + "/cpu.cfs_period_us", std::to_string(kPeriodMicroseconds)));
    TRY(write_small_file(cpu_ + "/cpu.cfs_quota_us", quota_text));
  } else {
    TRY(write_small_file(cpu_ + "/cpu.max",
                         quota_text + " " + std::to_string(kPeriodMicroseconds)));
  }
  if (memory_version == 1) {
    TRY(write_small_file(memory_ + "/memory.limit_in_bytes", memory_text));
    // Kernels that do not account for swap do not have it.
    const std::string with_swap = memory_ + "/memory.memsw.limit_in_bytes";
    if (exists(with_swap)) TRY(write_small_file(with_swap, memory_text));
  } else {
    TRY(write_small_file(memory_ + "/memory.max", memory_text));
    const std::string swap = memory_ + "/memory.swap.max";
    if (exists(swap)) TRY(write_small_file(swap, "0"));
    TRY(write_small_file(memory_ + "/memory.oom.group", "1"));
  }
  // One more: the launcher.
  TRY(write_small_file(processes_ + "/pids.max", std::to_string(limits.processes + 1)));
  return watch(memory_version);
}

Status ControlGroup::watch(int memory_version) {
  memory_version_ = memory_version;
  const std::string events = processes_ + "/pids.events";
  processes_event_ = os::UniqueFd(open(events.c_str(), O_RDONLY | O_CLOEXEC));
  if (!processes_event_.valid()) return os::system_error(errno, "open " + events);
  const std::string source =
      memory_ + (memory_version == 1 ? "/memory.oom_control" : "/memory.events");
  os::UniqueFd memory(open(source.c_str(), O_RDONLY | O_CLOEXEC));
  if (!memory.valid()) return os::system_error(errno, "open " + source);
  if (memory_version == 2) {
    memory_event_ = std::move(memory);
    return {};
  }
  memory_event_ = os::UniqueFd(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
  if (!memory_event_.valid()) return os::system_error(errno, "watch " + source);
  return write_small_file(memory_ + "/cgroup.event_control",
                          std::to_string(memory_event_.get()) + " " + std::to_string(memory.get()));
}

std::vector<int> ControlGroup::entrances() const {
  std::vector<int> files;
  for (const os::UniqueFd& entrance : entrances_) files.push_back(entrance.get());
  return files;
}

short ControlGroup::memory_events() const {
  return memory_version_ == 1 ? POLLIN : POLLPRI;
}

void ControlGroup::acknowledge() const {
  std::array<char, 512> told = {};
  for (const os::UniqueFd* event : {&memory_event_, &processes_event_}) {
    // A counter is read from where it is, a file of the kernel from its beginning.
    const bool counter = event == &memory_event_ && memory_version_ == 1;
    const ssize_t count = counter ? read(event->get(), told.data(), told.size())
                                  : pread(event->get(), told.data(), told.size(), 0);
    static_cast<void>(count);
  }
}

bool ControlGroup::broke_memory() const {
  const char* file = memory_version_ == 1 ? "/memory.oom_control" : "/memory.events";
  const std::string text = small_file(memory_ + file);
  return value_in(text, "oom_kill") > 0 || value_in(text, "under_oom") > 0;
}

bool ControlGroup::broke_processes() const {
  return value_in(small_file(processes_ + "/pids.events"), "max") > 0;
}

std::uint64_t ControlGroup::peak_memory_bytes() const {
  return number_in(memory_ +
                   (memory_version_ == 1 ? "/memory.max_usage_in_bytes" : "/memory.peak"));
}

std::vector<pid_t> ControlGroup::processes() const {
  const std::string text = small_file(processes_ + "/cgroup.procs");
  std::vector<pid_t> found;
  const char* at = text.data();
  const char* end = at + text.size();
  while (at < end) {
    pid_t process = 0;
    const auto [next, problem] = std::from_chars(at, end, process);
    if (problem != std::errc()) break;
    found.push_back(process);
    at = next + 1;
  }
  return found;
}

ControlGroups ControlGroups::find() {
  return find(small_file("/proc/self/cgroup"), small_file("/proc/self/mountinfo"));
}

ControlGroups ControlGroups::find(std::string_view own_groups, std::string_view mounts) {
  ControlGroups groups;
  groups.cpu_ = find_controller(own_groups, mounts, "cpu");
  groups.memory_ = find_controller(own_groups, mounts, "memory");
  groups.processes_ = find_controller(own_groups, mounts, "pids");
  return groups;
}

std::size_t ControlGroups::directories() const {
  return std::set{cpu_.directory, memory_.directory, processes_.directory}.size();
}

Result<ControlGroup> ControlGroups::make(const AppLimits& limits) const {
  CHECK(complete());
  static std::atomic<std::uint64_t> made = 0;
  const std::string name = "/" + std::string(kPrefix) + std::to_string(getpid()) + "." +
                           std::to_string(made.fetch_add(1));
  ControlGroup group;
  TRY(group.add(group.memory_, memory_, name));
  TRY(group.add(group.processes_, processes_, name));
  TRY(group.add(group.cpu_, cpu_, name));
  TRY(group.set_up(limits, memory_.version, cpu_.version));
  return group;
}

}  // namespace bdp
