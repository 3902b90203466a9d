#include <gtest/gtest.h>
#include <unistd.h>

#include <memory>

#include "os/temporary_directory.h"
#include "sandbox/app_runner.h"
#include "sandbox/listener_for_test.h"

namespace bdp {
namespace {

using std::chrono_literals::operator""s;

AppRequest shell(const std::string& script) {
  AppRequest request;
  request.arguments = {"/bin/sh", "-c", script};
  request.environment = {"PATH=/usr/bin:/bin"};
  request.limits = {.processors = 1,
                    .memory_bytes = std::uint64_t{128} << 20U,
                    .processes = 32,
                    .time = 20s,
                    .output_bytes = 1 << 20U,
                    .disk_bytes = 1 << 20U,
                    .open_files = 64};
  return request;
}

class SystemRunner : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    host = std::make_unique<HostIsolation>(detect_isolation());
    Result<std::unique_ptr<AppRunner>> made = make_system_runner(*host);
    ASSERT_TRUE(made.has_value()) << made.error().message();
    runner = *std::move(made);
  }

  AppOutcome run(const AppRequest& request) {
    const Result<AppOutcome> outcome = runner->run(request, {}, output);
    if (!outcome) {
      ADD_FAILURE() << outcome.error().message();
      return {};
    }
    return *outcome;
  }

  static std::unique_ptr<HostIsolation> host;
  static std::unique_ptr<AppRunner> runner;
  KeptOutput output;
};

std::unique_ptr<HostIsolation> SystemRunner::host;
std::unique_ptr<AppRunner> SystemRunner::runner;

TEST_F(SystemRunner, TellsOutputAndExitCode) {
  const AppOutcome outcome = run(shell("echo hello; echo oops >&2; exit 3"));
  EXPECT_EQ(outcome.ending, AppEnding::kExited);
  EXPECT_EQ(outcome.exit_code, 3);
  EXPECT_EQ(output.out, "hello\n");
  EXPECT_EQ(output.error, "oops\n");
  EXPECT_EQ(outcome.level, IsolationLevel::kControlGroups);
}

}  // namespace
}  // namespace bdp
