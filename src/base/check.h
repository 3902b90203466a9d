#pragma once

#include <cstdio>
#include <cstdlib>

namespace bdp {

/// Ends the process with the place of a broken promise. For bugs only, never for bad input.
[[noreturn]] inline void check_failed(const char* condition, const char* file, int line) {
  std::fprintf(stderr, "%s:%d: CHECK failed: %s\n", file, line, condition);
  std::abort();
}

}  // namespace bdp

/// Holds in every build: a bug ends the process here, before it can do harm.
#define CHECK(condition)                                   \
  do {                                                     \
    if (!(condition)) [[unlikely]] {                       \
      ::bdp::check_failed(#condition, __FILE__, __LINE__); \
    }                                                      \
  } while (false)
