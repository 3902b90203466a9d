#include "os/stop_signals.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <csignal>
#include <future>

#include "os/input_stream.h"

namespace bdp::os {
namespace {

TEST(StopSignals, TheFirstSignalAsksToStop) {
  const auto signals = *StopSignals::install();
  EXPECT_FALSE(signals->token().stop_requested());
  EXPECT_EQ(signals->received(), 0);
  std::promise<void> stopped;
  const std::stop_callback notify(signals->token(), [&] { stopped.set_value(); });
  ASSERT_EQ(raise(SIGTERM), 0);
  stopped.get_future().wait();
  EXPECT_EQ(signals->received(), SIGTERM);
}

TEST(StopSignalsDeathTest, TheSecondSignalEndsTheProcess) {
  EXPECT_EXIT(
      {
        const auto signals = *StopSignals::install();
        raise(SIGINT);
        raise(SIGINT);
      },
      testing::KilledBySignal(SIGINT), "");
}

TEST(StopSignals, CanBeInstalledAgainAfterTheirEnd) {
  {
    ASSERT_TRUE(StopSignals::install());
  }
  const auto signals = *StopSignals::install();
  EXPECT_FALSE(signals->token().stop_requested());
}

class Pipe {
 public:
  Pipe() { EXPECT_EQ(pipe(ends_), 0); }
  ~Pipe() {
    close(ends_[0]);
    close_writing();
  }
  int reading() const { return ends_[0]; }
  int writing() const { return ends_[1]; }
  void close_writing() {
    if (ends_[1] >= 0) close(ends_[1]);
    ends_[1] = -1;
  }

 private:
  int ends_[2] = {-1, -1};
};

TEST(InputStream, GivesWhatIsThereAndThenTheEnd) {
  Pipe pipe;
  const auto stream = *stream_from(pipe.reading(), "standard input");
  ASSERT_EQ(write(pipe.writing(), "abc", 3), 3);
  std::string buffer(10, '?');
  ASSERT_EQ(*stream->read(buffer, {}), 3U);
  EXPECT_EQ(buffer.substr(0, 3), "abc");
  pipe.close_writing();
  EXPECT_EQ(*stream->read(buffer, {}), 0U);
}

TEST(InputStream, StopsWaitingWhenAsked) {
  Pipe pipe;
  const auto stream = *stream_from(pipe.reading(), "standard input");
  std::stop_source stop;
  std::promise<void> started;
  std::future<Status> ended = std::async(std::launch::async, [&]() -> Status {
    std::string buffer(10, '?');
    started.set_value();
    TRY(stream->read(buffer, stop.get_token()));
    return {};
  });
  started.get_future().wait();
  stop.request_stop();
  const Status status = ended.get();
  ASSERT_FALSE(status);
  EXPECT_EQ(status.error().code(), Code::kCancelled);
}

TEST(InputStream, AnEarlierStopDoesNotDisturbTheNextRead) {
  Pipe pipe;
  const auto stream = *stream_from(pipe.reading(), "standard input");
  std::stop_source stop;
  stop.request_stop();
  std::string buffer(10, '?');
  EXPECT_FALSE(stream->read(buffer, stop.get_token()));
  ASSERT_EQ(write(pipe.writing(), "x", 1), 1);
  EXPECT_EQ(*stream->read(buffer, {}), 1U);
}

TEST(InputStream, NamesItselfInErrors) {
  const auto stream = *stream_from(1000000, "standard input");
  std::string buffer(10, '?');
  const auto result = stream->read(buffer, {});
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().message(), "cannot read standard input: Bad file descriptor");
}

}  // namespace
}  // namespace bdp::os
