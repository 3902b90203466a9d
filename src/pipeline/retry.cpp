#include "pipeline/retry.h"

#include <algorithm>
#include <cstdint>
#include <utility>

namespace bdp {

bool Backoff::again(const Error& error, std::stop_token stop) {
  if (!error.retryable() || stop.stop_requested()) return false;
  const os::SteadyTime now = clock_.steady();
  if (!since_) since_ = now;
  const auto patience =
      error.code() == Code::kExhausted ? policy_.exhausted_for : policy_.unavailable_for;
  if (now - *since_ >= patience) return false;
  const auto nanoseconds = std::chrono::nanoseconds(bound_).count();
  const std::uint64_t pause = randomness_.next() % (static_cast<std::uint64_t>(nanoseconds) + 1);
  bound_ = std::min(bound_ * 2, policy_.longest_pause);
  return clock_.wait(std::chrono::nanoseconds(pause), std::move(stop));
}

}  // namespace bdp
