#include "filters/geoip/geoip.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <bit>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>

#include "filters/filter_run.h"

namespace bdp {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

// Values as the format MaxMind DB 2.0 writes them.
std::string big_endian(std::uint64_t number, int bytes) {
  std::string result;
  for (int i = bytes - 1; i >= 0; --i) {
    result += static_cast<char>(number >> (8U * static_cast<unsigned>(i)) & 0xFFU);
  }
  return result;
}
std::string control(unsigned type, std::size_t size) {
  return std::string(1, static_cast<char>(type << 5U | size));
}
std::string text(std::string_view value) {
  // Texts of 29 bytes and more have their size in a byte of its own.
  if (value.size() < 29) return control(2, value.size()) + std::string(value);
  return control(2, 29) + static_cast<char>(value.size() - 29) + std::string(value);
}
std::string real(double value) {
  return control(3, 8) + big_endian(std::bit_cast<std::uint64_t>(value), 8);
}
std::string number(unsigned type, std::uint64_t value, int bytes) {
  return control(type, static_cast<std::size_t>(bytes)) + big_endian(value, bytes);
}
std::string map(std::size_t entries) {
  return control(7, entries);
}

/// Half of all IPv4 addresses, those that begin with a 0 bit, are in Berlin.
std::string database() {
  const std::string data = map(3) + text("city") + map(1) + text("names") + map(1) + text("en") +
                           text("Berlin") + text("country") + map(1) + text("iso_code") +
                           text("DE") + text("location") + map(2) + text("latitude") + real(52.5) +
                           text("longitude") + real(13.25);
  const std::string tree = big_endian(1 + 16, 3) + big_endian(1, 3);
  const std::string metadata = map(9) + text("binary_format_major_version") + number(5, 2, 2) +
                               text("binary_format_minor_version") + number(5, 0, 2) +
                               text("build_epoch") + control(0, 8) + std::string(1, '\x02') +
                               big_endian(1, 8) + text("database_type") + text("City") +
                               text("description") + map(0) + text("ip_version") + number(5, 4, 2) +
                               text("languages") + control(0, 0) + "\x04" + text("node_count") +
                               number(6, 1, 4) + text("record_size") + number(5, 24, 2);
  return tree + std::string(16, '\0') + data + "\xAB\xCD\xEFMaxMind.com" + metadata;
}

class GeoIpDatabase : public testing::Test {
 protected:
  GeoIpDatabase() { std::ofstream(path_, std::ios::binary) << database(); }
  ~GeoIpDatabase() override { std::filesystem::remove(path_); }

  std::string filter(const std::string& options) const {
    return "geoip { database => \"" + path_.string() + "\" " + options + " }";
  }

 private:
  std::filesystem::path path_ =
      std::filesystem::path(testing::TempDir()) /
      (std::string("bdp_geoip_") + testing::UnitTest::GetInstance()->current_test_info()->name());
};

TEST_F(GeoIpDatabase, DescribesAnAddressBesideIt) {
  FilterRun run(filter(R"(source => "[client][ip]" add_tag => ["ok"])"));
  ASSERT_EQ(run.error(), "");
  EXPECT_THAT(
      run({R"({"client":{"ip":"10.1.2.3"}})", R"({"client":{"ip":"200.0.0.1"}})", R"({"a":1})"}),
      ElementsAre(R"({"client":{"ip":"10.1.2.3","geo":{"city_name":"Berlin",)"
                  R"("country_iso_code":"DE","location":{"lat":52.5,"lon":13.25}}},"tags":["ok"]})",
                  R"({"client":{"ip":"200.0.0.1"},"tags":["_geoip_lookup_failure"]})",
                  R"({"a":1,"tags":["_geoip_lookup_failure"]})"));
}

TEST_F(GeoIpDatabase, HasNamesOfItsOwnWithoutEcs) {
  FilterRun run(filter(R"(source => "a" ecs_compatibility => disabled
                          fields => ["city_name", "latitude", "ip"])"));
  ASSERT_EQ(run.error(), "");
  EXPECT_THAT(run({R"({"a":"10.1.2.3"})", R"({"a":"no address"})"}),
              ElementsAre(R"({"a":"10.1.2.3","geoip":{"ip":"10.1.2.3","city_name":"Berlin",)"
                          R"("latitude":52.5}})",
                          R"({"a":"no address","tags":["_geoip_lookup_failure"]})"));
}

TEST_F(GeoIpDatabase, RefusesMistakesWithTheirPlace) {
  EXPECT_THAT(FilterRun(filter(R"(source => "a")")).error(), HasSubstr("give it a target"));
  EXPECT_THAT(
      FilterRun(R"(geoip { source => "a" target => "g" database => "/nowhere/at/all" })").error(),
      HasSubstr("the database '/nowhere/at/all' cannot be used"));
}

}  // namespace
}  // namespace bdp
