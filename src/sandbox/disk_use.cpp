#include "sandbox/disk_use.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <limits>
#include <memory>
#include <set>

#include "os/system_error.h"
#include "sandbox/app_processes.h"

namespace bdp {
namespace {

constexpr std::uint64_t kStatBlock = 512;
constexpr std::uint64_t kLeastBytes = 4096;
constexpr int kMaxDepth = 64;
constexpr std::uint64_t kTooMuch = std::numeric_limits<std::uint64_t>::max();

std::uint64_t bytes_of(const struct stat& entry) {
  return std::max(static_cast<std::uint64_t>(entry.st_blocks) * kStatBlock, kLeastBytes);
}

/// Adds what is below `directory` to `bytes`, as long as that is not more than `enough`.
void add_below(os::UniqueFd directory, int depth, std::uint64_t enough, std::uint64_t& bytes) {
  if (depth > kMaxDepth) {
    bytes = kTooMuch;
    return;
  }
  // fdopendir() owns what it is given.
  const int own = fcntl(directory.get(), F_DUPFD_CLOEXEC, 0);
  const std::unique_ptr<DIR, int (*)(DIR*)> listing(fdopendir(own), closedir);
  if (listing == nullptr) {
    if (own >= 0) close(own);
    return;
  }
  rewinddir(listing.get());
  while (const dirent* entry = readdir(listing.get())) {
    if (std::strcmp(entry->d_name, ".") == 0 || std::strcmp(entry->d_name, "..") == 0) continue;
    struct stat information = {};
    if (fstatat(directory.get(), entry->d_name, &information, AT_SYMLINK_NOFOLLOW) != 0) continue;
    bytes += bytes_of(information);
    if (bytes > enough) return;
    if (!S_ISDIR(information.st_mode)) continue;
    os::UniqueFd below(
        openat(directory.get(), entry->d_name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
    if (below.valid()) {
      add_below(std::move(below), depth + 1, enough, bytes);
    } else if (errno == EACCES) {
      bytes = kTooMuch;  // Closed to the platform: nobody can say what is in it.
    }
    if (bytes > enough) return;
  }
}

}  // namespace

Result<DiskUse> DiskUse::of(const std::vector<std::string>& paths) {
  DiskUse use;
  for (const std::string& path : paths) {
    os::UniqueFd root(open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
    if (!root.valid()) return os::system_error(errno, "open " + path);
    use.roots_.push_back(std::move(root));
  }
  return use;
}

std::uint64_t DiskUse::measure(std::uint64_t enough) const {
  std::uint64_t bytes = 0;
  for (const os::UniqueFd& root : roots_) {
    struct stat information = {};
    if (fstat(root.get(), &information) != 0) continue;
    if (!S_ISDIR(information.st_mode)) {
      bytes += bytes_of(information);
    } else {
      os::UniqueFd directory(openat(root.get(), ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC));
      if (directory.valid()) add_below(std::move(directory), 0, enough, bytes);
    }
    if (bytes > enough) break;
  }
  return bytes;
}

std::uint64_t DiskUse::measure_nameless(const std::vector<pid_t>& processes) const {
  std::set<dev_t> devices;
  for (const os::UniqueFd& root : roots_) {
    struct stat information = {};
    if (fstat(root.get(), &information) == 0) devices.insert(information.st_dev);
  }
  std::uint64_t bytes = 0;
  for (const dev_t device : devices) bytes += nameless_bytes(processes, device);
  return bytes;
}

}  // namespace bdp
