#include "os/files.h"

#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <filesystem>
#include <system_error>

#include "os/system_error.h"

namespace bdp::os {
namespace {

Status write_and_sync(Files& files, const std::string& path, std::string_view bytes) {
  TRY_ASSIGN(const std::unique_ptr<File> file, files.open(path, OpenMode::kCreateNew));
  TRY(file->write(bytes));
  return file->sync();
}

}  // namespace

std::string_view name_of(FileKind kind) {
  switch (kind) {
    case FileKind::kRegular:
      return "regular file";
    case FileKind::kDirectory:
      return "directory";
    case FileKind::kFifo:
      return "FIFO";
    case FileKind::kBrokenLink:
      return "broken link";
    case FileKind::kLink:
      return "symbolic link";
    case FileKind::kOther:
      return "device or socket";
  }
  return "file";
}

Result<std::string> read_whole(Files& files, const std::string& path, std::uint64_t max_bytes) {
  TRY_ASSIGN(const std::unique_ptr<File> file, files.open(path, OpenMode::kRead));
  TRY_ASSIGN(const FileInfo info, file->info());
  std::string bytes;
  std::size_t size = 0;
  // The size is a hint: /proc files say 0, others grow while they are read.
  std::size_t room = static_cast<std::size_t>(std::min(info.size, max_bytes)) + 1;
  while (true) {
    bytes.resize(size + room);
    TRY_ASSIGN(const std::size_t count, file->read({bytes.data() + size, room}));
    size += count;
    if (size > max_bytes) {
      return Error(Code::kExhausted, "cannot read '" + path + "': it has more than " +
                                         std::to_string(max_bytes) + " bytes");
    }
    if (count < room) break;
    room = std::min<std::size_t>(std::max<std::size_t>(size, 4096), max_bytes - size + 1);
  }
  bytes.resize(size);
  return bytes;
}

Status replace_file(Files& files, const std::string& path, std::string_view bytes) {
  static std::atomic<unsigned> counter = 0;
  const std::string temporary =
      path + ".tmp-" + std::to_string(getpid()) + "-" + std::to_string(counter++);
  Status written = write_and_sync(files, temporary, bytes);
  if (written) written = files.rename(temporary, path);
  if (!written) {
    // The first error is the one that matters.
    static_cast<void>(files.remove(temporary));
    return written;
  }
  // A rename alone is lost in a crash.
  return files.sync_directory(parent_directory(path));
}

std::string parent_directory(std::string_view path) {
  const std::size_t slash = path.rfind('/');
  if (slash == std::string_view::npos) return ".";
  return std::string(slash == 0 ? "/" : path.substr(0, slash));
}

std::string_view file_name(std::string_view path) {
  const std::size_t slash = path.rfind('/');
  return slash == std::string_view::npos ? path : path.substr(slash + 1);
}

std::string join_path(std::string_view directory, std::string_view name) {
  if (directory.empty() || name.starts_with('/')) return std::string(name);
  std::string path(directory);
  if (!path.ends_with('/')) path += '/';
  path += name;
  return path;
}

Result<std::string> absolute_path(std::string_view path) {
  std::error_code problem;
  const std::filesystem::path absolute = std::filesystem::absolute(path, problem);
  if (problem) return system_error(problem.value(), "find the current directory");
  return absolute.lexically_normal().string();
}

}  // namespace bdp::os
