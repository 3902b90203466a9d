#include "os/file_lock.h"

#include <fcntl.h>
#include <sys/file.h>

#include <array>
#include <cerrno>

#include "os/system_error.h"

namespace bdp::os {
namespace {

std::string holder_of(int fd) {
  std::array<char, 512> note = {};
  const ssize_t count = pread(fd, note.data(), note.size(), 0);
  std::string text(note.data(), count > 0 ? static_cast<std::size_t>(count) : 0);
  return text.substr(0, text.find('\n'));
}

}  // namespace

Result<FileLock> FileLock::take(const std::string& path, std::string_view note) {
  UniqueFd fd(retry_interrupted(
      [&] { return ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOCTTY, 0666); }));
  if (!fd.valid()) return system_error(errno, "open the lock '" + path + "'");
  if (retry_interrupted([&] { return flock(fd.get(), LOCK_EX | LOCK_NB); }) != 0) {
    if (errno != EWOULDBLOCK) return system_error(errno, "lock '" + path + "'");
    return Error(Code::kConflict, holder_of(fd.get()));
  }
  // The note only informs: the lock holds without it, on a full disk too.
  std::string line(note);
  line += '\n';
  if (ftruncate(fd.get(), 0) == 0) {
    static_cast<void>(
        retry_interrupted([&] { return pwrite(fd.get(), line.data(), line.size(), 0); }));
  }
  return FileLock(std::move(fd));
}

}  // namespace bdp::os
