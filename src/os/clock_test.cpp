#include "os/clock.h"

#include <gtest/gtest.h>

#include "os/randomness.h"

namespace bdp::os {
namespace {

using std::chrono::hours;
using std::chrono::seconds;

TEST(FakeClock, StandsUntilMoved) {
  FakeClock clock(WallTime(hours(5)));
  EXPECT_EQ(clock.wall(), WallTime(hours(5)));
  const SteadyTime before = clock.steady();
  clock.advance(seconds(3));
  EXPECT_EQ(clock.wall(), WallTime(hours(5) + seconds(3)));
  EXPECT_EQ(clock.steady() - before, seconds(3));
}

TEST(FakeClock, WaitingMovesIt) {
  FakeClock clock{WallTime()};
  EXPECT_TRUE(clock.wait(hours(1), {}));
  EXPECT_EQ(clock.wall(), WallTime(hours(1)));
}

TEST(RealClock, WaitEndsAtOnceWhenAskedToStop) {
  std::stop_source stop;
  stop.request_stop();
  const SteadyTime before = real_clock().steady();
  EXPECT_FALSE(real_clock().wait(hours(1), stop.get_token()));
  EXPECT_LT(real_clock().steady() - before, seconds(30));
}

TEST(RealClock, WaitsTheTimeOut) {
  const SteadyTime before = real_clock().steady();
  EXPECT_TRUE(real_clock().wait(std::chrono::milliseconds(2), {}));
  EXPECT_GE(real_clock().steady() - before, std::chrono::milliseconds(2));
}

TEST(FakeRandomness, RepeatsItselfForTheSameSeed) {
  FakeRandomness a(1);
  FakeRandomness b(1);
  FakeRandomness c(2);
  const std::uint64_t first = a.next();
  EXPECT_EQ(first, b.next());
  EXPECT_NE(first, c.next());
  EXPECT_NE(first, a.next());
}

TEST(RealRandomness, DoesNotRepeatItself) {
  EXPECT_NE(real_randomness().next(), real_randomness().next());
}

}  // namespace
}  // namespace bdp::os
