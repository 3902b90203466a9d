#include "sandbox/small_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cerrno>

#include "os/system_error.h"
#include "os/unique_fd.h"

namespace bdp {

std::string small_file(const std::string& path) {
  const os::UniqueFd file(open(path.c_str(), O_RDONLY | O_CLOEXEC));
  std::string text;
  std::array<char, 4096> piece = {};
  while (file.valid()) {
    const ssize_t count =
        os::retry_interrupted([&] { return read(file.get(), piece.data(), piece.size()); });
    if (count <= 0) break;
    text.append(piece.data(), static_cast<std::size_t>(count));
  }
  return text;
}

Status write_small_file(const std::string& path, std::string_view text) {
  const os::UniqueFd file(open(path.c_str(), O_WRONLY | O_CLOEXEC));
  if (!file.valid()) return os::system_error(errno, "open " + path);
  const ssize_t written =
      os::retry_interrupted([&] { return write(file.get(), text.data(), text.size()); });
  if (written < 0) {
    return os::system_error(errno, "write '" + std::string(text) + "' to " + path);
  }
  return {};
}

}  // namespace bdp
