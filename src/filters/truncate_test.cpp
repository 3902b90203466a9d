#include "filters/truncate.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "filters/filter_run.h"

namespace bdp {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

TEST(Truncate, CutsBetweenCharacters) {
  FilterRun run("truncate { length_bytes => 5 }");
  EXPECT_THAT(run({R"({"a":"日本語","b":"12345","c":"123456"})"}),
              ElementsAre(R"({"a":"日","b":"12345","c":"12345"})"));
}

TEST(Truncate, CutsTextsInListsAndAllTheWayDownInObjects) {
  FilterRun run(R"(truncate { length_bytes => 1 fields => ["a", "[o][p]"] })");
  EXPECT_THAT(run({R"({"a":["xy",["xy"],7],"o":{"p":{"q":{"r":"xy"}},"s":"xy"}})"}),
              ElementsAre(R"({"a":["x",["xy"],7],"o":{"p":{"q":{"r":"x"}},"s":"xy"}})"));
}

TEST(Truncate, MatchesOnlyTheRowsItCuts) {
  FilterRun run(R"(truncate { length_bytes => 2 add_field => { "cut" => "yes" } })");
  EXPECT_THAT(run({R"({"a":"xy"})", R"({"a":"xyz"})"}),
              ElementsAre(R"({"a":"xy"})", R"({"a":"xy","cut":"yes"})"));
}

TEST(Truncate, LeavesAnObjectAloneThatOtherRowsShare) {
  FilterRun run(R"(if [n] == 1 { truncate { length_bytes => 1 fields => ["o"] } })");
  run.fill("o", R"({"k":"xy"})");
  EXPECT_THAT(run({R"({"n":1})", R"({"n":2})"}),
              ElementsAre(R"({"n":1,"o":{"k":"x"}})", R"({"n":2,"o":{"k":"xy"}})"));
}

TEST(Truncate, TagsARowWhoseFieldCannotHoldWhatItIsCutTo) {
  FilterRun run(R"(truncate { length_bytes => -1 fields => ["tags"] })");
  EXPECT_THAT(run({R"({"tags":["a"]})"}), ElementsAre(HasSubstr("_filter_error")));
}

TEST(Truncate, RefusesMistakesWithTheirPlace) {
  EXPECT_THAT(FilterRun("truncate { }").error(), HasSubstr("needs the option 'length_bytes'"));
  EXPECT_THAT(FilterRun(R"(truncate { length_bytes => 1 fields => ["a["] })").error(),
              HasSubstr("test.conf:1:40: 'a[' is not a field reference"));
}

}  // namespace
}  // namespace bdp
