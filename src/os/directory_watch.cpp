#include "os/directory_watch.h"

#include <poll.h>
#include <sys/eventfd.h>
#include <sys/inotify.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstddef>
#include <cstring>
#include <map>
#include <string_view>
#include <utility>

#include "base/check.h"
#include "os/system_error.h"
#include "os/unique_fd.h"

namespace bdp::os {
namespace {

constexpr std::uint32_t kMask = IN_CREATE | IN_CLOSE_WRITE | IN_MOVED_TO | IN_DELETE_SELF |
                                IN_MOVE_SELF | IN_ONLYDIR | IN_DONT_FOLLOW | IN_EXCL_UNLINK;
constexpr std::size_t kBufferBytes = std::size_t{64} << 10U;

class InotifyWatch final : public DirectoryWatch {
 public:
  InotifyWatch(UniqueFd inotify, UniqueFd wake)
      : inotify_(std::move(inotify)), wake_(std::move(wake)) {}

  Status add(const std::string& directory) override {
    const std::lock_guard lock(mutex_);
    const int number = inotify_add_watch(inotify_.get(), directory.c_str(), kMask);
    if (number < 0) {
      // What is too little here is not disk space, as the kernel's words would have it.
      if (errno == ENOSPC) {
        return Error(Code::kExhausted, "cannot watch '" + directory +
                                           "': this user has as many watches as are allowed; "
                                           "raise the sysctl fs.inotify.max_user_watches");
      }
      return system_error(errno, "watch '" + directory + "'");
    }
    const auto before = numbers_.find(directory);
    if (before != numbers_.end() && before->second != number) directories_.erase(before->second);
    numbers_[directory] = number;
    directories_[number] = directory;
    return {};
  }

  void remove(const std::string& directory) override {
    const std::lock_guard lock(mutex_);
    const auto found = numbers_.find(directory);
    if (found == numbers_.end()) return;
    // Fails when the directory is gone, and with it the watch.
    inotify_rm_watch(inotify_.get(), found->second);
    directories_.erase(found->second);
    numbers_.erase(found);
  }

  Result<std::vector<WatchEvent>> wait(std::chrono::nanoseconds timeout,
                                       const std::stop_token& stop) override {
    std::uint64_t earlier = 0;  // Wake-ups meant for a call that is over.
    const ssize_t drained = ::read(wake_.get(), &earlier, sizeof(earlier));
    static_cast<void>(drained);
    const std::stop_callback wake_up(stop, [this] {
      const std::uint64_t one = 1;
      CHECK(retry_interrupted([&] { return write(wake_.get(), &one, sizeof(one)); }) ==
            sizeof(one));
    });
    std::vector<WatchEvent> events;
    if (stop.stop_requested()) return events;
    std::array<pollfd, 2> waiting = {pollfd{inotify_.get(), POLLIN, 0},
                                     pollfd{wake_.get(), POLLIN, 0}};
    const timespec longest = {
        static_cast<time_t>(std::chrono::floor<std::chrono::seconds>(timeout).count()),
        static_cast<long>((timeout % std::chrono::seconds(1)).count())};
    if (ppoll(waiting.data(), waiting.size(), &longest, nullptr) < 0 && errno != EINTR) {
      return system_error(errno, "wait for what happens in directories");
    }
    if ((waiting[0].revents & POLLIN) == 0) return events;
    alignas(inotify_event) std::array<char, kBufferBytes> buffer;
    const ssize_t count =
        retry_interrupted([&] { return ::read(inotify_.get(), buffer.data(), buffer.size()); });
    if (count < 0 && errno != EAGAIN) {
      return system_error(errno, "read what happens in directories");
    }
    for (std::size_t at = 0; static_cast<ssize_t>(at) < count;) {
      inotify_event event = {};
      std::memcpy(&event, buffer.data() + at, sizeof(event));
      const char* name = buffer.data() + at + sizeof(event);
      at += sizeof(event) + event.len;
      note(event, event.len == 0 ? std::string_view() : std::string_view(name), events);
    }
    return events;
  }

 private:
  void note(const inotify_event& event, std::string_view name, std::vector<WatchEvent>& events) {
    if ((event.mask & IN_Q_OVERFLOW) != 0) {
      events.push_back({WatchEventKind::kOverflow, "", ""});
      return;
    }
    const std::lock_guard lock(mutex_);
    const auto found = directories_.find(event.wd);
    if (found == directories_.end()) return;  // Of a watch that was removed.
    const std::string& directory = found->second;
    if ((event.mask & (IN_DELETE_SELF | IN_MOVE_SELF | IN_IGNORED)) != 0) {
      if ((event.mask & IN_MOVE_SELF) != 0) inotify_rm_watch(inotify_.get(), event.wd);
      events.push_back({WatchEventKind::kGone, directory, ""});
      const auto number = numbers_.find(directory);
      if (number != numbers_.end() && number->second == event.wd) numbers_.erase(number);
      directories_.erase(found);
    } else if ((event.mask & IN_CLOSE_WRITE) != 0) {
      events.push_back({WatchEventKind::kClosed, directory, std::string(name)});
    } else if ((event.mask & IN_MOVED_TO) != 0) {
      events.push_back({WatchEventKind::kMovedIn, directory, std::string(name)});
    } else if ((event.mask & IN_CREATE) != 0) {
      events.push_back({WatchEventKind::kCreated, directory, std::string(name)});
    }
  }

  UniqueFd inotify_;
  UniqueFd wake_;
  std::mutex mutex_;
  std::map<int, std::string> directories_;
  std::map<std::string, int> numbers_;
};

}  // namespace

Result<std::unique_ptr<DirectoryWatch>> watch_directories() {
  UniqueFd inotify(inotify_init1(IN_CLOEXEC | IN_NONBLOCK));
  if (!inotify.valid()) return system_error(errno, "watch directories");
  UniqueFd wake(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
  if (!wake.valid()) return system_error(errno, "watch directories");
  return std::make_unique<InotifyWatch>(std::move(inotify), std::move(wake));
}

void FakeDirectoryWatch::tell(WatchEvent event) {
  const std::lock_guard lock(mutex_);
  events_.push_back(std::move(event));
}

bool FakeDirectoryWatch::watches(const std::string& directory) const {
  const std::lock_guard lock(mutex_);
  return directories_.contains(directory);
}

Status FakeDirectoryWatch::add(const std::string& directory) {
  const std::lock_guard lock(mutex_);
  directories_.insert(directory);
  return {};
}

void FakeDirectoryWatch::remove(const std::string& directory) {
  const std::lock_guard lock(mutex_);
  directories_.erase(directory);
}

Result<std::vector<WatchEvent>> FakeDirectoryWatch::wait(std::chrono::nanoseconds timeout,
                                                         const std::stop_token& stop) {
  {
    const std::lock_guard lock(mutex_);
    if (!events_.empty()) return std::exchange(events_, {});
  }
  clock_.wait(timeout, stop);
  return std::vector<WatchEvent>();
}

}  // namespace bdp::os
