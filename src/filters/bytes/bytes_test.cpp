#include "filters/bytes/bytes.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "filters/bytes/storage_size.h"
#include "filters/filter_run.h"

namespace bdp {
namespace {

using bytes::parse_storage_size;
using bytes::Prefixes;
using testing::ElementsAre;
using testing::HasSubstr;

TEST(StorageSize, FindsTheDecimalPoint) {
  const auto size = [](std::string_view text, char separator = '.') {
    return parse_storage_size(text, Prefixes::kMetric, separator).value_or(-1);
  };
  EXPECT_EQ(size("1,234"), 1234);
  EXPECT_EQ(size("1,234", ','), 1);
  EXPECT_EQ(size("1.234k"), 1234);
  EXPECT_EQ(size("1.234k", ','), 1'234'000);
  EXPECT_EQ(size("1,23k"), 1230);
  EXPECT_EQ(size("1.234,5k"), 1'234'500);
  EXPECT_EQ(size("1 234_567 B"), 1'234'567);
  EXPECT_EQ(size(".5k"), 500);
  EXPECT_EQ(size("5.k"), 5000);
}

TEST(StorageSize, IsNothingElse) {
  for (const char* text :
       {"", " ", "B", "mb", ".", "x", "-1", "1e5", "1 KBB", "1 EB", "1.x", "0x1"}) {
    EXPECT_FALSE(parse_storage_size(text, Prefixes::kBinary, '.')) << text;
  }
  EXPECT_FALSE(parse_storage_size(std::string(1'000'000, '9'), Prefixes::kBinary, '.'));
}

TEST(Bytes, GivesAWholeNumber) {
  FilterRun run(R"(bytes { source => "a" target => "[n][b]" add_tag => ["t"] })");
  EXPECT_THAT(run({R"({"a":"1.5kB"})", R"({"a":40})", R"({"a":"9000000 PB"})", R"({"a":[1]})"}),
              ElementsAre(R"({"a":"1.5kB","n":{"b":1536},"tags":["t"]})",
                          R"({"a":40,"n":{"b":40},"tags":["t"]})",
                          R"({"a":"9000000 PB","n":{"b":10133099161583616000000},"tags":["t"]})",
                          R"({"a":[1],"tags":["_bytesparsefailure"]})"));
}

TEST(Bytes, RefusesMistakesWithTheirPlace) {
  EXPECT_THAT(FilterRun("bytes { }").error(), HasSubstr("target"));
  EXPECT_THAT(FilterRun(R"(bytes { target => "t" decimal_separator => ";" })").error(),
              HasSubstr("test.conf:1:44: "));
}

}  // namespace
}  // namespace bdp
