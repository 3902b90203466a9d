#include "pipeline/flow_meter.h"

#include <gtest/gtest.h>

namespace bdp {
namespace {

using std::chrono::seconds;

TEST(FlowMeter, ShowsTheLastSecondsTheLastMinuteAndAll) {
  const os::SteadyTime start{};
  FlowMeter meter(start);
  FlowTotals totals;
  // 100 events a second for 90 seconds, then 10 a second for 30.
  for (int second = 1; second <= 120; ++second) {
    totals.in += second <= 90 ? 100 : 10;
    totals.stalled += std::chrono::milliseconds(500);
    meter.note(start + seconds(second), totals);
  }
  const FlowRates rates = meter.rates(start + seconds(120), totals);
  EXPECT_DOUBLE_EQ(rates.input_throughput.current, 10);
  EXPECT_DOUBLE_EQ(rates.input_throughput.last_1_minute, (30 * 100 + 30 * 10) / 60.0);
  EXPECT_DOUBLE_EQ(rates.input_throughput.lifetime, (90 * 100 + 30 * 10) / 120.0);
  EXPECT_DOUBLE_EQ(rates.queue_backpressure.last_1_minute, 0.5);
}

TEST(FlowMeter, AYoungRunIsItsOwnWindow) {
  const os::SteadyTime start{};
  const FlowMeter meter(start);
  const FlowRates rates = meter.rates(start + seconds(2), {.in = 10, .filtered = 8, .out = 6});
  EXPECT_DOUBLE_EQ(rates.input_throughput.current, 5);
  EXPECT_DOUBLE_EQ(rates.filter_throughput.last_1_minute, 4);
  EXPECT_DOUBLE_EQ(rates.output_throughput.lifetime, 3);
}

TEST(FlowMeter, NoTimeNoRate) {
  const FlowMeter meter{os::SteadyTime()};
  EXPECT_EQ(meter.rates(os::SteadyTime(), {.in = 5}).input_throughput.current, 0);
}

}  // namespace
}  // namespace bdp
