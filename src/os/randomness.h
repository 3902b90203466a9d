#pragma once

#include <cstdint>
#include <mutex>

namespace bdp::os {

/// Where random numbers come from. Safe for many threads.
class Randomness {
 public:
  virtual ~Randomness() = default;
  virtual std::uint64_t next() = 0;
};

/// The kernel's: cannot be guessed.
Randomness& real_randomness();

/// The same numbers for the same seed.
class FakeRandomness final : public Randomness {
 public:
  explicit FakeRandomness(std::uint64_t seed) : state_(seed) {}
  std::uint64_t next() override;

 private:
  std::mutex mutex_;
  std::uint64_t state_;
};

}  // namespace bdp::os
