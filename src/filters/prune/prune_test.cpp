#include "filters/prune/prune.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "filters/filter_run.h"

namespace bdp {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

TEST(Prune, KeepsMetadataWhateverItsRules) {
  FilterRun run(R"(prune { whitelist_names => ["^a$"] })");
  EXPECT_THAT(run({R"({"@metadata":{"x":1},"a":1,"b":2})"}),
              ElementsAre(R"({"@metadata":{"x":1},"a":1})"));
}

TEST(Prune, TakesOnlyItsRowsOutOfAColumn) {
  FilterRun run(R"(if [a] == 1 { prune { blacklist_names => ["b"] } })");
  EXPECT_THAT(run({R"({"a":1,"b":1})", R"({"a":2,"b":2})"}),
              ElementsAre(R"({"a":1})", R"({"a":2,"b":2})"));
}

TEST(Prune, MatchesNumbersAsTheyAreShown) {
  FilterRun run(R"(prune { whitelist_values => { "n" => "^5" } })");
  EXPECT_THAT(run({R"({"n":51})", R"({"n":15})", R"({"n":[5,15,"5x",null]})"}),
              ElementsAre(R"({"n":51})", "{}", R"({"n":[5,"5x"]})"));
}

TEST(Prune, EveryRuleSeesTheEventAsItWas) {
  FilterRun run(
      R"(prune { whitelist_values => { "l" => "a" } blacklist_values => { "l" => "b" } })");
  EXPECT_THAT(run({R"({"l":["a","b"]})", R"({"l":["ab","a","c"]})"}),
              ElementsAre(R"({"l":["a"]})", R"({"l":["a"]})"));
}

TEST(Prune, InterpolatesNamesAndPatterns) {
  FilterRun run(R"(prune { interpolate => true whitelist_names => ["^%{keep}$", "^l"]
                           blacklist_values => { "l%{keep}" => "^%{no}$" } })");
  EXPECT_THAT(run({R"({"keep":"a","no":"x","a":1,"b":2,"la":["x","xx"]})",
                   R"({"keep":"b","no":"y","a":1,"b":2,"lb":"y"})"}),
              ElementsAre(R"({"a":1,"la":["xx"]})", R"({"b":2})"));
}

TEST(Prune, TagsARowThatMakesNoRegexOfAPattern) {
  FilterRun run(R"(prune { interpolate => true blacklist_names => ["%{a}"] add_tag => ["ok"] })");
  EXPECT_THAT(run({R"({"a":"("})", R"({"a":"b","b":1})"}),
              ElementsAre(R"({"a":"(","tags":["_filter_error"]})", R"({"a":"b","tags":["ok"]})"));
}

TEST(Prune, RefusesMistakesWithTheirPlace) {
  EXPECT_THAT(FilterRun(R"(prune { whitelist_names => ["("] })").error(),
              HasSubstr("test.conf:1:28: prune cannot use the pattern '(': "));
  EXPECT_THAT(FilterRun(R"(prune { blacklist_values => { "a" => "[" } })").error(),
              HasSubstr("test.conf:1:31: prune cannot use the pattern '[': "));
}

}  // namespace
}  // namespace bdp
