#include "filters/useragent/useragent.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "filters/filter_run.h"

namespace bdp {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

class UserAgentRules : public testing::Test {
 protected:
  explicit UserAgentRules(const std::string& text = R"x(
user_agent_parsers:
  - regex: '(curl)/(\d+)\.(\d+)\.?(\d+|)'
  - regex: '(Fire)fox/(\d+)'
    family_replacement: '$1 Fox'
    v2_replacement: '7'
os_parsers:
  - regex: '(Windows) NT 10\.0'
    os_replacement: 'Windows'
    os_v1_replacement: '10'
device_parsers:
  - regex: '(iphone)'
    regex_flag: 'i'
    device_replacement: 'Apple $1'
)x") {
    std::ofstream(path_) << text;
  }
  ~UserAgentRules() override { std::filesystem::remove(path_); }

  std::string filter(const std::string& options) const {
    return "useragent { source => \"m\" regexes => \"" + path_.string() + "\" " + options + " }";
  }

 private:
  std::filesystem::path path_ =
      std::filesystem::path(testing::TempDir()) /
      (std::string("bdp_agents_") + testing::UnitTest::GetInstance()->current_test_info()->name());
};

TEST_F(UserAgentRules, SetPartsByTheirOwnNames) {
  FilterRun run(filter(R"(ecs_compatibility => disabled prefix => "p_" remove_field => ["m"])"));
  ASSERT_EQ(run.error(), "");
  EXPECT_THAT(run({R"x({"m":"Firefox/12 (Windows NT 10.0; IPHONE)"})x", R"({"m":"curl/7.88.1"})",
                   R"({"m":""})", R"({"m":7})"}),
              ElementsAre(R"({"p_device":"Apple IPHONE","p_major":"12","p_minor":"7",)"
                          R"("p_name":"Fire Fox","p_os_full":"Windows 10","p_os_major":"10",)"
                          R"("p_os_name":"Windows","p_os_version":"10","p_version":"12.7"})",
                          R"({"p_device":"Other","p_major":"7","p_minor":"88","p_name":"curl",)"
                          R"("p_os_full":"Other","p_os_name":"Other","p_patch":"1",)"
                          R"("p_version":"7.88.1"})",
                          R"({"m":""})", R"({"m":7})"));
}

TEST_F(UserAgentRules, SetPartsByTheNamesOfEcs) {
  FilterRun run(filter(R"(remove_field => ["m", "@metadata"])"));
  EXPECT_THAT(run({R"({"m":"curl/7.88"})"}),
              ElementsAre(R"({"user_agent":{"original":"curl/7.88","name":"curl","version":"7.88",)"
                          R"("os":{"name":"Other","full":"Other"},"device":{"name":"Other"}}})"));
}

TEST(UserAgent, RefusesMistakesWithTheirPlace) {
  EXPECT_THAT(FilterRun(R"(useragent { source => "m" regexes => "/nowhere/at/all" })").error(),
              HasSubstr("'/nowhere/at/all' cannot be read"));
  EXPECT_THAT(FilterRun(R"(useragent { source => "m" })").error(), HasSubstr("regexes"));
}

}  // namespace
}  // namespace bdp
