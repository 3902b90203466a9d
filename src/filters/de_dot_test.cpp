#include "filters/de_dot.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "filters/filter_run.h"

namespace bdp {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

TEST(DeDot, TakesTheDotsOutOfNamesAtTheTop) {
  FilterRun run(R"(de_dot { add_tag => ["ok"] })");
  EXPECT_THAT(run({R"({"a.b.c":1,"d":{"e.f":2}})"}),
              ElementsAre(R"({"a_b_c":1,"d":{"e.f":2},"tags":["ok"]})"));
}

TEST(DeDot, MakesObjects) {
  FilterRun run(R"(de_dot { nested => true })");
  EXPECT_THAT(run({R"({"a.b":1,"a.c":2})", R"({"a":5,"a.b":1})"}),
              ElementsAre(R"({"a":{"b":1,"c":2}})", R"({"a":5,"a.b":1,"tags":["_filter_error"]})"));
}

TEST(DeDot, ChangesTheFieldsItIsGiven) {
  FilterRun run(R"(de_dot { separator => "-" fields => ["x.y", "[d][e.f]", "plain"] })");
  EXPECT_THAT(run({R"({"x.y":1,"a.b":2,"d":{"e.f":3}})"}),
              ElementsAre(R"({"a.b":2,"d":{"e-f":3},"x-y":1})"));
}

TEST(DeDot, RefusesMistakesWithTheirPlace) {
  EXPECT_THAT(FilterRun(R"(de_dot { separator => "." })").error(),
              HasSubstr("test.conf:1:23: de_dot: the separator has a dot itself"));
  EXPECT_THAT(FilterRun(R"(de_dot { fields => ["a.["] })").error(), HasSubstr("test.conf:1:20: "));
}

}  // namespace
}  // namespace bdp
