#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>

#include "os/clock.h"

namespace bdp {

/// Sums since the start of a run that rates are made of.
struct FlowTotals {
  std::uint64_t in = 0;                 ///< Events read.
  std::uint64_t filtered = 0;           ///< Events through the filters.
  std::uint64_t out = 0;                ///< Events with the sink.
  std::chrono::nanoseconds stalled{0};  ///< Reading stood still: the run was full.
  std::chrono::nanoseconds busy{0};     ///< Filters and sinks at work, summed over threads.
};

/// One figure as Logstash's `flow` shows it: of the last 10 seconds, of the last minute, of the
/// whole run. While the run is younger than a window, the window is the whole run.
struct FlowFigure {
  double current = 0;
  double last_1_minute = 0;
  double lifetime = 0;
};

struct FlowRates {
  FlowFigure input_throughput;    ///< Events a second.
  FlowFigure filter_throughput;   ///< Events a second.
  FlowFigure output_throughput;   ///< Events a second.
  FlowFigure queue_backpressure;  ///< Seconds of standstill a second.
  FlowFigure worker_concurrency;  ///< Busy threads on average.
};

/// Keeps a sample a second of the last minute. One thread at a time.
class FlowMeter {
 public:
  explicit FlowMeter(os::SteadyTime start);

  /// Takes a sample when the last one is a second old.
  void note(os::SteadyTime now, const FlowTotals& totals);

  FlowRates rates(os::SteadyTime now, const FlowTotals& totals) const;

 private:
  struct Sample {
    os::SteadyTime at;
    FlowTotals totals;
  };
  static constexpr std::size_t kSamples = 61;

  /// The oldest sample that is not older than `window`.
  const Sample& since(os::SteadyTime now, std::chrono::seconds window) const;

  Sample start_;
  std::array<Sample, kSamples> ring_;
  std::size_t taken_ = 1;  ///< The first is the start.
};

}  // namespace bdp
