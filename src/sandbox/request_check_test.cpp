#include "sandbox/request_check.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <functional>

#include "sandbox/requests_for_test.h"

namespace bdp {
namespace {

/// What is wrong with a good request once `spoil` has changed it.
std::string problem(const std::function<void(AppRequest&)>& spoil) {
  AppRequest request = shell("true");
  spoil(request);
  const Status checked = check_request(request, IsolationLevel::kNamespaces);
  return checked ? "none" : std::string(checked.error().message());
}

TEST(RequestCheck, AGoodRequestHasNoProblem) {
  EXPECT_EQ(problem([](AppRequest& request) {
              request.mounts = {{"/usr", "/data", Access::kReadOnly}};
              request.relays = {{27017, "localhost", 27017}};
            }),
            "none");
}

TEST(RequestCheck, EveryLimitMustBeSaid) {
  const auto without = [](auto AppLimits::* limit) {
    return problem([limit](AppRequest& request) { request.limits.*limit = {}; });
  };
  EXPECT_EQ(without(&AppLimits::processors), "limits.processors: must be more than 0");
  EXPECT_EQ(without(&AppLimits::memory_bytes), "limits.memory_bytes: must be 1048576 at least");
  EXPECT_EQ(without(&AppLimits::processes), "limits.processes: must be 1 at least");
  EXPECT_EQ(without(&AppLimits::time), "limits.time: must be more than 0");
  EXPECT_EQ(without(&AppLimits::output_bytes), "limits.output_bytes: must be more than 0");
  EXPECT_EQ(without(&AppLimits::disk_bytes), "limits.disk_bytes: must be more than 0");
  EXPECT_EQ(without(&AppLimits::open_files), "limits.open_files: must be 16 at least");
}

TEST(RequestCheck, ALevelThatIsNotThereIsAnError) {
  EXPECT_EQ(problem([](AppRequest& request) { request.required = IsolationLevel::kControlGroups; }),
            "the app requires isolation by control groups, this host allows namespaces");
}

TEST(RequestCheck, MountsAreAbsoluteAndThereAndApart) {
  const auto mounted = [](const std::vector<AppMount>& mounts) {
    return problem([&mounts](AppRequest& request) { request.mounts = mounts; });
  };
  EXPECT_EQ(mounted({{"data", "/data", Access::kReadOnly}}),
            "mounts[0].host_path: 'data' is not an absolute path");
  EXPECT_EQ(mounted({{"/usr", "/in/../etc", Access::kReadOnly}}),
            "mounts[0].inside_path: '/in/../etc' must be a path without '..'");
  EXPECT_EQ(mounted({{"/usr", "/etc/x", Access::kReadOnly}}),
            "mounts[0].inside_path: '/etc/x' is the system's");
  EXPECT_EQ(mounted({{"/usr", "//", Access::kReadOnly}}),
            "mounts[0].inside_path: '/' is the system's");
  EXPECT_EQ(mounted({{"/usr", "/a", Access::kReadOnly}, {"/usr", "/a/b", Access::kReadOnly}}),
            "mounts[1].inside_path: '/a/b' is in another mount, '/a'");
  EXPECT_EQ(mounted({{"/nowhere", "/a", Access::kReadOnly}}),
            "cannot find mounts[0].host_path /nowhere: No such file or directory");
}

TEST(RequestCheck, RelaysNameTwoPorts) {
  const auto relayed = [](const std::vector<AppRelay>& relays) {
    return problem([&relays](AppRequest& request) { request.relays = relays; });
  };
  EXPECT_EQ(relayed({{80, "localhost", 80}}),
            "relays[0].inside_port: must be 1024 at least: lower ones need rights");
  EXPECT_EQ(relayed({{8080, "", 80}}), "relays[0].host: must not be empty");
  EXPECT_EQ(relayed({{8080, "localhost", 0}}), "relays[0].port: must not be 0");
  EXPECT_EQ(relayed({{8080, "a", 80}, {8080, "b", 80}}),
            "relays[1].inside_port: 8080 is there twice");
}

TEST(RequestCheck, TextsAreWhatTheKernelTakes) {
  EXPECT_EQ(problem([](AppRequest& request) { request.arguments.clear(); }),
            "arguments: must name a program");
  EXPECT_EQ(problem([](AppRequest& request) { request.arguments.emplace_back("a\0b", 3); }),
            "arguments: must not have a byte 0");
  EXPECT_EQ(problem([](AppRequest& request) { request.environment.emplace_back("HOME"); }),
            "environment: 'HOME' is not NAME=VALUE");
  EXPECT_EQ(problem([](AppRequest& request) { request.working_directory = "work"; }),
            "working_directory: 'work' is not an absolute path");
}

TEST(RequestCheck, NobodyIsRoot) {
  EXPECT_EQ(problem([](AppRequest& request) { request.user = AppUser{0, 1000}; }),
            "user: an app never runs as root");
}

}  // namespace
}  // namespace bdp
