#include "filters/drop.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "filters/filter_run.h"

namespace bdp {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::Ge;
using testing::IsEmpty;
using testing::Le;
using testing::Not;

std::vector<std::string> numbered_events(int count) {
  std::vector<std::string> events;
  for (int i = 0; i < count; ++i) events.push_back("{\"n\":" + std::to_string(i) + "}");
  return events;
}

TEST(Drop, EndsEverySelectedRow) {
  FilterRun run("if [n] == 1 { drop { } }");
  EXPECT_THAT(run(numbered_events(3)), ElementsAre(R"({"n":0})", R"({"n":2})"));
}

TEST(Drop, EndsAShareOfTheRowsTheSameInEveryRun) {
  FilterRun run("drop { percentage => 30 }");
  const std::vector<std::string> events = numbered_events(10000);
  const std::vector<std::string> left = run(events);
  EXPECT_THAT(left.size(), AllOf(Ge(6800U), Le(7200U)));
  EXPECT_EQ(run(events), left);
}

TEST(Drop, TwoOfThemDecideEachForItself) {
  FilterRun run("drop { percentage => 50 } drop { percentage => 50 }");
  EXPECT_THAT(run(numbered_events(10000)).size(), AllOf(Ge(2300U), Le(2700U)));
}

TEST(Drop, TakesPercentagesBeyondTheScale) {
  EXPECT_THAT(FilterRun("drop { percentage => 250 }")(numbered_events(5)), IsEmpty());
  EXPECT_THAT(FilterRun("drop { percentage => 0 }")(numbered_events(5)), Not(IsEmpty()));
}

TEST(Drop, RefusesAPercentageThatIsNoNumber) {
  EXPECT_EQ(FilterRun("drop { percentage => \"half\" }").error(),
            "test.conf:1:22: drop: percentage: expected a number, found a string 'half'");
}

}  // namespace
}  // namespace bdp
