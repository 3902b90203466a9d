#include "filters/cidr/cidr.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "filters/filter_run.h"

namespace bdp {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

TEST(Cidr, MatchesAddressesInItsNetworks) {
  FilterRun run(
      R"(cidr { address => ["%{a}", "%{b}"] network => ["10.1.0.0/12", "fe80::/10", "%{n}"]
                          add_tag => ["in"] })");
  EXPECT_THAT(run({R"({"a":"10.15.255.255"})", R"({"a":"10.16.0.0"})", R"({"a":"x","b":"febf::1"})",
                   R"({"a":"1.2.3.4","n":"1.2.3.4"})", R"({"a":"::ffff:10.1.0.1"})", R"({})"}),
              ElementsAre(R"({"a":"10.15.255.255","tags":["in"]})", R"({"a":"10.16.0.0"})",
                          R"({"a":"x","b":"febf::1","tags":["in"]})",
                          R"({"a":"1.2.3.4","n":"1.2.3.4","tags":["in"]})",
                          R"({"a":"::ffff:10.1.0.1"})", R"({})"));
}

TEST(Cidr, ReadsItsNetworksFromAFile) {
  const auto path = std::filesystem::path(testing::TempDir()) / "bdp_networks";
  std::ofstream(path) << "10.0.0.0/8\r\n\n192.168.0.0/16";
  FilterRun run("cidr { address => [\"%{a}\"] network_path => \"" + path.string() +
                "\" add_tag => [\"in\"] }");
  ASSERT_EQ(run.error(), "");
  EXPECT_THAT(run({R"({"a":"192.168.1.1"})", R"({"a":"11.0.0.1"})"}),
              ElementsAre(R"({"a":"192.168.1.1","tags":["in"]})", R"({"a":"11.0.0.1"})"));
  std::filesystem::remove(path);
}

TEST(Cidr, RefusesMistakesWithTheirPlace) {
  EXPECT_THAT(FilterRun(R"(cidr { network => ["10.0.0.0/33"] })").error(),
              HasSubstr("'10.0.0.0/33' is no network"));
  EXPECT_THAT(FilterRun(R"(cidr { network => ["10.0.0.0"] network_path => "x" })").error(),
              HasSubstr("both network and network_path"));
  EXPECT_THAT(FilterRun(R"(cidr { network_path => "/nowhere/at/all" })").error(),
              HasSubstr("'/nowhere/at/all' cannot be read"));
}

}  // namespace
}  // namespace bdp
