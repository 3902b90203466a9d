#include "sandbox/control_groups.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fstream>
#include <string>

#include "os/child_process.h"
#include "os/temporary_directory.h"
#include "sandbox/group_places.h"
#include "sandbox/small_file.h"

namespace bdp {
namespace {

constexpr AppLimits kLimits = {.processors = 0.5,
                               .memory_bytes = 32 << 20,
                               .processes = 7,
                               .time = std::chrono::seconds(1),
                               .output_bytes = 1,
                               .disk_bytes = 1,
                               .open_files = 16};

TEST(GroupPlaces, FindsControllersOfBothVersions) {
  const std::string groups =
      "4:memory:/service\n3:cpu,cpuacct:/\n1:name=systemd:/x\n0::/user/session\n";
  const std::string mounts =
      "30 20 0:20 / /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory\n"
      "31 20 0:21 / /sys/fs/cgroup/cpu,cpuacct rw,nosuid shared:9 - cgroup cgroup rw,cpu,cpuacct\n"
      "32 20 0:22 / /sys/fs/cgroup/unified rw - cgroup2 cgroup2 rw,nsdelegate\n";
  EXPECT_EQ(group_place(groups, mounts, "memory").directory, "/sys/fs/cgroup/memory/service");
  EXPECT_EQ(group_place(groups, mounts, "memory").version, 1);
  EXPECT_EQ(group_place(groups, mounts, "cpu").directory, "/sys/fs/cgroup/cpu,cpuacct");
  EXPECT_EQ(group_place(groups, mounts, "pids").directory, "/sys/fs/cgroup/unified/user/session");
  EXPECT_EQ(group_place(groups, mounts, "pids").version, 2);
}

TEST(GroupPlaces, AContainerSeesAPartOfTheHierarchy) {
  const std::string mounts =
      "30 20 0:20 /docker/1 /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory\n";
  EXPECT_EQ(group_place("4:memory:/docker/1/app\n", mounts, "memory").directory,
            "/sys/fs/cgroup/memory/app");
  EXPECT_EQ(group_place("4:memory:/docker/1\n", mounts, "memory").directory,
            "/sys/fs/cgroup/memory");
}

TEST(GroupPlaces, WithoutAMountThereIsNone) {
  EXPECT_EQ(group_place("4:memory:/\n", "", "memory").version, 0);
  EXPECT_EQ(group_place("nonsense\n:\n", "nonsense - x\n", "memory").version, 0);
}

/// A directory in place of version 2's file system, with the files that are used.
class FakeVersion2 {
 public:
  FakeVersion2() { folder_.write("cgroup.controllers", "cpuset cpu memory pids\n"); }

  ControlGroups find() const {
    return ControlGroups::find("0::/\n", "9 1 0:1 / " + folder_.path() + " rw - cgroup2 none rw\n");
  }
  std::string path() const { return folder_.path(); }
  std::string operator/(const std::string& name) const { return folder_ / name; }
  void write(const std::string& name, const std::string& text) const { folder_.write(name, text); }

 private:
  os::TemporaryDirectory folder_;
};

TEST(ControlGroups, AskForTheControllersOfVersion2) {
  const FakeVersion2 kernel;
  kernel.write("cgroup.subtree_control", "");
  const ControlGroups groups = kernel.find();
  EXPECT_TRUE(groups.complete()) << groups.memory().problem;
  EXPECT_EQ(groups.memory().version, 2);
  EXPECT_EQ(groups.memory().directory, kernel.path());
  EXPECT_TRUE(small_file(kernel / "cgroup.subtree_control").starts_with("+pids"));
}

TEST(ControlGroups, SayWhatVersion2LacksAndWhatHelps) {
  const FakeVersion2 kernel;
  kernel.write("cgroup.controllers", "cpu pids\n");
  kernel.write("cgroup.subtree_control", "");
  const ControlGroups groups = kernel.find();
  EXPECT_FALSE(groups.complete());
  EXPECT_EQ(groups.memory().version, 0);
  EXPECT_EQ(groups.memory().problem,
            kernel.path() +
                " does not have the controller 'memory'; start the platform where it may make "
                "control groups: as root, or by systemd with Delegate=yes");
  EXPECT_EQ(groups.cpu().version, 2);
}

TEST(ControlGroups, RemoveWhatADeadPlatformLeft) {
  // No process has this number: the kernel's largest is 2^22.
  const FakeVersion2 kernel;
  kernel.write("cgroup.subtree_control", "");
  const std::string left = kernel / "mysimbdp.99999999.3";
  const std::string used = kernel / ("mysimbdp." + std::to_string(getpid()) + ".900");
  ASSERT_EQ(mkdir(left.c_str(), 0755), 0);
  ASSERT_EQ(mkdir(used.c_str(), 0755), 0);
  kernel.find();
  EXPECT_NE(access(left.c_str(), F_OK), 0);
  EXPECT_EQ(access(used.c_str(), F_OK), 0);
}

TEST(ControlGroups, HoldAProcessToItsLimits) {
  const ControlGroups groups = ControlGroups::find();
  ASSERT_TRUE(groups.complete()) << groups.cpu().problem << groups.memory().problem
                                 << groups.processes().problem;
  Result<ControlGroup> group = groups.make(kLimits);
  ASSERT_TRUE(group.has_value()) << group.error().message();
  os::ChildPlan plan;
  plan.program = "/bin/sh";
  plan.arguments = {"sh", "-c",
                    "for entrance in 3 4 5; do echo 0 >&$entrance; done; cat /proc/self/cgroup >&6;"
                    "exec tail /dev/zero"};
  std::array<int, 2> ends = {-1, -1};
  ASSERT_EQ(pipe(ends.data()), 0);
  const os::UniqueFd reading(ends[0]);
  os::UniqueFd writing(ends[1]);
  const std::vector<int> entrances = group->entrances();
  ASSERT_EQ(entrances.size(), groups.directories());
  plan.descriptors = {
      -1,           -1, -1, entrances.front(), entrances[entrances.size() / 2], entrances.back(),
      writing.get()};
  Result<os::ChildProcess> child = os::ChildProcess::start(plan);
  ASSERT_TRUE(child.has_value());
  writing = os::UniqueFd();
  EXPECT_FALSE(group->broke_memory());
  std::array<char, 4096> text = {};
  const ssize_t count = read(reading.get(), text.data(), text.size());
  const std::string own(text.data(), count > 0 ? static_cast<std::size_t>(count) : 0);
  EXPECT_NE(own.find("mysimbdp." + std::to_string(getpid()) + "."), std::string::npos) << own;
  ASSERT_TRUE(child->wait().has_value());
  EXPECT_TRUE(group->broke_memory());
  EXPECT_FALSE(group->broke_processes());
  EXPECT_GT(group->peak_memory_bytes(), std::uint64_t{16} << 20U);
  EXPECT_LE(group->peak_memory_bytes(), kLimits.memory_bytes);
}

}  // namespace
}  // namespace bdp
