#include "batch/tenant_apps.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace bdp {
namespace {

using testing::HasSubstr;

Result<TenantApps> read(std::string_view json) {
  TRY_ASSIGN(const config::Document document, config::parse_json(json, "profile.json"));
  return read_tenant_apps(document, "/srv/tenants/alice");
}

std::string error_of(std::string_view json) {
  const Result<TenantApps> apps = read(json);
  return apps ? "no error" : std::string(apps.error().message());
}

TEST(TenantApps, OfAProfileThatSaysNothingAreNone) {
  const auto apps = read(R"({"client_id": "alice", "max_number_of_files": 1})");
  ASSERT_TRUE(apps) << apps.error().message();
  EXPECT_TRUE(apps->apps.empty());
  EXPECT_EQ(apps->share.weight, 1);
}

TEST(TenantApps, AreReadWithTheirLimits) {
  const auto apps = read(R"({
    "apps": [
      {"name": "vm", "filename_pattern": "*.csv", "spec": "vm.json", "expected_seconds": 30},
      {"name": "whole", "filename_pattern": "*", "file_format": ["bin"], "priority": 9,
       "command": ["python3", "/app/client1.py"], "directory": "client1",
       "limits": {"cpu_percent": 50, "memory": "64 MiB", "seconds": 5}, "schedule": "@daily"}],
    "scheduling": {"weight": 4, "max_jobs": 3},
    "coredms": {"uri": "mongodb://alice@db/alice", "password_file": "/run/secrets/alice"}})");
  ASSERT_TRUE(apps) << apps.error().message();
  EXPECT_EQ(apps->share.weight, 4);
  EXPECT_EQ(apps->share.most_jobs, 3U);
  EXPECT_EQ(apps->coredms_password_file, "/run/secrets/alice");
  const TenantApp& vm = *apps->find("vm");
  EXPECT_TRUE(vm.declarative());
  EXPECT_EQ(vm.spec, "/srv/tenants/alice/apps/vm.json");
  EXPECT_EQ(vm.needs.seconds, 30);
  EXPECT_TRUE(vm.takes("a.csv"));
  EXPECT_FALSE(vm.takes("a.bin"));
  const TenantApp& whole = *apps->find("whole");
  EXPECT_FALSE(whole.declarative());
  EXPECT_EQ(whole.directory, "/srv/tenants/alice/apps/client1");
  EXPECT_EQ(whole.limits.processors, 0.5);
  EXPECT_EQ(whole.limits.memory_bytes, 64U << 20U);
  EXPECT_EQ(whole.limits.time, std::chrono::seconds(5));
  EXPECT_TRUE(whole.schedule.has_value());
  EXPECT_TRUE(whole.takes("a.bin"));
  EXPECT_FALSE(whole.takes("a.txt")) << "of another format";
  EXPECT_EQ(apps->find("nobody"), nullptr);
}

TEST(TenantApps, SayWhereAndWhatIsWrong) {
  EXPECT_THAT(error_of(R"({"apps": {"name": "vm"}})"), HasSubstr("expected a list such as"));
  EXPECT_THAT(error_of("{\"apps\": [\n {\"name\": \"vm\"}]}"),
              HasSubstr("profile.json:2:11: the app 'vm' has none of 'spec'"));
  EXPECT_THAT(error_of(R"({"apps": [{"name": "vm", "spec": "a", "command": ["b"]}]})"),
              HasSubstr("has more than one of"));
  EXPECT_THAT(error_of(R"({"apps": [{"name": "a b", "spec": "a"}]})"), HasSubstr("without blanks"));
  EXPECT_THAT(error_of(R"({"apps": [{"name": "a", "spec": "a", "comand": []}]})"),
              HasSubstr("did you mean 'command'"));
  EXPECT_THAT(error_of(R"({"apps": [{"name": "a", "spec": "a"}, {"name": "a", "spec": "b"}]})"),
              HasSubstr("two apps of the name 'a'"));
  EXPECT_THAT(error_of(R"({"apps": [{"name": "a", "spec": "a", "schedule": "daily"}]})"),
              HasSubstr("'schedule' is 'daily'"));
  EXPECT_THAT(error_of(R"({"apps": [{"name": "a", "command": ["x"], "environment": ["HOME"]}]})"),
              HasSubstr("expected NAME=VALUE"));
  EXPECT_THAT(error_of(R"({"apps": [{"name": "a", "command": ["x"], "limits": {"memory": 1}}]})"),
              HasSubstr("memory"));
  EXPECT_THAT(error_of(R"({"apps": [{"name": "a", "spec": "a", "filename_pattern": "[a"}]})"),
              HasSubstr("'filename_pattern'"));
}

}  // namespace
}  // namespace bdp
