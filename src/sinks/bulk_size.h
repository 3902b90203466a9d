#pragma once

#include <atomic>
#include <chrono>
#include <cstddef>

namespace bdp {

/// How large bulks should be, learnt from the answers: smaller when the server is too busy or slow,
/// larger again, step by step, while it is quick. Thread-safe.
class BulkSize {
 public:
  explicit BulkSize(std::size_t most_bytes) : most_(most_bytes), bytes_(most_bytes) {}

  std::size_t bytes() const { return bytes_.load(std::memory_order_relaxed); }

  /// A bulk of `sent` bytes was taken after `latency`.
  void taken(std::size_t sent, std::chrono::nanoseconds latency);
  /// The server could not take it, or not all of it.
  void overloaded();

 private:
  const std::size_t most_;
  std::atomic<std::size_t> bytes_;
};

}  // namespace bdp
