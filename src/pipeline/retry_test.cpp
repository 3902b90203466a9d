#include "pipeline/retry.h"

#include <gtest/gtest.h>

namespace bdp {
namespace {

const Error kAway(Code::kUnavailable, "away");
const Error kFull(Code::kExhausted, "full");
const Error kWrong(Code::kInvalid, "wrong");

class BackoffTest : public testing::Test {
 protected:
  os::FakeClock clock{os::WallTime()};
  os::FakeRandomness randomness{1};
  RetryPolicy policy{.unavailable_for = std::chrono::milliseconds(5000)};
  Backoff backoff{policy, clock, randomness};
};

TEST_F(BackoffTest, TriesAgainUntilTheTimeIsUp) {
  int tries = 0;
  while (backoff.again(kAway, {})) ++tries;
  EXPECT_GT(tries, 5);
  EXPECT_GE(clock.steady().time_since_epoch(), policy.unavailable_for);
  EXPECT_LE(clock.steady().time_since_epoch(), policy.unavailable_for + policy.longest_pause);
}

TEST_F(BackoffTest, AFullDiskIsFinalUnlessThePolicySaysOtherwise) {
  EXPECT_FALSE(backoff.again(kFull, {}));
  policy.exhausted_for = std::chrono::milliseconds(1000);
  EXPECT_TRUE(Backoff(policy, clock, randomness).again(kFull, {}));
}

TEST_F(BackoffTest, WhatIsWrongStaysWrong) {
  EXPECT_FALSE(backoff.again(kWrong, {}));
}

TEST_F(BackoffTest, ARequestToStopEndsThePatience) {
  std::stop_source stop;
  stop.request_stop();
  EXPECT_FALSE(backoff.again(kAway, stop.get_token()));
}

TEST_F(BackoffTest, PausesAreBelowABoundThatDoubles) {
  auto bound = policy.first_pause;
  for (int i = 0; i < 5; ++i) {
    const auto before = clock.steady();
    ASSERT_TRUE(backoff.again(kAway, {}));
    EXPECT_LE(clock.steady() - before, bound);
    bound *= 2;
  }
}

}  // namespace
}  // namespace bdp
