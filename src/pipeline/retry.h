#pragma once

#include <chrono>
#include <optional>
#include <stop_token>

#include "base/result.h"
#include "os/clock.h"
#include "os/randomness.h"

namespace bdp {

/// How long a failed write is tried again. A pause is random between nothing and a bound that
/// doubles with each try (full jitter), so that many clients do not come back at once.
struct RetryPolicy {
  std::chrono::milliseconds first_pause{50};
  std::chrono::milliseconds longest_pause{10'000};
  /// After this long without success an error of kUnavailable is final.
  std::chrono::milliseconds unavailable_for{60'000};
  /// The same for kExhausted; 0: at once, as for a full disk.
  std::chrono::milliseconds exhausted_for{0};
};

/// The tries of one operation.
class Backoff {
 public:
  Backoff(const RetryPolicy& policy, os::Clock& clock, os::Randomness& randomness)
      : policy_(policy), clock_(clock), randomness_(randomness), bound_(policy.first_pause) {}

  /// Waits before the next try. False: there is to be none, since `error` is not retryable, the
  /// time is up, or somebody asked to stop.
  bool again(const Error& error, std::stop_token stop);

 private:
  const RetryPolicy& policy_;
  os::Clock& clock_;
  os::Randomness& randomness_;
  std::chrono::milliseconds bound_;
  std::optional<os::SteadyTime> since_;
};

}  // namespace bdp
