#include "pipeline/flow_meter.h"

#include <algorithm>

namespace bdp {
namespace {

using Seconds = std::chrono::duration<double>;

constexpr std::chrono::seconds kSampleInterval{1};
constexpr std::chrono::seconds kCurrent{10};
constexpr std::chrono::seconds kMinute{60};

}  // namespace

FlowMeter::FlowMeter(os::SteadyTime start) : start_{start, {}} {
  ring_[0] = start_;
}

void FlowMeter::note(os::SteadyTime now, const FlowTotals& totals) {
  if (now - ring_[(taken_ - 1) % kSamples].at < kSampleInterval) return;
  ring_[taken_++ % kSamples] = {now, totals};
}

const FlowMeter::Sample& FlowMeter::since(os::SteadyTime now, std::chrono::seconds window) const {
  const std::size_t oldest = taken_ - std::min(taken_, kSamples);
  std::size_t i = taken_ - 1;
  while (i > oldest && now - ring_[(i - 1) % kSamples].at <= window) --i;
  return ring_[i % kSamples];
}

FlowRates FlowMeter::rates(os::SteadyTime now, const FlowTotals& totals) const {
  FlowRates rates;
  const auto fill = [&](double FlowFigure::* figure, const Sample& from) {
    const double seconds = Seconds(now - from.at).count();
    if (seconds <= 0) return;
    const auto events = [&](std::uint64_t FlowTotals::* sum) {
      return static_cast<double>(totals.*sum - from.totals.*sum) / seconds;
    };
    const auto time = [&](std::chrono::nanoseconds FlowTotals::* sum) {
      return Seconds(totals.*sum - from.totals.*sum).count() / seconds;
    };
    rates.input_throughput.*figure = events(&FlowTotals::in);
    rates.filter_throughput.*figure = events(&FlowTotals::filtered);
    rates.output_throughput.*figure = events(&FlowTotals::out);
    rates.queue_backpressure.*figure = time(&FlowTotals::stalled);
    rates.worker_concurrency.*figure = time(&FlowTotals::busy);
  };
  fill(&FlowFigure::current, since(now, kCurrent));
  fill(&FlowFigure::last_1_minute, since(now, kMinute));
  fill(&FlowFigure::lifetime, start_);
  return rates;
}

}  // namespace bdp
