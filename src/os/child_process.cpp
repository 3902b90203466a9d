#include "os/child_process.h"

#include <fcntl.h>
#include <spawn.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include <cerrno>
#include <csignal>
#include <cstddef>
#include <utility>

#include "base/check.h"
#include "os/pidfd.h"
#include "os/system_error.h"

namespace bdp::os {
namespace {

// ru_inblock and ru_oublock count these, whatever the disk has.
constexpr std::uint64_t kAccountedBlock = 512;

std::vector<char*> pointers_to(const std::vector<std::string>& texts) {
  std::vector<char*> pointers;
  pointers.reserve(texts.size() + 1);
  // posix_spawn() takes char* const* and leaves them alone.
  for (const std::string& text : texts) pointers.push_back(const_cast<char*>(text.c_str()));
  pointers.push_back(nullptr);
  return pointers;
}

/// Copies above all numbers that the child's will have, so that setting one overwrites no other.
Result<std::vector<UniqueFd>> lifted(const std::vector<int>& descriptors) {
  std::vector<UniqueFd> copies;
  for (const int descriptor : descriptors) {
    const int above = static_cast<int>(descriptors.size());
    UniqueFd copy(descriptor >= 0 ? fcntl(descriptor, F_DUPFD_CLOEXEC, above)
                                  : open("/dev/null", O_RDWR | O_CLOEXEC));
    if (descriptor < 0 && copy.valid()) {
      copy = UniqueFd(fcntl(copy.get(), F_DUPFD_CLOEXEC, above));
    }
    if (!copy.valid()) return system_error(errno, "pass a descriptor to a child process");
    copies.push_back(std::move(copy));
  }
  return copies;
}

/// What posix_spawn() is told; freed at the end.
class SpawnActions {
 public:
  SpawnActions() {
    CHECK(posix_spawn_file_actions_init(&actions_) == 0);
    CHECK(posix_spawnattr_init(&attributes_) == 0);
  }
  SpawnActions(const SpawnActions&) = delete;
  SpawnActions& operator=(const SpawnActions&) = delete;
  ~SpawnActions() {
    posix_spawn_file_actions_destroy(&actions_);
    posix_spawnattr_destroy(&attributes_);
  }

  /// The child has exactly these, from 0.
  void set_descriptors(const std::vector<UniqueFd>& copies) {
    for (std::size_t i = 0; i < copies.size(); ++i) {
      CHECK(posix_spawn_file_actions_adddup2(&actions_, copies[i].get(), static_cast<int>(i)) == 0);
    }
    CHECK(posix_spawn_file_actions_addclosefrom_np(&actions_, static_cast<int>(copies.size())) ==
          0);
  }

  void reset_signals() {
    sigset_t all;
    sigset_t none;
    sigfillset(&all);
    sigemptyset(&none);
    CHECK(posix_spawnattr_setsigdefault(&attributes_, &all) == 0);
    CHECK(posix_spawnattr_setsigmask(&attributes_, &none) == 0);
    CHECK(posix_spawnattr_setflags(&attributes_, POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK) ==
          0);
  }

  const posix_spawn_file_actions_t* actions() const { return &actions_; }
  const posix_spawnattr_t* attributes() const { return &attributes_; }

 private:
  posix_spawn_file_actions_t actions_;
  posix_spawnattr_t attributes_;
};

std::chrono::microseconds duration_of(const timeval& time) {
  return std::chrono::seconds(time.tv_sec) + std::chrono::microseconds(time.tv_usec);
}

}  // namespace

Result<ChildProcess> ChildProcess::start(const ChildPlan& plan) {
  TRY_ASSIGN(const std::vector<UniqueFd> copies, lifted(plan.descriptors));
  SpawnActions spawn;
  spawn.set_descriptors(copies);
  spawn.reset_signals();
  const std::vector<char*> arguments = pointers_to(plan.arguments);
  const std::vector<char*> environment = pointers_to(plan.environment);
  pid_t id = 0;
  const int problem = posix_spawn(&id, plan.program.c_str(), spawn.actions(), spawn.attributes(),
                                  arguments.data(), environment.data());
  if (problem != 0) return system_error(problem, "start " + plan.program);
  UniqueFd pidfd(pidfd_open(id, 0));
  if (!pidfd.valid()) {
    const int reason = errno;
    kill(id, SIGKILL);
    retry_interrupted([&] { return waitpid(id, nullptr, 0); });
    return system_error(reason, "watch " + plan.program);
  }
  return ChildProcess(id, std::move(pidfd));
}

ChildProcess::~ChildProcess() {
  if (!pidfd_.valid()) return;
  signal(SIGKILL);
  const Result<ChildEnd> end = wait();
  static_cast<void>(end);
}

void ChildProcess::signal(int number) const {
  if (pidfd_.valid()) pidfd_send_signal(pidfd_.get(), number, nullptr, 0);
}

Result<ChildEnd> ChildProcess::wait() {
  CHECK(pidfd_.valid());
  int status = 0;
  rusage used = {};
  const pid_t ended = retry_interrupted([&] { return wait4(id_, &status, 0, &used); });
  const int problem = errno;
  pidfd_ = UniqueFd();
  if (ended != id_) return system_error(problem, "wait for a child process");
  ChildEnd end;
  end.exited = WIFEXITED(status);
  end.value = end.exited ? WEXITSTATUS(status) : WTERMSIG(status);
  end.user_time = duration_of(used.ru_utime);
  end.system_time = duration_of(used.ru_stime);
  end.peak_resident_bytes = static_cast<std::uint64_t>(used.ru_maxrss) * 1024;
  end.read_bytes = static_cast<std::uint64_t>(used.ru_inblock) * kAccountedBlock;
  end.written_bytes = static_cast<std::uint64_t>(used.ru_oublock) * kAccountedBlock;
  return end;
}

}  // namespace bdp::os
