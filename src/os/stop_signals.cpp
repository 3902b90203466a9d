#include "os/stop_signals.h"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <csignal>
#include <thread>

#include "base/check.h"
#include "os/system_error.h"
#include "os/unique_fd.h"

namespace bdp::os {
namespace {

constexpr std::array<int, 2> kSignals = {SIGINT, SIGTERM};

// What a signal handler may touch: where to tell that a signal came, -1 when nobody listens.
std::atomic<int> wake_fd = -1;
static_assert(std::atomic<int>::is_always_lock_free);

extern "C" void on_stop_signal(int number) {
  const int kept_errno = errno;
  for (const int each : kSignals) {
    struct sigaction usual = {};
    usual.sa_handler = SIG_DFL;
    sigaction(each, &usual, nullptr);
  }
  const auto byte = static_cast<unsigned char>(number);
  const ssize_t written = write(wake_fd.load(), &byte, 1);
  static_cast<void>(written);
  errno = kept_errno;
}

// request_stop() locks and runs callbacks, which no signal handler may: a thread does it.
class PipeStopSignals final : public StopSignals {
 public:
  PipeStopSignals(UniqueFd reading, UniqueFd writing)
      : reading_(std::move(reading)), writing_(std::move(writing)) {
    int nobody = -1;
    CHECK(wake_fd.compare_exchange_strong(nobody, writing_.get()));
    waiter_ = std::thread([this] { wait_for_signal(); });
    for (std::size_t i = 0; i < kSignals.size(); ++i) {
      struct sigaction action = {};
      action.sa_handler = on_stop_signal;
      action.sa_flags = SA_RESTART;
      CHECK(sigaction(kSignals[i], &action, &before_[i]) == 0);
    }
  }

  ~PipeStopSignals() override {
    for (std::size_t i = 0; i < kSignals.size(); ++i) sigaction(kSignals[i], &before_[i], nullptr);
    wake_fd = -1;
    const unsigned char end = 0;
    CHECK(retry_interrupted([&] { return write(writing_.get(), &end, 1); }) == 1);
    waiter_.join();
  }

  std::stop_token token() const override { return stop_.get_token(); }
  int received() const override { return received_; }

 private:
  void wait_for_signal() {
    unsigned char byte = 0;
    while (retry_interrupted([&] { return read(reading_.get(), &byte, 1); }) == 1 && byte != 0) {
      int none = 0;
      received_.compare_exchange_strong(none, byte);
      stop_.request_stop();
    }
  }

  UniqueFd reading_;
  UniqueFd writing_;
  std::stop_source stop_;
  std::atomic<int> received_ = 0;
  std::array<struct sigaction, kSignals.size()> before_ = {};
  std::thread waiter_;
};

}  // namespace

Result<std::unique_ptr<StopSignals>> StopSignals::install() {
  std::array<int, 2> ends = {-1, -1};
  if (pipe2(ends.data(), O_CLOEXEC) != 0) return system_error(errno, "make a pipe for signals");
  return std::make_unique<PipeStopSignals>(UniqueFd(ends[0]), UniqueFd(ends[1]));
}

void ignore_broken_pipes() {
  struct sigaction action = {};
  action.sa_handler = SIG_IGN;
  CHECK(sigaction(SIGPIPE, &action, nullptr) == 0);
}

}  // namespace bdp::os
