#include "filters/split.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "filters/filter_run.h"

namespace bdp {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

TEST(Split, PutsThePartsWhereTheirParentStood) {
  FilterRun run("split { }");
  EXPECT_THAT(run({R"({"message":"a\nb"})", R"({"message":"c"})", R"({"message":"d\ne"})"}),
              ElementsAre(R"({"message":"a"})", R"({"message":"b"})", R"({"message":"c"})",
                          R"({"message":"d"})", R"({"message":"e"})"));
}

TEST(Split, SplitsWhatASplitHasMade) {
  FilterRun run(R"(split { field => "a" } split { field => "b" })");
  EXPECT_THAT(run({R"({"a":["1","2"],"b":["x","y"]})"}),
              ElementsAre(R"({"a":"1","b":"x"})", R"({"a":"1","b":"y"})", R"({"a":"2","b":"x"})",
                          R"({"a":"2","b":"y"})"));
}

TEST(Split, GivesEveryPartAnIdOfItsOwn) {
  FilterRun run("split { }");
  run({R"({"message":"a\nb"})"});
  EXPECT_NE(run.batch().id(1), run.batch().id(2));
  EXPECT_EQ(run.batch().root(2), 0U);
}

TEST(Split, PartsShareNothing) {
  FilterRun run(R"(split { field => "l" } mutate { replace => { "[o][k]" => "%{l}" } })");
  EXPECT_THAT(run({R"({"l":["a","b"],"o":{"z":1}})"}),
              ElementsAre(R"({"l":"a","o":{"z":1,"k":"a"}})", R"({"l":"b","o":{"z":1,"k":"b"}})"));
}

TEST(Split, PartsOfAListThatIsTheSameInEveryRow) {
  FilterRun run(R"(split { field => "l" } mutate { replace => { "[l][k]" => "%{n}" } })");
  run.fill("l", R"([{"x":1},{"x":2}])");
  EXPECT_THAT(run({R"({"n":1})", R"({"n":2})"}),
              ElementsAre(R"({"l":{"x":1,"k":"1"},"n":1})", R"({"l":{"x":2,"k":"1"},"n":1})",
                          R"({"l":{"x":1,"k":"2"},"n":2})", R"({"l":{"x":2,"k":"2"},"n":2})"));
}

TEST(Split, PartsBesideAListThatIsTheSameInEveryRow) {
  FilterRun run(
      R"(split { field => "l" target => "t" } mutate { replace => { "[t][k]" => "%{n}" } })");
  run.fill("l", R"([{"x":1}])");
  EXPECT_THAT(run({R"({"n":1})", R"({"n":2})"}),
              ElementsAre(R"({"l":[{"x":1}],"n":1,"t":{"x":1,"k":"1"}})",
                          R"({"l":[{"x":1}],"n":2,"t":{"x":1,"k":"2"}})"));
}

TEST(Split, CountsPartsAsRubyDoesBeforeItLeavesTheEmptyOnesOut) {
  FilterRun run(R"(split { terminator => " " add_tag => ["split"] })");
  EXPECT_THAT(run({R"({"message":"a"})", R"({"message":"a "})", R"({"message":" a"})",
                   R"({"message":"  "})"}),
              ElementsAre(R"({"message":"a"})", R"({"message":"a","tags":["split"]})",
                          R"({"message":" a"})", R"({"message":"  "})"));
}

TEST(Split, CutsIntoCharactersAtAnEmptyTerminator) {
  FilterRun run(R"(split { terminator => "" add_tag => ["split"] })");
  EXPECT_THAT(
      run({R"({"message":"aé"})", R"({"message":""})"}),
      ElementsAre(R"({"message":"a","tags":["split"]})", R"({"message":"é","tags":["split"]})"));
}

TEST(Split, SetsAsideAPartThatItsTargetCannotHold) {
  FilterRun run(R"(split { target => "[n][part]" })");
  EXPECT_THAT(run({R"({"message":"a\nb","n":1})", R"({"message":"c\nd"})"}),
              ElementsAre(R"({"message":"c\nd","n":{"part":"c"}})",
                          R"({"message":"c\nd","n":{"part":"d"}})"));
  ASSERT_EQ(run.batch().rejected().size(), 2U);
  EXPECT_THAT(std::string(run.batch().rejected()[0].reason.message()),
              HasSubstr("split cannot set its target"));
}

TEST(Split, PartsAreTextsLikeAnyOther) {
  FilterRun run(R"(mutate { convert => { "n" => "integer" } tag_on_failure => "1" }
                   split { field => "tags" target => "t" } mutate { convert => { "t" => "integer" } })");
  EXPECT_THAT(run({R"({"n":"x"})"}), ElementsAre(R"({"n":"x","t":1,"tags":["1"]})"));
}

TEST(Split, EndsAnEventWithoutParts) {
  FilterRun run(R"(split { field => "l" })");
  EXPECT_THAT(run({R"({"l":[]})", R"({"l":[null,""]})", R"({"l":""})"}), IsEmpty());
}

TEST(Split, RefusesMistakesWithTheirPlace) {
  EXPECT_THAT(FilterRun(R"(split { field => "a[" })").error(),
              HasSubstr("test.conf:1:18: 'a[' is not a field reference"));
  EXPECT_THAT(FilterRun(R"(split { target => "[]" })").error(),
              HasSubstr("test.conf:1:19: '[]' is not a field reference"));
}

}  // namespace
}  // namespace bdp
