#include "store/run_lock.h"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <csignal>

#include "os/temporary_directory.h"

namespace bdp {
namespace {

class RunLockTest : public testing::Test {
 protected:
  Result<RunLock> take(const std::string& tenant, const std::string& dataset) {
    return RunLock::take(environment_, directory_ / "state/locks", TenantId{tenant}, dataset);
  }

  os::TemporaryDirectory directory_;
  os::FakeClock clock_{os::WallTime(std::chrono::seconds(1700000000))};
  os::Environment environment_{os::real_files(), clock_, os::real_randomness()};
};

TEST_F(RunLockTest, IsOnePerTenantAndDataSet) {
  const auto lock = take("c", "d");
  ASSERT_TRUE(lock);
  EXPECT_TRUE(take("c", "e"));
  EXPECT_TRUE(take("b", "d"));
  EXPECT_TRUE(take("cd", ""));
}

TEST_F(RunLockTest, SaysWhichProcessHasIt) {
  const auto lock = take("c", "d");
  ASSERT_TRUE(lock);
  const auto second = take("c", "d");
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().code(), Code::kConflict);
  EXPECT_EQ(second.error().message(),
            "another run is ingesting into data set 'd' of client 'c' (process " +
                std::to_string(getpid()) +
                " since 2023-11-14T22:13:20Z); wait for it, stop it, or choose another --dataset");
}

TEST_F(RunLockTest, IsFreeOnceItsProcessIsKilled) {
  std::array<int, 2> ready = {-1, -1};
  ASSERT_EQ(pipe(ready.data()), 0);
  const pid_t child = fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    const auto lock = take("c", "d");
    const ssize_t told = write(ready[1], lock ? "y" : "n", 1);
    pause();
    _exit(told == 1 ? 0 : 1);
  }
  char answer = 0;
  ASSERT_EQ(read(ready[0], &answer, 1), 1);
  ASSERT_EQ(answer, 'y');
  EXPECT_FALSE(take("c", "d"));
  ASSERT_EQ(kill(child, SIGKILL), 0);
  ASSERT_EQ(waitpid(child, nullptr, 0), child);
  EXPECT_TRUE(take("c", "d"));
  close(ready[0]);
  close(ready[1]);
}

}  // namespace
}  // namespace bdp
