#include "sinks/standard_output.h"

#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstddef>

#include "os/system_error.h"

namespace bdp {
namespace {

/// What a pipe holds: a larger piece would wait inside the kernel, deaf to requests to stop.
constexpr std::size_t kPieceBytes = std::size_t{64} * 1024;
constexpr int kPatienceMilliseconds = 100;

}  // namespace

Status StandardOutput::write(std::string_view bytes, const std::stop_token& stop) {
  while (!bytes.empty()) {
    pollfd state = {fd_, POLLOUT, 0};
    const int ready = ::poll(&state, 1, kPatienceMilliseconds);
    if (ready == 0 && stop.stop_requested()) {
      return Error(Code::kCancelled, "stopped while nobody read the standard output");
    }
    if (ready == 0) continue;
    const ssize_t written = ::write(fd_, bytes.data(), std::min(bytes.size(), kPieceBytes));
    if (written >= 0) {
      bytes.remove_prefix(static_cast<std::size_t>(written));
    } else if (errno == EPIPE) {
      return Error(Code::kCancelled, "the reader of the standard output has left");
    } else if (errno != EINTR && errno != EAGAIN) {
      return os::system_error(errno, "write to the standard output");
    }
  }
  return {};
}

}  // namespace bdp
