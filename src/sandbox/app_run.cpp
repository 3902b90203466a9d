#include "sandbox/app_run.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <memory>
#include <optional>
#include <utility>

#include "base/check.h"
#include "os/child_process.h"
#include "os/clock.h"
#include "os/pidfd.h"
#include "os/system_error.h"
#include "sandbox/app_processes.h"
#include "sandbox/call_filter.h"
#include "sandbox/disk_use.h"
#include "sandbox/launcher_image.h"
#include "sandbox/relay.h"

namespace bdp {
namespace {

using std::chrono::duration_cast;
using std::chrono::microseconds;
using std::chrono::milliseconds;
using std::chrono::nanoseconds;
using std::chrono_literals::operator""ms;
using std::chrono_literals::operator""s;

constexpr auto kStartTime = 30s;     // For making the sandbox, on a busy machine.
constexpr auto kPatience = 2s;       // With what makes it, when it is not wanted any more.
constexpr auto kWatchPeriod = 20ms;  // Of memory and processes without control groups.
constexpr auto kSlowPeriod = 500ms;  // Of control groups, which also tell by themselves.
constexpr std::size_t kPieceBytes = std::size_t{64} << 10U;
constexpr std::size_t kMaxStartText = 4096;
// How often the disk is looked at: often enough for a disk of this speed, and not more than a
// twentieth of the time.
constexpr double kDiskBytesPerSecond = 2e9;
constexpr auto kDiskLeastWait = 5ms;
constexpr auto kDiskMostWait = 250ms;
constexpr int kDiskCostFactor = 20;

os::SteadyTime now() {
  return os::real_clock().steady();
}

Result<std::array<os::UniqueFd, 2>> make_pipe() {
  std::array<int, 2> ends = {-1, -1};
  if (pipe2(ends.data(), O_CLOEXEC) != 0) return os::system_error(errno, "make a pipe");
  if (fcntl(ends[0], F_SETFL, O_NONBLOCK) != 0) return os::system_error(errno, "make a pipe");
  return std::array<os::UniqueFd, 2>{os::UniqueFd(ends[0]), os::UniqueFd(ends[1])};
}

/// One run from its start to its end; used once.
class AppRun {
 public:
  AppRun(const SandboxParts& parts, const AppRequest& request, OutputListener& listener,
         std::stop_token stop)
      : parts_(parts), request_(request), listener_(listener), stop_(std::move(stop)) {}

  Result<AppOutcome> run(const SandboxCommand& command, const LaunchOptions& options) {
    TRY(start(command, options));
    const std::stop_callback wake_up(stop_, [this] {
      const std::uint64_t one = 1;
      CHECK(write(wake_.get(), &one, sizeof(one)) == sizeof(one));
    });
    while (!over()) {
      wait();
      take_reports();
      take_output(output_, OutputStream::kStandardOutput);
      take_output(error_, OutputStream::kStandardError);
      if (stop_.stop_requested()) stop();
      check_time();
      if (phase_ == Phase::kRunning) check_use();
    }
    return finish(command);
  }

 private:
  enum class Phase : std::uint8_t { kPreparing, kStarting, kRunning, kEnded };

  // What is polled, in this order.
  enum Source : std::uint8_t { kControl, kOutput, kError, kChild, kWake, kMemory, kProcesses };

  Status start(const SandboxCommand& command, const LaunchOptions& options) {
    wake_ = os::UniqueFd(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
    if (!wake_.valid()) return os::system_error(errno, "watch an app");
    for (const AppRelay& relay : request_.relays) {
      TRY_ASSIGN(RelayTarget target, resolve_target(relay));
      targets_.push_back(std::move(target));
    }
    std::vector<std::string> writable;
    for (const AppMount& mount : request_.mounts) {
      if (mount.access == Access::kWritable) writable.push_back(mount.host_path);
    }
    TRY_ASSIGN(disk_, DiskUse::of(writable));
    if (parts_.level == IsolationLevel::kControlGroups) {
      TRY_ASSIGN(ControlGroup group, parts_.groups.make(request_.limits));
      group_.emplace(std::move(group));
    }
    LaunchOptions all = options;
    if (group_) all.groups = group_->entrances();
    TRY_ASSIGN(launch_, Launch::prepare(request_, all, parts_.filter.get(), parts_.image.get()));
    TRY_ASSIGN(auto output, make_pipe());
    TRY_ASSIGN(auto error, make_pipe());
    os::ChildPlan plan;
    plan.program = command.program;
    plan.arguments = command.arguments;
    plan.environment = {"PATH=/usr/sbin:/usr/bin:/sbin:/bin"};
    plan.descriptors = {-1, output[1].get(), error[1].get()};
    for (const int descriptor : launch_->descriptors()) plan.descriptors.push_back(descriptor);
    for (const int file : command.files) plan.descriptors.push_back(file);
    started_ = now();
    TRY_ASSIGN(child_, os::ChildProcess::start(plan));
    launch_->close_child_side();
    output_ = std::move(output[0]);
    error_ = std::move(error[0]);
    return {};
  }

  bool over() const { return child_ended_ && !output_.valid() && !error_.valid(); }

  void wait() {
    std::array<pollfd, 7> sources = {};
    for (pollfd& source : sources) source = {-1, POLLIN, 0};
    if (!launch_->ended()) sources[kControl].fd = launch_->control_fd();
    sources[kOutput].fd = output_.get();
    sources[kError].fd = error_.get();
    if (!child_ended_) sources[kChild].fd = child_->exit_fd();
    if (!stop_seen_) sources[kWake].fd = wake_.get();
    if (group_ && !limit_broken_) {
      sources[kMemory] = {group_->memory_fd(), group_->memory_events(), 0};
      sources[kProcesses] = {group_->processes_fd(), POLLPRI, 0};
    }
    const nanoseconds left = std::max(next_look() - now(), nanoseconds(0));
    const timespec timeout = {static_cast<time_t>(left / 1s),
                              static_cast<long>((left % nanoseconds(1s)).count())};
    if (ppoll(sources.data(), sources.size(), &timeout, nullptr) <= 0) return;
    if (sources[kChild].revents != 0) child_ended_ = true;
    if (sources[kMemory].revents != 0 || sources[kProcesses].revents != 0) {
      group_->acknowledge();
      watch_at_ = {};
    }
  }

  os::SteadyTime next_look() const {
    if (phase_ == Phase::kEnded || killed_) return abandon_at_.value_or(now() + kSlowPeriod);
    if (phase_ != Phase::kRunning) return started_ + kStartTime;
    os::SteadyTime next = std::min(watch_at_, kill_at_.value_or(running_since_ + time_limit()));
    if (!disk_->empty()) next = std::min(next, disk_at_);
    return next;
  }

  nanoseconds time_limit() const { return request_.limits.time; }

  void take_reports() {
    while (!launch_->ended()) {
      std::optional<LaunchReport> got = launch_->next_report();
      if (!got) return;
      switch (got->report.kind) {
        case launch::ReportKind::kReady:
          if (const Status begun = begin(*got); !begun) give_up(begun.error());
          break;
        case launch::ReportKind::kStarted:
          phase_ = Phase::kRunning;
          break;
        case launch::ReportKind::kFailed:
          give_up(launch_failure(got->report, request_));
          break;
        case launch::ReportKind::kEnded:
          phase_ = Phase::kEnded;
          ended_ = now();
          status_ = got->report.value;
          left_behind_ = got->report.left_behind;
          break;
      }
    }
  }

  /// The sandbox stands: what holds the app is put around it, then it may start.
  Status begin(LaunchReport& ready) {
    launcher_id_ = ready.launcher;
    launcher_ = os::UniqueFd(pidfd_open(ready.launcher, 0));
    if (!launcher_.valid()) return os::system_error(errno, "watch the launcher of an app");
    if (!targets_.empty()) {
      CHECK(ready.listeners.size() == targets_.size());
      std::vector<Relay::Line> lines;
      for (std::size_t i = 0; i < targets_.size(); ++i) {
        lines.push_back({std::move(ready.listeners[i]), std::move(targets_[i])});
      }
      TRY_ASSIGN(relay_, Relay::start(std::move(lines)));
    }
    phase_ = Phase::kStarting;
    running_since_ = now();
    watch_at_ = running_since_ + watch_period();
    disk_at_ = running_since_;
    launch_->order(launch::Order::kGo);
    return {};
  }

  void take_output(os::UniqueFd& from, OutputStream stream) {
    if (!from.valid()) return;
    const ssize_t count =
        os::retry_interrupted([&] { return read(from.get(), piece_.get(), kPieceBytes); });
    if (count < 0 && errno == EAGAIN) return;
    if (count <= 0) {
      from = os::UniqueFd();
      return;
    }
    std::string_view bytes(piece_.get(), static_cast<std::size_t>(count));
    if (phase_ == Phase::kPreparing) {
      start_text_ += bytes.substr(0, kMaxStartText - std::min(kMaxStartText, start_text_.size()));
      return;
    }
    const std::uint64_t room = request_.limits.output_bytes - output_bytes_;
    if (bytes.size() > room) {
      bytes = bytes.substr(0, room);
      break_limit(AppLimit::kOutput);
    }
    output_bytes_ += bytes.size();
    if (!bytes.empty()) listener_.output(stream, bytes);
  }

  void stop() {
    stop_seen_ = true;
    if (phase_ == Phase::kPreparing) {
      give_up(Error(Code::kCancelled, "stopped before the app had started"));
    } else if (phase_ == Phase::kRunning && !kill_at_) {
      stopped_ = !limit_broken_;
      terminate();
    }
    // While it starts, the launcher will say in a moment whether it has.
  }

  /// Asks it to end, and will see to it.
  void terminate() {
    if (kill_at_) return;
    launch_->order(launch::Order::kTerminate);
    kill_at_ = now() + nanoseconds(request_.grace);
  }

  void check_time() {
    if (abandon_at_ && now() >= *abandon_at_) {
      child_->signal(SIGKILL);
      abandon_at_.reset();
    }
    if (killed_ || phase_ == Phase::kEnded) return;
    const os::SteadyTime time = now();
    if (phase_ != Phase::kRunning) {
      if (time >= started_ + kStartTime) {
        give_up(Error(Code::kUnavailable, "the sandbox of an app was not ready in 30 s"));
      }
      return;
    }
    if (kill_at_ && time >= *kill_at_) {
      orderly_ = false;
      kill_all();
    } else if (!kill_at_ && time >= running_since_ + time_limit()) {
      limit_broken_ = AppLimit::kTime;
      terminate();
    }
  }

  nanoseconds watch_period() const { return group_ ? nanoseconds(kSlowPeriod) : kWatchPeriod; }

  void check_use() {
    if (killed_) return;
    if (now() >= watch_at_) {
      watch_at_ = now() + watch_period();
      if (group_ ? group_->broke_memory() : watched_use().memory_bytes > memory_limit()) {
        break_limit(AppLimit::kMemory);
      } else if (group_ ? group_->broke_processes()
                        : watched_use().threads > request_.limits.processes + 1) {
        break_limit(AppLimit::kProcesses);
      }
    }
    if (!disk_->empty() && now() >= disk_at_) check_disk();
  }

  std::uint64_t memory_limit() const { return request_.limits.memory_bytes; }

  /// Without control groups; the launcher is counted too.
  ProcessUse watched_use() const { return measure_use(processes_below(launcher_id_)); }

  void check_disk() {
    const std::uint64_t limit = request_.limits.disk_bytes;
    const os::SteadyTime begun = now();
    std::uint64_t used = disk_->measure(limit);
    const std::vector<pid_t> processes =
        group_ ? group_->processes() : processes_below(launcher_id_);
    // Only who has written more than the limit can have hidden something.
    if (used <= limit && written_bytes(processes) > limit) {
      used += disk_->measure_nameless(processes);
    }
    if (used > limit) return break_limit(AppLimit::kDisk);
    const nanoseconds cost = now() - begun;
    const auto filling = nanoseconds(
        static_cast<std::int64_t>(static_cast<double>(limit - used) / kDiskBytesPerSecond * 1e9));
    const nanoseconds wait = std::clamp<nanoseconds>(filling, kDiskLeastWait, kDiskMostWait);
    disk_at_ = now() + std::max(wait, cost * kDiskCostFactor);
  }

  void break_limit(AppLimit limit) {
    if (!limit_broken_ && !stopped_) limit_broken_ = limit;
    kill_all();
  }

  /// It did not start, and this is why.
  void give_up(Error why) {
    if (!start_error_) start_error_ = std::move(why);
    kill_all();
  }

  /// The launcher is the first process of its namespace: the kernel kills all others with it.
  void kill_all() {
    if (std::exchange(killed_, true)) return;
    if (launcher_.valid()) {
      ended_ = now();
      pidfd_send_signal(launcher_.get(), SIGKILL, nullptr, 0);
    } else {
      // Not the maker of the sandbox: it might leave a half of it behind.
      launch_->hang_up();
      abandon_at_ = now() + kPatience;
    }
  }

  Result<AppOutcome> finish(const SandboxCommand& command) {
    relay_.reset();
    TRY_ASSIGN(const os::ChildEnd end, child_->wait());
    if (start_error_) return *std::move(start_error_);
    if (phase_ == Phase::kPreparing) {
      while (!start_text_.empty() && start_text_.back() == '\n') start_text_.pop_back();
      return Error(Code::kUnavailable, command.name + " could not make a sandbox: " +
                                           (start_text_.empty() ? "it said nothing" : start_text_));
    }
    AppOutcome outcome;
    outcome.level = parts_.level;
    outcome.orderly = orderly_;
    outcome.left_behind = left_behind_;
    outcome.user_time = end.user_time;
    outcome.system_time = end.system_time;
    outcome.wall_time = duration_cast<microseconds>(ended_.value_or(now()) - running_since_);
    outcome.read_bytes = end.read_bytes;
    outcome.written_bytes = end.written_bytes;
    outcome.output_bytes = output_bytes_;
    outcome.peak_memory_bytes = group_ ? group_->peak_memory_bytes() : 0;
    if (outcome.peak_memory_bytes == 0) outcome.peak_memory_bytes = end.peak_resident_bytes;
    set_ending(outcome);
    return outcome;
  }

  void set_ending(AppOutcome& outcome) const {
    // Nobody tells how it ended when all was killed at once.
    const int status = status_.value_or(SIGKILL);
    outcome.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : 0;
    outcome.signal = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
    if (const std::optional<AppLimit> limit = limit_found(outcome)) {
      outcome.ending = AppEnding::kLimit;
      outcome.limit = *limit;
    } else if (stopped_) {
      outcome.ending = AppEnding::kStopped;
    } else {
      outcome.ending = WIFEXITED(status) ? AppEnding::kExited : AppEnding::kSignalled;
    }
  }

  /// Also what the app ran into and ended of before it was seen.
  std::optional<AppLimit> limit_found(const AppOutcome& outcome) const {
    if (limit_broken_) return limit_broken_;
    if (stopped_) return std::nullopt;
    if (group_ && group_->broke_memory()) return AppLimit::kMemory;
    if (group_ && group_->broke_processes()) return AppLimit::kProcesses;
    const std::uint64_t limit = request_.limits.disk_bytes;
    if (outcome.signal == SIGXFSZ || disk_->measure(limit) > limit) return AppLimit::kDisk;
    return std::nullopt;
  }

  const SandboxParts& parts_;
  const AppRequest& request_;
  OutputListener& listener_;
  const std::stop_token stop_;
  const std::unique_ptr<char[]> piece_ = std::make_unique<char[]>(kPieceBytes);

  std::optional<ControlGroup> group_;  // Removed last, when nothing is in it any more.
  std::optional<DiskUse> disk_;
  std::optional<Launch> launch_;
  std::optional<os::ChildProcess> child_;
  std::vector<RelayTarget> targets_;
  std::unique_ptr<Relay> relay_;
  os::UniqueFd wake_;
  os::UniqueFd output_;
  os::UniqueFd error_;
  os::UniqueFd launcher_;  ///< A pidfd.
  pid_t launcher_id_ = 0;

  Phase phase_ = Phase::kPreparing;
  os::SteadyTime started_;
  os::SteadyTime running_since_;
  os::SteadyTime watch_at_;
  os::SteadyTime disk_at_;
  std::optional<os::SteadyTime> kill_at_;     ///< The grace period's end.
  std::optional<os::SteadyTime> abandon_at_;  ///< Then what makes the sandbox is killed.
  std::optional<os::SteadyTime> ended_;
  bool child_ended_ = false;
  bool stop_seen_ = false;  ///< The request needs to wake nobody any more.
  bool stopped_ = false;
  bool killed_ = false;
  bool orderly_ = true;
  std::optional<AppLimit> limit_broken_;
  std::optional<Error> start_error_;
  std::string start_text_;
  std::optional<int> status_;  ///< As of waitpid().
  std::uint32_t left_behind_ = 0;
  std::uint64_t output_bytes_ = 0;
};

}  // namespace

int launcher_descriptors(const SandboxParts& parts) {
  const std::size_t groups =
      parts.level == IsolationLevel::kControlGroups ? parts.groups.directories() : 0;
  return launch::kGroupsFd - launch::kControlFd + static_cast<int>(groups);
}

int first_file(const SandboxParts& parts) {
  return launch::kControlFd + launcher_descriptors(parts);
}

Result<SandboxParts> make_parts(const HostIsolation& host) {
  SandboxParts parts;
  parts.level = host.level;
  TRY_ASSIGN(parts.filter, make_call_filter());
  TRY_ASSIGN(parts.image, make_launcher_image());
  if (host.level == IsolationLevel::kControlGroups) {
    parts.groups = ControlGroups::find();
    for (const GroupController* controller :
         {&parts.groups.cpu(), &parts.groups.memory(), &parts.groups.processes()}) {
      if (controller->version == 0) return Error(Code::kUnavailable, controller->problem);
    }
  }
  return parts;
}

Result<AppOutcome> run_app(const SandboxParts& parts, const SandboxCommand& command,
                           const AppRequest& request, const LaunchOptions& options,
                           std::stop_token stop, OutputListener& listener) {
  AppRun run(parts, request, listener, std::move(stop));
  return run.run(command, options);
}

}  // namespace bdp
