#include "os/randomness.h"

#include <sys/random.h>

#include "base/check.h"
#include "os/unique_fd.h"

namespace bdp::os {
namespace {

class RealRandomness final : public Randomness {
 public:
  std::uint64_t next() override {
    std::uint64_t number = 0;
    // Eight bytes never come in part, and never fail once the kernel has started.
    CHECK(retry_interrupted([&] { return getrandom(&number, sizeof(number), 0); }) ==
          sizeof(number));
    return number;
  }
};

}  // namespace

Randomness& real_randomness() {
  static RealRandomness randomness;
  return randomness;
}

// Steele, Lea, Flood: "Fast splittable pseudorandom number generators", 2014 (SplitMix64).
std::uint64_t FakeRandomness::next() {
  const std::lock_guard lock(mutex_);
  state_ += 0x9E3779B97F4A7C15ULL;
  std::uint64_t mixed = state_;
  mixed = (mixed ^ (mixed >> 30U)) * 0xBF58476D1CE4E5B9ULL;
  mixed = (mixed ^ (mixed >> 27U)) * 0x94D049BB133111EBULL;
  return mixed ^ (mixed >> 31U);
}

}  // namespace bdp::os
