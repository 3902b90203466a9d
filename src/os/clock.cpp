#include "os/clock.h"

#include <condition_variable>

namespace bdp::os {
namespace {

class RealClock final : public Clock {
 public:
  WallTime wall() const override {
    return std::chrono::time_point_cast<std::chrono::nanoseconds>(std::chrono::system_clock::now());
  }
  SteadyTime steady() const override {
    return std::chrono::time_point_cast<std::chrono::nanoseconds>(std::chrono::steady_clock::now());
  }
  bool wait(std::chrono::nanoseconds duration, std::stop_token stop) override {
    std::mutex mutex;
    std::condition_variable_any never;
    std::unique_lock lock(mutex);
    never.wait_for(lock, stop, duration, [] { return false; });
    return !stop.stop_requested();
  }
};

}  // namespace

Clock& real_clock() {
  static RealClock clock;
  return clock;
}

void FakeClock::advance(std::chrono::nanoseconds duration) {
  const std::lock_guard lock(mutex_);
  wall_ += duration;
  steady_ += duration;
}

WallTime FakeClock::wall() const {
  const std::lock_guard lock(mutex_);
  return wall_;
}

SteadyTime FakeClock::steady() const {
  const std::lock_guard lock(mutex_);
  return steady_;
}

bool FakeClock::wait(std::chrono::nanoseconds duration, std::stop_token stop) {
  if (stop.stop_requested()) return false;
  advance(duration);
  return true;
}

}  // namespace bdp::os
