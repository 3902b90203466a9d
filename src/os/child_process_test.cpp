#include "os/child_process.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <unistd.h>

#include <array>
#include <csignal>

namespace bdp::os {
namespace {

ChildPlan shell(const std::string& script) {
  return {.program = "/bin/sh", .arguments = {"sh", "-c", script}, .environment = {}};
}

std::string text_from(int fd) {
  std::string text;
  std::array<char, 4096> piece = {};
  for (;;) {
    const ssize_t count = retry_interrupted([&] { return read(fd, piece.data(), piece.size()); });
    if (count <= 0) return text;
    text.append(piece.data(), static_cast<std::size_t>(count));
  }
}

/// What it prints.
std::string output_of(ChildPlan plan) {
  std::array<int, 2> ends = {-1, -1};
  EXPECT_EQ(pipe2(ends.data(), O_CLOEXEC), 0);
  const UniqueFd reading(ends[0]);
  UniqueFd writing(ends[1]);
  plan.descriptors = {-1, writing.get(), 2};
  Result<ChildProcess> child = ChildProcess::start(plan);
  EXPECT_TRUE(child.has_value());
  writing = UniqueFd();
  return text_from(reading.get());
}

TEST(ChildProcess, TellsItsExitCode) {
  Result<ChildProcess> child = ChildProcess::start(shell("exit 7"));
  ASSERT_TRUE(child.has_value());
  const Result<ChildEnd> end = child->wait();
  ASSERT_TRUE(end.has_value());
  EXPECT_TRUE(end->exited);
  EXPECT_EQ(end->value, 7);
}

TEST(ChildProcess, TellsTheSignalThatEndedIt) {
  Result<ChildProcess> child = ChildProcess::start(shell("kill -9 $$"));
  ASSERT_TRUE(child.has_value());
  const Result<ChildEnd> end = child->wait();
  ASSERT_TRUE(end.has_value());
  EXPECT_FALSE(end->exited);
  EXPECT_EQ(end->value, SIGKILL);
}

TEST(ChildProcess, HasOnlyTheDescriptorsItWasGiven) {
  const UniqueFd inheritable(open("/dev/null", O_RDONLY));
  ASSERT_TRUE(inheritable.valid());
  // ls has the directory itself open.
  EXPECT_EQ(output_of(shell("exec ls /proc/self/fd")), "0\n1\n2\n3\n");
}

TEST(ChildProcess, HasOnlyTheEnvironmentItWasGiven) {
  EXPECT_EQ(output_of({.program = "/usr/bin/env", .arguments = {"env"}, .environment = {"ONE=1"}}),
            "ONE=1\n");
}

TEST(ChildProcess, DoesNotInheritIgnoredSignals) {
  struct sigaction ignore = {};
  struct sigaction before = {};
  ignore.sa_handler = SIG_IGN;
  ASSERT_EQ(sigaction(SIGPIPE, &ignore, &before), 0);
  EXPECT_EQ(output_of(shell("kill -PIPE $$; echo ignored")), "");
  ASSERT_EQ(sigaction(SIGPIPE, &before, nullptr), 0);
}

TEST(ChildProcess, IsKilledWhenItsOwnerIsGone) {
  UniqueFd watched;
  {
    Result<ChildProcess> child = ChildProcess::start(shell("exec sleep 1000"));
    ASSERT_TRUE(child.has_value());
    watched = UniqueFd(dup(child->exit_fd()));
  }
  pollfd ended = {watched.get(), POLLIN, 0};
  EXPECT_EQ(poll(&ended, 1, 0), 1);
}

TEST(ChildProcess, AMissingProgramIsNamed) {
  const Result<ChildProcess> child = ChildProcess::start(
      {.program = "/nowhere/program", .arguments = {"program"}, .environment = {}});
  ASSERT_FALSE(child.has_value());
  EXPECT_EQ(child.error().code(), Code::kNotFound);
  EXPECT_EQ(child.error().message(), "cannot start /nowhere/program: No such file or directory");
}

TEST(ChildProcess, AccountsForWhatItsChildrenUsed) {
  Result<ChildProcess> child =
      ChildProcess::start(shell("sh -c 'i=0; while [ $i -lt 100000 ]; do i=$((i+1)); done'; true"));
  ASSERT_TRUE(child.has_value());
  const Result<ChildEnd> end = child->wait();
  ASSERT_TRUE(end.has_value());
  EXPECT_GT((end->user_time + end->system_time).count(), 10000);
  EXPECT_GT(end->peak_resident_bytes, 100000U);
}

}  // namespace
}  // namespace bdp::os
