#pragma once

#include <chrono>
#include <mutex>
#include <stop_token>

namespace bdp::os {

using WallTime = std::chrono::sys_time<std::chrono::nanoseconds>;
using SteadyTime = std::chrono::time_point<std::chrono::steady_clock, std::chrono::nanoseconds>;

/// Time, and waiting for it. Safe for many threads.
class Clock {
 public:
  virtual ~Clock() = default;
  /// The time of day: for people and for records.
  virtual WallTime wall() const = 0;
  /// Never jumps: for measuring and for deadlines.
  virtual SteadyTime steady() const = 0;
  /// Returns after `duration`, or earlier when asked to stop: then false.
  virtual bool wait(std::chrono::nanoseconds duration, std::stop_token stop) = 0;
};

/// The machine's own.
Clock& real_clock();

/// A clock that a test moves; whoever waits for it moves it too and returns at once.
class FakeClock final : public Clock {
 public:
  explicit FakeClock(WallTime start) : wall_(start) {}

  void advance(std::chrono::nanoseconds duration);

  WallTime wall() const override;
  SteadyTime steady() const override;
  bool wait(std::chrono::nanoseconds duration, std::stop_token stop) override;

 private:
  mutable std::mutex mutex_;
  WallTime wall_;
  SteadyTime steady_{};
};

}  // namespace bdp::os
