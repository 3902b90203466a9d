#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <stop_token>
#include <string>

#include "base/result.h"

namespace bdp::os {

/// Bytes that come when they come: standard input, a pipe. One thread at a time.
class InputStream {
 public:
  virtual ~InputStream() = default;
  /// Waits for bytes and returns how many it put into `into`; 0: the end. kCancelled when asked to
  /// stop while it waits.
  virtual Result<std::size_t> read(std::span<char> into, std::stop_token stop) = 0;
};

/// Reads from `fd`, which stays open and must outlive it; `name` is for messages.
Result<std::unique_ptr<InputStream>> stream_from(int fd, std::string name);

}  // namespace bdp::os
