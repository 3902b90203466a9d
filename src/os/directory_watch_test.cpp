#include "os/directory_watch.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <thread>

#include "os/files.h"
#include "os/temporary_directory.h"

namespace bdp::os {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;

constexpr std::chrono::seconds kLongEnough{20};

TEST(DirectoryWatch, TellsOfFilesThatAreClosedAndMovedIn) {
  const TemporaryDirectory directory;
  const auto watch = *watch_directories();
  ASSERT_TRUE(watch->add(directory.path()));
  directory.write("a.part", "1");
  ASSERT_TRUE(real_files().rename(directory / "a.part", directory / "a"));
  const std::vector<WatchEvent> events = *watch->wait(kLongEnough, {});
  EXPECT_THAT(events, ElementsAre(WatchEvent{WatchEventKind::kCreated, directory.path(), "a.part"},
                                  WatchEvent{WatchEventKind::kClosed, directory.path(), "a.part"},
                                  WatchEvent{WatchEventKind::kMovedIn, directory.path(), "a"}));
}

TEST(DirectoryWatch, DoesNotCallAFileClosedThatIsStillWritten) {
  const TemporaryDirectory directory;
  const auto watch = *watch_directories();
  ASSERT_TRUE(watch->add(directory.path()));
  std::ofstream file(directory / "slow");
  file << "half" << std::flush;
  EXPECT_THAT(*watch->wait(kLongEnough, {}),
              ElementsAre(WatchEvent{WatchEventKind::kCreated, directory.path(), "slow"}));
  file.close();
  EXPECT_THAT(*watch->wait(kLongEnough, {}),
              ElementsAre(WatchEvent{WatchEventKind::kClosed, directory.path(), "slow"}));
}

TEST(DirectoryWatch, WaitsNoLongerThanItsTimeoutOrAStop) {
  const TemporaryDirectory directory;
  const auto watch = *watch_directories();
  ASSERT_TRUE(watch->add(directory.path()));
  EXPECT_THAT(*watch->wait(std::chrono::milliseconds(1), {}), IsEmpty());
  std::stop_source stop;
  const std::jthread stopper([&] { stop.request_stop(); });
  EXPECT_THAT(*watch->wait(kLongEnough, stop.get_token()), IsEmpty());
}

TEST(DirectoryWatch, TellsThatADirectoryIsGone) {
  const TemporaryDirectory directory;
  const std::string inner = directory / "inner";
  ASSERT_TRUE(real_files().make_directories(inner));
  const auto watch = *watch_directories();
  ASSERT_TRUE(watch->add(inner));
  ASSERT_TRUE(real_files().remove(inner));
  EXPECT_THAT(*watch->wait(kLongEnough, {}),
              ElementsAre(WatchEvent{WatchEventKind::kGone, inner, ""}));
  // The directory may come back under the same name.
  ASSERT_TRUE(real_files().make_directories(inner));
  ASSERT_TRUE(watch->add(inner));
  const std::ofstream file(inner + "/b");
  EXPECT_THAT(*watch->wait(kLongEnough, {}),
              ElementsAre(WatchEvent{WatchEventKind::kCreated, inner, "b"}));
}

TEST(DirectoryWatch, SaysThatItLostEvents) {
  const TemporaryDirectory directory;
  const auto watch = *watch_directories();
  ASSERT_TRUE(watch->add(directory.path()));
  const std::uint64_t queue = [] {
    std::ifstream setting("/proc/sys/fs/inotify/max_queued_events");
    std::uint64_t events = 16384;
    setting >> events;
    return events;
  }();

  std::string name = directory / "x";
  for (std::uint64_t i = 0; i < queue + 100; ++i) {
    std::string next = directory / std::to_string(i);
    if (i == 0) {
      directory.write("0", "");
    } else {
      ASSERT_TRUE(real_files().rename(name, next));
    }
    name = std::move(next);
  }
  std::vector<WatchEvent> all;
  while (true) {
    const std::vector<WatchEvent> events = *watch->wait(std::chrono::milliseconds(1), {});
    if (events.empty()) break;
    all.insert(all.end(), events.begin(), events.end());
  }
  EXPECT_THAT(all, Contains(WatchEvent{WatchEventKind::kOverflow, "", ""}));
}

TEST(DirectoryWatch, RefusesWhatIsNoDirectory) {
  const TemporaryDirectory directory;
  const auto watch = *watch_directories();
  const Status status = watch->add(directory.write("file", ""));
  ASSERT_FALSE(status);
  EXPECT_EQ(status.error().code(), Code::kInvalid);
}

TEST(FakeDirectoryWatch, TellsWhatATestSaysAndElseMovesTheClock) {
  FakeClock clock{WallTime{}};
  FakeDirectoryWatch watch(clock);
  ASSERT_TRUE(watch.add("d"));
  EXPECT_TRUE(watch.watches("d"));
  watch.tell({WatchEventKind::kClosed, "d", "a"});
  EXPECT_THAT(*watch.wait(kLongEnough, {}),
              ElementsAre(WatchEvent{WatchEventKind::kClosed, "d", "a"}));
  EXPECT_EQ(clock.wall(), WallTime{});
  EXPECT_THAT(*watch.wait(kLongEnough, {}), IsEmpty());
  EXPECT_EQ(clock.wall(), WallTime{} + kLongEnough);
}

}  // namespace
}  // namespace bdp::os
