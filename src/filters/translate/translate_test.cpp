#include "filters/translate/translate.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "filters/filter_run.h"

namespace bdp {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

TEST(Translate, GivesListsAndObjectsToEachRowItsOwn) {
  FilterRun run(R"(translate { source => "a" target => "t" dictionary => { "x" => ["1", 2] } }
                   mutate { merge => { "t" => "a" } })");
  EXPECT_THAT(run({R"({"a":"x"})", R"({"a":"x"})"}),
              ElementsAre(R"({"a":"x","t":["1",2,"x"]})", R"({"a":"x","t":["1",2,"x"]})"));
}

TEST(Translate, GoesThroughAListOfObjects) {
  FilterRun run(R"(translate { iterate_on => "l" source => "id" target => "[n][name]"
                               dictionary => { "1" => "one" } fallback => "%{f}" })");
  EXPECT_THAT(run({R"({"f":"?","l":[{"id":1},{"id":2},{"x":1},5]})", R"({"l":5})"}),
              ElementsAre(R"({"f":"?","l":[{"id":1,"n":{"name":"one"}},{"id":2,"n":{"name":"?"}},)"
                          R"({"x":1},5]})",
                          R"({"l":5})"));
}

TEST(Translate, RefusesMistakesWithTheirPlace) {
  EXPECT_THAT(FilterRun(R"(translate { target => "t" })").error(),
              HasSubstr("test.conf:1:1: translate needs the option 'source'"));
  EXPECT_THAT(FilterRun(R"(translate { source => "a" field => "b" })").error(),
              HasSubstr("test.conf:1:36: translate: field is the old name of source"));
  EXPECT_THAT(FilterRun(R"(translate { source => "a" dictionary_path => "d.yml" })").error(),
              HasSubstr("test.conf:1:46: translate does not read dictionaries from files"));
  EXPECT_THAT(FilterRun(R"(translate { source => "a" regex => true dictionary => { "(" => "x" } })")
                  .error(),
              HasSubstr("test.conf:1:57: translate cannot use the pattern '(': "));
}

}  // namespace
}  // namespace bdp
