#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <mutex>
#include <set>
#include <stop_token>
#include <string>
#include <vector>

#include "base/result.h"
#include "os/clock.h"

namespace bdp::os {

enum class WatchEventKind : std::uint8_t {
  kCreated,   ///< A name is there that was not; a file may still be written.
  kClosed,    ///< A file that was open for writing was closed.
  kMovedIn,   ///< A name came by a rename: what it names is whole.
  kGone,      ///< The directory itself is gone, and with it its watch.
  kOverflow,  ///< Events were lost, of any directory: list them all.
};

struct WatchEvent {
  WatchEventKind kind = WatchEventKind::kOverflow;
  std::string directory;  ///< As it was given to add(); kOverflow: empty.
  std::string name;       ///< In it; kGone, kOverflow: empty.
  friend bool operator==(const WatchEvent&, const WatchEvent&) = default;
};

/// Tells what happens in directories: a hint of where to look, never the truth. Events can be
/// missing (network file systems, a full queue), late, or doubled. add() and remove() from any
/// thread, wait() from one.
class DirectoryWatch {
 public:
  virtual ~DirectoryWatch() = default;
  /// From now on; no error if it is watched already. What is in it before is not told.
  virtual Status add(const std::string& directory) = 0;
  /// No error if it is not watched. Events of it may still come.
  virtual void remove(const std::string& directory) = 0;
  /// What happened since the last call; waits for something until `timeout` is over or `stop` is
  /// requested: then nothing.
  virtual Result<std::vector<WatchEvent>> wait(std::chrono::nanoseconds timeout,
                                               const std::stop_token& stop) = 0;
};

/// The kernel's (inotify). kExhausted when the system's limits are reached.
Result<std::unique_ptr<DirectoryWatch>> watch_directories();

/// A watch that tells what a test says. wait() moves `clock` when nothing is there to be told.
class FakeDirectoryWatch final : public DirectoryWatch {
 public:
  explicit FakeDirectoryWatch(Clock& clock) : clock_(clock) {}

  /// What the next wait() tells.
  void tell(WatchEvent event);
  /// Whether `directory` is watched.
  bool watches(const std::string& directory) const;

  Status add(const std::string& directory) override;
  void remove(const std::string& directory) override;
  Result<std::vector<WatchEvent>> wait(std::chrono::nanoseconds timeout,
                                       const std::stop_token& stop) override;

 private:
  Clock& clock_;
  mutable std::mutex mutex_;
  std::set<std::string> directories_;
  std::vector<WatchEvent> events_;
};

}  // namespace bdp::os
