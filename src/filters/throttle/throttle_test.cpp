#include "filters/throttle/throttle.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "filters/filter_run.h"
#include "filters/throttle/event_counts.h"

namespace bdp {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using throttle::EventCounts;

TEST(EventCounts, BeginsPeriodsWithTheFirstEventOfAKey) {
  EventCounts counts(1000, 0);
  EXPECT_EQ(counts.count("a", 105, 60), 1);
  EXPECT_EQ(counts.count("b", 150, 60), 1);
  EXPECT_EQ(counts.count("a", 164, 60), 2);
  EXPECT_EQ(counts.count("a", 165, 60), 1);
  // Late ones are in their own period.
  EXPECT_EQ(counts.count("a", 110, 60), 3);
  EXPECT_EQ(counts.count("a", 104, 60), 1);
  EXPECT_EQ(counts.counters(), 4);
}

TEST(EventCounts, ForgetsWhatIsOld) {
  EventCounts counts(100, 0);
  counts.count("a", 0, 60);
  counts.count("a", 130, 60);
  EXPECT_EQ(counts.counters(), 1);
  EXPECT_EQ(counts.count("a", 0, 60), 1);
  counts.count("b", 500, 60);
  // A key that was forgotten begins anew.
  EXPECT_EQ(counts.count("a", 509, 60), 1);
  EXPECT_EQ(counts.count("a", 560, 60), 2);
}

TEST(EventCounts, KeepsToItsLimit) {
  EventCounts counts(1'000'000, 100);
  for (int i = 0; i < 10'000; ++i) {
    counts.count("key " + std::to_string(i), i, 60);
    ASSERT_LE(counts.counters(), 100);
  }
  EXPECT_EQ(counts.count("key 9999", 9999, 60), 2);
  EXPECT_EQ(counts.count("key 0", 9999, 60), 1);
}

/// What becomes of events at these seconds.
std::vector<std::string> throttled(const std::string& options,
                                   const std::vector<std::string>& seconds) {
  FilterRun run("date { match => ['t', 'ISO8601'] remove_field => 't' } throttle { key => '%{k}' " +
                options + " add_tag => 'x' } if 'x' in [tags] { drop { } }");
  EXPECT_TRUE(run.program().needs_order());
  std::vector<std::string> left;
  for (const std::string& second : seconds) {
    const std::string text = R"({"t":"2024-01-01T00:00:)" + second + R"(Z","k":"a"})";
    left.push_back(run({text}).empty() ? "throttled" : "-");
  }
  return left;
}

TEST(Throttle, SucceedsOnWhatComesTooRarelyOrTooOften) {
  EXPECT_THAT(throttled("before_count => 2 after_count => 3 period => '10'",
                        {"00", "01", "02", "09", "10", "11", "12"}),
              ElementsAre("throttled", "-", "-", "throttled", "throttled", "-", "-"));
  EXPECT_THAT(throttled("after_count => 1 period => '%{none}'", {"00", "59", "01"}),
              ElementsAre("-", "throttled", "throttled"));
  EXPECT_THAT(throttled("", {"00", "01"}), ElementsAre("-", "-"));
}

TEST(Throttle, CountsEachKeyByItself) {
  FilterRun run("throttle { key => '%{k}' after_count => 1 add_tag => 'x' }");
  EXPECT_THAT(run({R"({"k":"a"})", R"({"k":"b"})", R"({"k":"a"})"}),
              ElementsAre(R"({"k":"a"})", R"({"k":"b"})", R"({"k":"a","tags":["x"]})"));
}

TEST(Throttle, RefusesMistakesWithTheirPlace) {
  EXPECT_THAT(FilterRun("throttle { key => 'a' max_age => -1 }").error(),
              HasSubstr("test.conf:1:34: throttle: max_age must be 0 or more"));
  EXPECT_THAT(FilterRun("throttle { key => 'a' max_counters => 0 }").error(),
              HasSubstr("test.conf:1:39: throttle: max_counters must be 1 or more"));
}

}  // namespace
}  // namespace bdp
