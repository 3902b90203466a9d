#pragma once

#include <stop_token>
#include <string_view>

#include "base/result.h"

namespace bdp {

/// Writes to a pipe, a terminal or a redirected file. One thread at a time.
class StandardOutput {
 public:
  /// `fd` stays open and outlives this.
  explicit StandardOutput(int fd) : fd_(fd) {}

  /// All of `bytes`. kCancelled: the reader has left (SIGPIPE must be ignored), or `stop` was
  /// requested while the reader did not read; some bytes may be written then.
  Status write(std::string_view bytes, const std::stop_token& stop);

 private:
  int fd_;
};

}  // namespace bdp
