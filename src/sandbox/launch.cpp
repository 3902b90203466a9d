#include "sandbox/launch.h"

#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <string_view>

#include "os/system_error.h"

namespace bdp {
namespace {

/// A file is allowed a little more than the app's whole limit, so that one which reaches it is
/// seen.
constexpr std::uint64_t kFileMargin = 65536;

std::string plan_text(const AppRequest& request, const LaunchOptions& options) {
  launch::PlanHeader header = {};
  header.open_files = request.limits.open_files;
  header.file_bytes = request.limits.disk_bytes + kFileMargin;
  header.processes = options.limit_processes ? request.limits.processes : 0;
  header.switch_user = options.switch_user ? 1 : 0;
  header.user = options.user.user;
  header.group = options.user.group;
  header.groups = static_cast<std::uint32_t>(options.groups.size());
  header.ports = static_cast<std::uint32_t>(request.relays.size());
  for (std::size_t i = 0; i < request.relays.size(); ++i) {
    header.port[i] = request.relays[i].inside_port;
  }
  header.arguments = static_cast<std::uint32_t>(request.arguments.size());
  header.variables = static_cast<std::uint32_t>(request.environment.size());
  std::string text(reinterpret_cast<const char*>(&header), sizeof(header));
  const auto add = [&text](const std::string& one) { text.append(one.c_str(), one.size() + 1); };
  add(request.working_directory);
  std::ranges::for_each(request.arguments, add);
  std::ranges::for_each(request.environment, add);
  return text;
}

Result<os::UniqueFd> plan_file(const std::string& text) {
  os::UniqueFd file(memfd_create("app plan", MFD_CLOEXEC));
  if (!file.valid()) return os::system_error(errno, "make a file for an app's plan");
  std::string_view rest = text;
  while (!rest.empty()) {
    const ssize_t count = write(file.get(), rest.data(), rest.size());
    if (count < 0) return os::system_error(errno, "write an app's plan");
    rest.remove_prefix(static_cast<std::size_t>(count));
  }
  return file;
}

std::string stage_text(launch::Stage stage, const AppRequest& request) {
  switch (stage) {
    case launch::Stage::kPlan:
      return "read its plan";
    case launch::Stage::kGroups:
      return "enter its control groups";
    case launch::Stage::kListen:
      return "listen on the ports of its relays";
    case launch::Stage::kUser:
      return "become its user";
    case launch::Stage::kLimits:
      return "set its limits";
    case launch::Stage::kFilter:
      return "filter its system calls";
    case launch::Stage::kDirectory:
      return "enter its working directory " + request.working_directory;
    case launch::Stage::kProgram:
      return "run its program " + (request.arguments.empty() ? "" : request.arguments.front());
  }
  return "";
}

}  // namespace

Result<Launch> Launch::prepare(const AppRequest& request, const LaunchOptions& options, int filter,
                               int image) {
  Launch launch;
  std::array<int, 2> ends = {-1, -1};
  if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends.data()) != 0) {
    return os::system_error(errno, "make a socket to an app's launcher");
  }
  launch.control_ = os::UniqueFd(ends[0]);
  launch.child_control_ = os::UniqueFd(ends[1]);
  const int on = 1;
  if (setsockopt(ends[0], SOL_SOCKET, SO_PASSCRED, &on, sizeof(on)) != 0) {
    return os::system_error(errno, "make a socket to an app's launcher");
  }
  TRY_ASSIGN(launch.plan_, plan_file(plan_text(request, options)));
  launch.others_ = {filter, image};
  launch.others_.insert(launch.others_.end(), options.groups.begin(), options.groups.end());
  return launch;
}

std::vector<int> Launch::descriptors() const {
  static_assert(launch::kControlFd == 3 && launch::kPlanFd == 4 && launch::kFilterFd == 5 &&
                launch::kProgramFd == 6 && launch::kGroupsFd == 7);
  std::vector<int> all = {child_control_.get(), plan_.get()};
  all.insert(all.end(), others_.begin(), others_.end());
  return all;
}

void Launch::close_child_side() {
  child_control_ = os::UniqueFd();
  plan_ = os::UniqueFd();
}

std::optional<LaunchReport> Launch::next_report() {
  LaunchReport got = {};
  iovec data = {&got.report, sizeof(got.report)};
  alignas(cmsghdr)
      std::array<char, CMSG_SPACE(sizeof(ucred)) + CMSG_SPACE(sizeof(int) * launch::kMaxPorts)>
          space = {};
  msghdr message = {};
  message.msg_iov = &data;
  message.msg_iovlen = 1;
  message.msg_control = space.data();
  message.msg_controllen = space.size();
  const ssize_t count = os::retry_interrupted(
      [&] { return recvmsg(control_.get(), &message, MSG_DONTWAIT | MSG_CMSG_CLOEXEC); });
  for (cmsghdr* part = CMSG_FIRSTHDR(&message); count >= 0 && part != nullptr;
       part = CMSG_NXTHDR(&message, part)) {
    if (part->cmsg_level != SOL_SOCKET) continue;
    if (part->cmsg_type == SCM_CREDENTIALS) {
      ucred sender = {};
      std::memcpy(&sender, CMSG_DATA(part), sizeof(sender));
      got.launcher = sender.pid;
    } else if (part->cmsg_type == SCM_RIGHTS) {
      const std::size_t sockets = (part->cmsg_len - CMSG_LEN(0)) / sizeof(int);
      std::array<int, launch::kMaxPorts> numbers = {};
      std::memcpy(numbers.data(), CMSG_DATA(part), sockets * sizeof(int));
      for (std::size_t i = 0; i < sockets; ++i) got.listeners.emplace_back(numbers[i]);
    }
  }
  if (count == sizeof(got.report)) return got;
  ended_ = ended_ || count >= 0 || (errno != EAGAIN && errno != EWOULDBLOCK);
  return std::nullopt;
}

void Launch::order(launch::Order order) const {
  const char byte = static_cast<char>(order);
  // A launcher that is gone has nothing to obey.
  const ssize_t sent = send(control_.get(), &byte, 1, MSG_NOSIGNAL | MSG_DONTWAIT);
  static_cast<void>(sent);
}

void Launch::hang_up() {
  control_ = os::UniqueFd();
  ended_ = true;
}

Error launch_failure(const launch::Report& report, const AppRequest& request) {
  return os::system_error(report.value, stage_text(report.stage, request))
      .during("the app did not start");
}

std::string launcher_path() {
  return "/proc/self/fd/" + std::to_string(launch::kProgramFd);
}

}  // namespace bdp
