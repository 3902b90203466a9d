#include "filters/kv/kv.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "filters/filter_run.h"

namespace bdp {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

TEST(Kv, TakesEmptyValuesWhenToldTo) {
  FilterRun run(R"(kv { source => "m" field_split => "&" allow_empty_values => true
                       whitespace => strict remove_field => ["m"] })");
  EXPECT_THAT(run({R"({"m":"a=&b=\"\"&c=3"})"}), ElementsAre(R"({"a":"","b":"","c":"3"})"));
}

TEST(Kv, RendersNamesOfKeysForEachRow) {
  FilterRun run(R"(kv { source => "m" include_keys => ["%{k}"] prefix => "%{k}_" })");
  EXPECT_THAT(
      run({R"({"k":"a","m":"a=1 b=2"})", R"({"k":"b","m":"a=1 b=2"})"}),
      ElementsAre(R"({"a_a":"1","k":"a","m":"a=1 b=2"})", R"({"b_b":"2","k":"b","m":"a=1 b=2"})"));
}

TEST(Kv, GathersTheValuesOfManyKeys) {
  std::string text;
  for (int i = 0; i < 60; ++i) text += "k" + std::to_string(i % 30) + "=" + std::to_string(i) + " ";
  FilterRun run(R"(kv { source => "m" target => "o" })");
  EXPECT_THAT(run({"{\"m\":\"" + text + "\"}"}),
              ElementsAre(testing::AllOf(HasSubstr(R"("k0":["0","30"])"),
                                         HasSubstr(R"("k29":["29","59"])"))));
}

TEST(Kv, PairsInValuesEndSomewhere) {
  FilterRun run(R"(kv { source => "m" recursive => true target => "o" remove_field => ["m"] })");
  std::string text;
  for (int i = 0; i < 2000; ++i) text += "a=";
  EXPECT_EQ(run({"{\"m\":\"" + text + "1\"}"}).size(), 1U);
}

/// The same characters, written so that only the regular expression takes them.
RC_GTEST_PROP(Kv, FindsByteByByteWhatTheRegexFinds, ()) {
  const auto [set, escaped] = *rc::gen::elementOf(std::vector<std::pair<std::string, std::string>>{
      {" ", "\\x20"}, {",", "\\x2C"}, {" ,", "\\x20,"}});
  const std::string strict = *rc::gen::arbitrary<bool>() ? " whitespace => strict" : "";
  const std::string brackets = *rc::gen::arbitrary<bool>() ? " include_brackets => false" : "";
  const std::string rest =
      " source => \"m\" target => \"t\" allow_empty_values => true" + strict + brackets + " }";
  FilterRun plain("kv { field_split => \"" + set + "\"" + rest);
  FilterRun regex("kv { field_split => \"" + escaped + "\"" + rest);
  const auto text =
      *rc::gen::container<std::string>(rc::gen::elementOf(std::string("ab== ,,\"'()[]<>\n")));
  std::string json;
  for (const char c : text) json += c == '"' ? "\\\"" : c == '\n' ? "\\n" : std::string(1, c);
  const std::vector<std::string> in = {"{\"m\":\"" + json + "\"}"};
  RC_ASSERT(plain.error().empty());
  RC_ASSERT(regex.error().empty());
  RC_ASSERT(plain(in) == regex(in));
}

TEST(Kv, TagsARowWhosePairsCannotBeSet) {
  FilterRun run(R"(kv { source => "m" tag_on_failure => ["bad"] add_tag => ["ok"] })");
  EXPECT_THAT(run({R"({"m":"b=1 [a=2"})"}),
              ElementsAre(R"({"b":"1","m":"b=1 [a=2","tags":["bad"]})"));
}

TEST(Kv, RefusesMistakesWithTheirPlace) {
  EXPECT_EQ(FilterRun(R"(kv { value_split => "" })").error(),
            "test.conf:1:21: kv: value_split is empty; say what splits");
  EXPECT_THAT(FilterRun(R"(kv { field_split_pattern => "(" })").error(),
              HasSubstr("test.conf:1:29: kv cannot use this to split: "));
  EXPECT_THAT(FilterRun(R"(kv { trim_key => "z-a" })").error(),
              HasSubstr("test.conf:1:18: kv cannot use"));
  EXPECT_THAT(FilterRun(R"(kv { transform_key => "title" })").error(),
              HasSubstr("unknown choice 'title'"));
}

TEST(Kv, GivesKeysThatAreNoColumnsTheirDueAmongThoseThatAre) {
  FilterRun run(R"(kv { source => "m" })");
  EXPECT_THAT(run({R"({"m":"a=1 [o][x]=2 a=3 b=4"})", R"({"m":"a=1 [o=2 a=3 b=4"})",
                   R"({"m":"b=1 m=2 b=3 b=4"})", R"({"m":"a=1 tags=2 tags=3"})",
                   R"({"m":"a=1 a=2 [a]=3 a=4"})"}),
              ElementsAre(R"({"a":["1","3"],"b":"4","m":"a=1 [o][x]=2 a=3 b=4","o":{"x":"2"}})",
                          R"({"a":["1","3"],"m":"a=1 [o=2 a=3 b=4","tags":["_kv_filter_error"]})",
                          R"({"b":["1","3","4"],"m":"2"})",
                          R"({"a":"1","m":"a=1 tags=2 tags=3","tags":["2","3"]})",
                          R"({"a":"3","m":"a=1 a=2 [a]=3 a=4"})"));
}

}  // namespace
}  // namespace bdp
