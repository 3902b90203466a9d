#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <csignal>
#include <memory>

#include "os/temporary_directory.h"
#include "sandbox/app_runner.h"
#include "sandbox/output_tree.h"
#include "sandbox/requests_for_test.h"

namespace bdp {
namespace {

using std::chrono_literals::operator""ms;

class SystemRunner : public testing::Test {
 protected:
  void SetUp() override {
    Result<std::unique_ptr<AppRunner>> made = make_system_runner(detect_isolation());
    ASSERT_TRUE(made.has_value()) << made.error().message();
    runner_ = *std::move(made);
  }

  AppOutcome run(const AppRequest& request) {
    const Result<AppOutcome> outcome = runner_->run(request, {}, output_);
    if (!outcome) {
      ADD_FAILURE() << outcome.error().message();
      return {};
    }
    return *outcome;
  }

  std::string failure(const AppRequest& request) {
    const Result<AppOutcome> outcome = runner_->run(request, {}, output_);
    return outcome ? "it ran" : std::string(outcome.error().message());
  }

  std::unique_ptr<AppRunner> runner_;
  KeptOutput output_;
};

TEST_F(SystemRunner, TellsOutputAndExitCode) {
  const AppOutcome outcome = run(shell("echo hello; echo oops >&2; exit 3"));
  EXPECT_EQ(outcome.ending, AppEnding::kExited);
  EXPECT_EQ(outcome.exit_code, 3);
  EXPECT_EQ(output_.out, "hello\n");
  EXPECT_EQ(output_.error, "oops\n");
  EXPECT_EQ(outcome.output_bytes, 11U);
}

TEST_F(SystemRunner, TellsTheSignalThatEndedIt) {
  const AppRequest request = shell("kill -SEGV $$");
  EXPECT_EQ(describe(run(request), request.limits), "killed by signal 11 (Segmentation fault)");
}

TEST_F(SystemRunner, TellsWhatTheAppUsed) {
  const os::TemporaryDirectory outer;
  ASSERT_EQ(chmod(outer.path().c_str(), 0755), 0);
  ASSERT_TRUE(OutputTree::make(outer / "out", default_app_user()).has_value());
  AppRequest request = python(
      "import os\n"
      "kept = bytearray(30 << 20)\n"
      "with open('/out/file', 'wb') as file: file.write(bytes(2 << 20)); os.fsync(file.fileno())\n"
      "for i in range(2000000): pass\n");
  request.limits.processors = 1;
  request.mounts = {{outer / "out", "/out", Access::kWritable}};
  const AppOutcome outcome = run(request);
  EXPECT_EQ(describe(outcome, request.limits), "exit code 0") << output_.error;
  EXPECT_GT(outcome.user_time + outcome.system_time, 20ms);
  EXPECT_GE(outcome.wall_time + 5ms, (outcome.user_time + outcome.system_time) / 2);
  EXPECT_GT(outcome.peak_memory_bytes, std::uint64_t{30} << 20U);
  EXPECT_GE(outcome.written_bytes, std::uint64_t{2} << 20U);
}

TEST_F(SystemRunner, GivesArgumentsVariablesAndDirectory) {
  AppRequest request = program({"printf", "%s|", "a b", "", "$x"});
  run(request);
  EXPECT_EQ(output_.out, "a b||$x|");
  output_ = {};
  request = shell("pwd; echo \"$GREETING\"; env | wc -l");
  request.environment = {"GREETING=hello  there"};
  request.working_directory = "/tmp";
  run(request);
  // The shell adds PWD.
  EXPECT_EQ(output_.out, "/tmp\nhello  there\n2\n");
}

TEST_F(SystemRunner, ShowsWhatIsMountedDeepInside) {
  const os::TemporaryDirectory outer;
  ASSERT_EQ(chmod(outer.path().c_str(), 0755), 0);
  const std::string file = outer.write("data", "content");
  ASSERT_EQ(chmod(file.c_str(), 0644), 0);
  AppRequest request = shell("cat /job/input/one/data /srv/alone");
  request.mounts = {{outer.path(), "/job/input/one", Access::kReadOnly},
                    {file, "/srv/alone", Access::kReadOnly}};
  run(request);
  EXPECT_EQ(output_.out, "contentcontent") << output_.error;
}

TEST_F(SystemRunner, StopsInOrderOnRequest) {
  class StopAtOutput final : public OutputListener {
   public:
    void output(OutputStream stream, std::string_view bytes) override {
      // The shell itself may have something to say, on the other one.
      if (stream == OutputStream::kStandardOutput) text += bytes;
      source.request_stop();
    }
    std::stop_source source;
    std::string text;
  } listener;
  // Waiting is interrupted by the signal; a shell whose program runs in front would wait for its
  // end, and that one may have begun just after the signal came.
  const AppRequest request =
      shell("trap 'echo bye; exit 0' TERM; sleep 1000 & echo ready; wait; echo woken");
  const auto outcome = runner_->run(request, listener.source.get_token(), listener);
  ASSERT_TRUE(outcome.has_value()) << outcome.error().message();
  EXPECT_EQ(describe(*outcome, request.limits), "stopped on request");
  EXPECT_TRUE(outcome->orderly);
  EXPECT_EQ(listener.text, "ready\nbye\n");
}

TEST_F(SystemRunner, AStopBeforeTheStartIsNoOutcome) {
  std::stop_source source;
  source.request_stop();
  const auto outcome = runner_->run(shell("true"), source.get_token(), output_);
  ASSERT_FALSE(outcome.has_value());
  EXPECT_EQ(outcome.error().code(), Code::kCancelled);
}

TEST_F(SystemRunner, SaysWhyAnAppDidNotStart) {
  EXPECT_EQ(
      failure(program({"/nowhere/app"})),
      "the app did not start: cannot run its program /nowhere/app: No such file or directory");
  EXPECT_EQ(failure(program({"no-such-program"})),
            "the app did not start: cannot run its program no-such-program: No such file or "
            "directory");
  EXPECT_EQ(failure(program({"/etc/passwd"})),
            "the app did not start: cannot run its program /etc/passwd: Permission denied");
  AppRequest request = shell("true");
  request.working_directory = "/nowhere";
  EXPECT_EQ(failure(request),
            "the app did not start: cannot enter its working directory /nowhere: No such file or "
            "directory");
  request = shell("true");
  request.bundle = "/somewhere";
  EXPECT_EQ(failure(request), "bundle: this runner runs programs of the system");
}

TEST_F(SystemRunner, ALevelIsNotLoweredInSilence) {
  HostIsolation host = detect_isolation();
  host.level = IsolationLevel::kNamespaces;
  const auto runner = make_system_runner(host);
  ASSERT_TRUE(runner.has_value());
  AppRequest request = shell("true");
  request.required = IsolationLevel::kControlGroups;
  const auto outcome = (*runner)->run(request, {}, output_);
  ASSERT_FALSE(outcome.has_value());
  EXPECT_EQ(outcome.error().code(), Code::kDenied);
  host.level = IsolationLevel::kNone;
  EXPECT_FALSE(make_system_runner(host).has_value());
}

/// Runs `work` in a process of its own; what it returns is the exit code.
template <class Work>
pid_t in_child(Work work) {
  const pid_t child = fork();
  if (child == 0) _exit(work());
  return child;
}

TEST(Platform, AppsEndWhenItIsKilled) {
  const os::TemporaryDirectory outer;
  ASSERT_EQ(chmod(outer.path().c_str(), 0777), 0);
  const std::string alive = outer / "alive";
  ASSERT_EQ(mkfifo(alive.c_str(), 0666), 0);
  ASSERT_EQ(chmod(alive.c_str(), 0666), 0);
  const os::UniqueFd reading(open(alive.c_str(), O_RDONLY | O_NONBLOCK));
  ASSERT_TRUE(reading.valid());
  const pid_t platform = in_child([&] {
    const auto runner = make_system_runner(detect_isolation());
    KeptOutput nobody;
    AppRequest request =
        shell("exec 3>/out/alive; trap '' TERM; setsid sleep 1000 & echo up >&3; wait");
    request.mounts = {{outer.path(), "/out", Access::kWritable}};
    return runner && (*runner)->run(request, {}, nobody) ? 0 : 1;
  });
  ASSERT_GT(platform, 0);
  ASSERT_EQ(fcntl(reading.get(), F_SETFL, 0), 0);
  std::array<char, 8> text = {};
  // Opened without waiting: until the app has opened it too, there is nothing to read.
  ssize_t count = 0;
  while ((count = read(reading.get(), text.data(), text.size())) == 0) {
    ASSERT_EQ(waitpid(platform, nullptr, WNOHANG), 0);
  }
  ASSERT_EQ(std::string(text.data(), static_cast<std::size_t>(count)), "up\n");
  ASSERT_EQ(kill(platform, SIGKILL), 0);
  ASSERT_EQ(waitpid(platform, nullptr, 0), platform);
  // The end comes when the last process that has it open is gone.
  EXPECT_EQ(read(reading.get(), text.data(), text.size()), 0);
}

TEST(Platform, NeedsNoRightsForNamespaces) {
  std::array<int, 2> ends = {-1, -1};
  ASSERT_EQ(pipe(ends.data()), 0);
  const os::UniqueFd reading(ends[0]);
  os::UniqueFd writing(ends[1]);
  const pid_t platform = in_child([&] {
    if (geteuid() == 0 && (setgid(12345) != 0 || setuid(12345) != 0)) return 2;
    HostIsolation host = detect_isolation();
    std::string said = missing_for(host, IsolationLevel::kNamespaces);
    host.level = std::min(host.level, IsolationLevel::kNamespaces);
    KeptOutput output;
    if (const auto runner = make_system_runner(host)) {
      AppRequest request = shell("id -u; grep CapEff /proc/self/status; while :; do :; done");
      request.limits.time = 300ms;
      const auto outcome = (*runner)->run(request, {}, output);
      said += outcome ? describe(*outcome, request.limits) : std::string(outcome.error().message());
    }
    said += "\n" + output.out + output.error;
    return write(writing.get(), said.data(), said.size()) > 0 ? 0 : 3;
  });
  writing = os::UniqueFd();
  std::array<char, 4096> text = {};
  const ssize_t count = read(reading.get(), text.data(), text.size());
  int status = -1;
  ASSERT_EQ(waitpid(platform, &status, 0), platform);
  EXPECT_EQ(status, 0);
  const std::string user = std::to_string(geteuid() == 0 ? 12345 : geteuid());
  EXPECT_EQ(std::string(text.data(), count > 0 ? static_cast<std::size_t>(count) : 0),
            "broke its limit of 300 ms of time\n" + user + "\nCapEff:\t0000000000000000\n");
}

}  // namespace
}  // namespace bdp
