#pragma once

#include "os/clock.h"
#include "os/files.h"
#include "os/randomness.h"

namespace bdp::os {

/// Everything outside the process that tests replace. Not owned.
struct Environment {
  Files& files;
  Clock& clock;
  Randomness& randomness;
};

inline Environment real_environment() {
  return {real_files(), real_clock(), real_randomness()};
}

}  // namespace bdp::os
