// The first process of an app's sandbox, and the parent of all its others. It gives up what rights
// it has, starts the app, reaps, and when the app has ended kills what is left. It runs where
// nothing of the host can be relied on, so it is linked statically and uses system calls only.
#include <arpa/inet.h>
#include <fcntl.h>
#include <grp.h>
#include <linux/capability.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <netinet/in.h>
#include <poll.h>
#include <sched.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "sandbox/launch_plan.h"

namespace bdp::launch {
namespace {

constexpr std::size_t kMaxTexts = 65536;

struct Plan {
  const PlanHeader* header = nullptr;
  char* directory = nullptr;
  char** arguments = nullptr;
  char** environment = nullptr;
};

void send_report(const Report& report, const int* descriptors = nullptr, std::size_t count = 0) {
  iovec data = {const_cast<Report*>(&report), sizeof(report)};
  msghdr message = {};
  message.msg_iov = &data;
  message.msg_iovlen = 1;
  alignas(cmsghdr) std::array<char, CMSG_SPACE(sizeof(int) * kMaxPorts)> space = {};
  if (count > 0) {
    message.msg_control = space.data();
    message.msg_controllen = CMSG_SPACE(sizeof(int) * count);
    cmsghdr* header = CMSG_FIRSTHDR(&message);
    header->cmsg_level = SOL_SOCKET;
    header->cmsg_type = SCM_RIGHTS;
    header->cmsg_len = CMSG_LEN(sizeof(int) * count);
    std::memcpy(CMSG_DATA(header), descriptors, sizeof(int) * count);
  }
  while (sendmsg(kControlFd, &message, MSG_NOSIGNAL) < 0 && errno == EINTR) {
  }
}

[[noreturn]] void fail(Stage stage, int error_number) {
  send_report({ReportKind::kFailed, stage, error_number, 0});
  _exit(1);
}

/// The plan, with room for the pointers that execve() wants.
Plan read_plan() {
  struct stat information = {};
  if (fstat(kPlanFd, &information) != 0) fail(Stage::kPlan, errno);
  const auto size = static_cast<std::size_t>(information.st_size);
  void* mapped = mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_PRIVATE, kPlanFd, 0);
  if (mapped == MAP_FAILED) fail(Stage::kPlan, errno);
  Plan plan;
  plan.header = static_cast<const PlanHeader*>(mapped);
  const std::size_t texts = std::size_t{plan.header->arguments} + plan.header->variables;
  static std::array<char*, kMaxTexts + 2> pointers;
  if (texts > kMaxTexts) fail(Stage::kPlan, E2BIG);
  char* text = static_cast<char*>(mapped) + sizeof(PlanHeader);
  const char* end = static_cast<char*>(mapped) + size;
  plan.directory = text;
  char** next = pointers.data();
  plan.arguments = next;
  for (std::size_t i = 0; i < texts; ++i) {
    if (i == plan.header->arguments) *next++ = nullptr;
    if (i == plan.header->arguments) plan.environment = next;
    text += std::strlen(text) + 1;
    if (text >= end) fail(Stage::kPlan, EINVAL);
    *next++ = text;
  }
  if (plan.environment == nullptr) plan.environment = ++next;
  return plan;
}

/// What is started from here on is held by the same groups. A process that moves itself waits for
/// no other, as the platform would have to.
void enter_groups(const PlanHeader& plan) {
  for (std::uint32_t i = 0; i < plan.groups; ++i) {
    const int fd = kGroupsFd + static_cast<int>(i);
    if (write(fd, "0", 1) != 1) fail(Stage::kGroups, errno);
    close(fd);
  }
}

/// Sockets on the loopback inside; the platform accepts what comes to them.
std::array<int, kMaxPorts> listen_on(const PlanHeader& plan) {
  std::array<int, kMaxPorts> sockets = {};
  for (std::uint32_t i = 0; i < plan.ports; ++i) {
    sockets[i] = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    sockaddr_in address = {};
    address.sin_family = AF_INET;
    address.sin_port = htons(plan.port[i]);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (sockets[i] < 0 ||
        bind(sockets[i], reinterpret_cast<const sockaddr*>(&address), sizeof(address)) != 0 ||
        listen(sockets[i], SOMAXCONN) != 0) {
      fail(Stage::kListen, errno);
    }
  }
  return sockets;
}

bool write_file(const char* path, const char* text) {
  const int fd = open(path, O_WRONLY | O_CLOEXEC);
  if (fd < 0) return false;
  const bool written =
      write(fd, text, std::strlen(text)) == static_cast<ssize_t>(std::strlen(text));
  close(fd);
  return written;
}

/// runc gives a new file system the mode of the directory that it covers, whatever it is told.
void open_to_everybody(const char* directory) {
  if (chmod(directory, 01777) != 0) fail(Stage::kUser, errno);
}

/// Becomes the app's user for good, and has a user namespace in which there is nobody else.
void switch_user(const PlanHeader& plan) {
  open_to_everybody("/tmp");
  open_to_everybody("/dev/shm");
  if (setgroups(0, nullptr) != 0 || setresgid(plan.group, plan.group, plan.group) != 0 ||
      setresuid(plan.user, plan.user, plan.user) != 0) {
    fail(Stage::kUser, errno);
  }
  // Whoever changes its user owns its files in /proc no more, until it says so.
  if (prctl(PR_SET_DUMPABLE, 1) != 0 || unshare(CLONE_NEWUSER) != 0) fail(Stage::kUser, errno);
  std::array<char, 64> line = {};
  if (!write_file("/proc/self/setgroups", "deny")) fail(Stage::kUser, errno);
  std::snprintf(line.data(), line.size(), "%u %u 1\n", plan.group, plan.group);
  if (!write_file("/proc/self/gid_map", line.data())) fail(Stage::kUser, errno);
  std::snprintf(line.data(), line.size(), "%u %u 1\n", plan.user, plan.user);
  if (!write_file("/proc/self/uid_map", line.data())) fail(Stage::kUser, errno);
}

/// No right over anything is left, here and in what is started from here.
void drop_capabilities() {
  for (unsigned long capability = 0; capability < 64; ++capability) {
    if (prctl(PR_CAPBSET_DROP, capability) != 0 && errno == EINVAL) break;
  }
  prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0);
  __user_cap_header_struct header = {_LINUX_CAPABILITY_VERSION_3, 0};
  std::array<__user_cap_data_struct, _LINUX_CAPABILITY_U32S_3> none = {};
  if (syscall(SYS_capset, &header, none.data()) != 0) fail(Stage::kUser, errno);
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) fail(Stage::kUser, errno);
}

void set_limit(__rlimit_resource_t resource, std::uint64_t value) {
  const rlimit limit = {value, value};
  if (setrlimit(resource, &limit) != 0) fail(Stage::kLimits, errno);
}

void set_limits(const PlanHeader& plan) {
  set_limit(RLIMIT_CORE, 0);
  set_limit(RLIMIT_NOFILE, plan.open_files);
  set_limit(RLIMIT_FSIZE, plan.file_bytes);
  set_limit(RLIMIT_MEMLOCK, 65536);
  set_limit(RLIMIT_MSGQUEUE, 0);
  // This process, and one more than allowed: the platform ends an app that has it.
  if (plan.processes != 0) set_limit(RLIMIT_NPROC, plan.processes + 2);
}

void install_filter() {
  struct stat information = {};
  if (fstat(kFilterFd, &information) != 0) fail(Stage::kFilter, errno);
  const auto size = static_cast<std::size_t>(information.st_size);
  void* mapped = mmap(nullptr, size, PROT_READ, MAP_PRIVATE, kFilterFd, 0);
  if (mapped == MAP_FAILED) fail(Stage::kFilter, errno);
  const sock_fprog filter = {static_cast<unsigned short>(size / sizeof(sock_filter)),
                             static_cast<sock_filter*>(mapped)};
  if (syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &filter) != 0) fail(Stage::kFilter, errno);
  munmap(mapped, size);
}

/// In the new process: becomes the app, or tells the launcher why not.
[[noreturn]] void become_app(const Plan& plan, int failure_fd) {
  Report failure = {ReportKind::kFailed, Stage::kDirectory, 0, 0};
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, nullptr);
  setsid();
  // Its files in /proc are its own again; the launcher's stay closed to it.
  prctl(PR_SET_DUMPABLE, 1);
  // When memory runs out, the launcher is not what the kernel takes first.
  write_file("/proc/self/oom_score_adj", "500");
  if (chdir(plan.directory) != 0) {
    failure.value = errno;
  } else {
    execvpe(plan.arguments[0], plan.arguments, plan.environment);
    failure.stage = Stage::kProgram;
    failure.value = errno;
  }
  const ssize_t written = write(failure_fd, &failure, sizeof(failure));
  _exit(written == sizeof(failure) ? 127 : 126);
}

/// The app's process, once its program runs.
pid_t start_app(const Plan& plan) {
  // execvpe() looks here.
  for (char** variable = plan.environment; *variable != nullptr; ++variable) {
    if (std::strncmp(*variable, "PATH=", 5) == 0) putenv(*variable);
  }
  std::array<int, 2> failure = {-1, -1};
  if (pipe2(failure.data(), O_CLOEXEC) != 0) fail(Stage::kProgram, errno);
  const pid_t app = fork();
  if (app < 0) fail(Stage::kProgram, errno);
  if (app == 0) become_app(plan, failure[1]);
  close(failure[1]);
  Report report = {};
  ssize_t count = 0;
  do {
    count = read(failure[0], &report, sizeof(report));
  } while (count < 0 && errno == EINTR);
  if (count == sizeof(report)) fail(report.stage, report.value);
  close(failure[0]);
  send_report({ReportKind::kStarted, Stage::kProgram, 0, 0});
  return app;
}

/// Kills all others and waits until there are none. How many there were.
std::uint32_t kill_rest() {
  std::uint32_t count = 0;
  for (;;) {
    kill(-1, SIGKILL);
    const pid_t ended = waitpid(-1, nullptr, 0);
    if (ended > 0) ++count;
    if (ended < 0 && errno == ECHILD) return count;
  }
}

[[noreturn]] void leave() {
  kill_rest();
  _exit(0);
}

/// Does what the platform says; without a platform there is no app.
void obey() {
  char order = 0;
  const ssize_t count = recv(kControlFd, &order, 1, MSG_DONTWAIT);
  if (count == 0 || (count < 0 && errno != EAGAIN && errno != EINTR)) leave();
  if (count == 1 && order == static_cast<char>(Order::kTerminate)) kill(-1, SIGTERM);
}

[[noreturn]] void stay_until_end(pid_t app, int child_fd) {
  for (;;) {
    std::array<pollfd, 2> waiting = {pollfd{kControlFd, POLLIN, 0}, pollfd{child_fd, POLLIN, 0}};
    poll(waiting.data(), waiting.size(), -1);
    if (waiting[0].revents != 0) obey();
    signalfd_siginfo drained = {};
    const ssize_t count = read(child_fd, &drained, sizeof(drained));
    static_cast<void>(count);
    for (;;) {
      int status = 0;
      const pid_t ended = waitpid(-1, &status, WNOHANG);
      if (ended <= 0) break;
      if (ended == app) {
        send_report({ReportKind::kEnded, Stage::kProgram, status, kill_rest()});
        _exit(0);
      }
    }
  }
}

void wait_for_go() {
  char order = 0;
  ssize_t count = 0;
  do {
    count = recv(kControlFd, &order, 1, 0);
  } while (count < 0 && errno == EINTR);
  if (count != 1 || order != static_cast<char>(Order::kGo)) _exit(0);
}

[[noreturn]] void run() {
  for (const int fd : {kControlFd, kPlanFd, kFilterFd, kProgramFd}) fcntl(fd, F_SETFD, FD_CLOEXEC);
  const Plan plan = read_plan();
  enter_groups(*plan.header);
  const std::array<int, kMaxPorts> sockets = listen_on(*plan.header);
  if (plan.header->switch_user != 0) switch_user(*plan.header);
  drop_capabilities();
  // A change of user has taken this back.
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  prctl(PR_SET_DUMPABLE, 0);
  set_limits(*plan.header);
  sigset_t blocked;
  sigfillset(&blocked);
  sigprocmask(SIG_SETMASK, &blocked, nullptr);
  sigset_t children;
  sigemptyset(&children);
  sigaddset(&children, SIGCHLD);
  const int child_fd = signalfd(-1, &children, SFD_CLOEXEC | SFD_NONBLOCK);
  if (child_fd < 0) fail(Stage::kProgram, errno);
  install_filter();
  send_report({ReportKind::kReady, Stage::kPlan, 0, 0}, sockets.data(), plan.header->ports);
  for (std::uint32_t i = 0; i < plan.header->ports; ++i) close(sockets[i]);
  wait_for_go();
  stay_until_end(start_app(plan), child_fd);
}

}  // namespace
}  // namespace bdp::launch

int main() {
  bdp::launch::run();
}
