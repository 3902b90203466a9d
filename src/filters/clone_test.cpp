#include "filters/clone.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "filters/filter_run.h"

namespace bdp {
namespace {

using testing::ElementsAre;

TEST(Clone, PutsTheCopiesBehindTheirOriginal) {
  FilterRun run(R"(clone { clones => ["c", "d"] })");
  EXPECT_THAT(run({R"({"i":1})", R"({"i":2,"tags":["t"]})"}),
              ElementsAre(R"({"i":1})", R"({"i":1,"tags":["c"]})", R"({"i":1,"tags":["d"]})",
                          R"({"i":2,"tags":["t"]})", R"({"i":2,"tags":["t","c"]})",
                          R"({"i":2,"tags":["t","d"]})"));
}

TEST(Clone, NamesTheTypeWhereEcsIsDisabled) {
  LanguageSettings settings;
  settings.ecs = EcsMode::kDisabled;
  FilterRun run(R"(clone { clones => ["c"] })", settings);
  EXPECT_THAT(run({R"({"i":1})"}), ElementsAre(R"({"i":1})", R"({"i":1,"type":"c"})"));
  FilterRun own(R"(clone { clones => ["c"] ecs_compatibility => v1 })", settings);
  EXPECT_THAT(own({R"({"i":1})"}), ElementsAre(R"({"i":1})", R"({"i":1,"tags":["c"]})"));
}

TEST(Clone, CopiesShareNothing) {
  FilterRun run(
      R"(clone { clones => ["c"] } if "c" in [tags] { mutate { replace => { "[o][x]" => "2" } } })");
  EXPECT_THAT(
      run({R"({"o":{"x":"1"}})"}),
      testing::UnorderedElementsAre(R"({"o":{"x":"1"}})", R"({"o":{"x":"2"},"tags":["c"]})"));
}

TEST(Clone, RefusesMistakesWithTheirPlace) {
  EXPECT_EQ(FilterRun("clone { }").error(),
            "test.conf:1:1: clone needs the option 'clones': a name for each copy: its tag, or "
            "its type where ECS is disabled");
  EXPECT_EQ(FilterRun(R"(clone { clones => ["c"] ecs_compatibility => "v9" })").error(),
            "test.conf:1:46: clone: ecs_compatibility: unknown choice 'v9'; did you mean 'v1'?");
}

}  // namespace
}  // namespace bdp
