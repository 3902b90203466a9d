#include "os/input_stream.h"

#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdint>

#include "base/check.h"
#include "os/system_error.h"
#include "os/unique_fd.h"

namespace bdp::os {
namespace {

class FdStream final : public InputStream {
 public:
  FdStream(int fd, UniqueFd wake, std::string name)
      : fd_(fd), wake_(std::move(wake)), name_(std::move(name)) {}

  Result<std::size_t> read(std::span<char> into, std::stop_token stop) override {
    CHECK(!into.empty());
    std::uint64_t earlier = 0;  // Wake-ups meant for a call that is over.
    const ssize_t drained = ::read(wake_.get(), &earlier, sizeof(earlier));
    static_cast<void>(drained);
    const std::stop_callback wake_up(stop, [this] {
      const std::uint64_t one = 1;
      CHECK(retry_interrupted([&] { return write(wake_.get(), &one, sizeof(one)); }) ==
            sizeof(one));
    });
    while (!stop.stop_requested()) {
      std::array<pollfd, 2> waiting = {pollfd{fd_, POLLIN, 0}, pollfd{wake_.get(), POLLIN, 0}};
      if (poll(waiting.data(), waiting.size(), -1) < 0 && errno != EINTR) {
        return system_error(errno, "wait for " + name_);
      }
      if (waiting[0].revents == 0) continue;
      const ssize_t count = ::read(fd_, into.data(), into.size());
      if (count >= 0) return static_cast<std::size_t>(count);
      if (errno != EINTR && errno != EAGAIN) return system_error(errno, "read " + name_);
    }
    return Error(Code::kCancelled, "stopped while reading " + name_);
  }

 private:
  int fd_;
  UniqueFd wake_;
  std::string name_;
};

}  // namespace

Result<std::unique_ptr<InputStream>> stream_from(int fd, std::string name) {
  UniqueFd wake(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
  if (!wake.valid()) return system_error(errno, "prepare to read " + name);
  return std::make_unique<FdStream>(fd, std::move(wake), std::move(name));
}

}  // namespace bdp::os
