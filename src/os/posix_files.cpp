#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>

#include "os/files.h"
#include "os/system_error.h"
#include "os/unique_fd.h"

namespace bdp::os {
namespace {

std::string quoted(std::string_view action, std::string_view path) {
  std::string text(action);
  text += " '";
  text += path;
  text += '\'';
  return text;
}

FileInfo info_of(const struct stat& status) {
  FileInfo info;
  if (S_ISREG(status.st_mode)) {
    info.kind = FileKind::kRegular;
  } else if (S_ISDIR(status.st_mode)) {
    info.kind = FileKind::kDirectory;
  } else if (S_ISFIFO(status.st_mode)) {
    info.kind = FileKind::kFifo;
  } else if (S_ISLNK(status.st_mode)) {
    info.kind = FileKind::kLink;
  }
  info.size = static_cast<std::uint64_t>(status.st_size);
  info.modified = FileTime(std::chrono::seconds(status.st_mtim.tv_sec) +
                           std::chrono::nanoseconds(status.st_mtim.tv_nsec));
  info.device = status.st_dev;
  info.inode = status.st_ino;
  return info;
}

Result<FileInfo> info_at(int directory, const std::string& name, const std::string& path) {
  struct stat status = {};
  if (fstatat(directory, name.c_str(), &status, 0) == 0) {
    FileInfo info = info_of(status);
    info.readable = faccessat(directory, name.c_str(), R_OK, AT_EACCESS) == 0;
    return info;
  }
  const int error_number = errno;
  if ((error_number == ENOENT || error_number == ELOOP) &&
      fstatat(directory, name.c_str(), &status, AT_SYMLINK_NOFOLLOW) == 0) {
    FileInfo info;
    info.kind = FileKind::kBrokenLink;
    return info;
  }
  return system_error(error_number, quoted("look at", path));
}

/// What a directory says of an entry; kOther also when it does not say.
FileKind kind_of(const dirent& entry) {
  switch (entry.d_type) {
    case DT_REG:
      return FileKind::kRegular;
    case DT_DIR:
      return FileKind::kDirectory;
    case DT_FIFO:
      return FileKind::kFifo;
    case DT_LNK:
      return FileKind::kLink;
    default:
      return FileKind::kOther;
  }
}

class PosixFile final : public File {
 public:
  PosixFile(UniqueFd fd, std::string path) : fd_(std::move(fd)), path_(std::move(path)) {}

  Result<std::size_t> read(std::span<char> into) override {
    return read_whole_span(
        into, [&](char* to, std::size_t size, std::size_t) { return ::read(fd_.get(), to, size); });
  }

  Result<std::size_t> read_at(std::span<char> into, std::uint64_t offset) const override {
    return read_whole_span(into, [&](char* to, std::size_t size, std::size_t done) {
      return ::pread(fd_.get(), to, size, static_cast<off_t>(offset + done));
    });
  }

  Status write(std::string_view bytes) override {
    while (!bytes.empty()) {
      const ssize_t written = ::write(fd_.get(), bytes.data(), bytes.size());
      if (written >= 0) {
        bytes.remove_prefix(static_cast<std::size_t>(written));
      } else if (errno != EINTR) {
        return system_error(errno, quoted("write", path_));
      }
    }
    return {};
  }

  Status sync() override {
    if (::fsync(fd_.get()) != 0) return system_error(errno, quoted("sync", path_));
    return {};
  }

  Status seek(std::uint64_t offset) override {
    if (::lseek(fd_.get(), static_cast<off_t>(offset), SEEK_SET) < 0) {
      return system_error(errno, quoted("seek in", path_));
    }
    return {};
  }

  Status truncate(std::uint64_t size) override {
    while (::ftruncate(fd_.get(), static_cast<off_t>(size)) != 0) {
      if (errno != EINTR) return system_error(errno, quoted("truncate", path_));
    }
    return {};
  }

  bool bypass_cache(bool wanted) override {
    const int flags = ::fcntl(fd_.get(), F_GETFL);
    if (flags < 0) return false;
    const bool set =
        ::fcntl(fd_.get(), F_SETFL, wanted ? flags | O_DIRECT : flags & ~O_DIRECT) == 0;
    return wanted && set;
  }

  Result<FileInfo> info() const override {
    struct stat status = {};
    if (fstat(fd_.get(), &status) != 0) return system_error(errno, quoted("look at", path_));
    FileInfo info = info_of(status);
    info.readable = true;
    return info;
  }

  const std::string& path() const override { return path_; }

 private:
  template <class ReadOnce>
  Result<std::size_t> read_whole_span(std::span<char> into, ReadOnce read_once) const {
    std::size_t done = 0;
    while (done < into.size()) {
      const ssize_t count = read_once(into.data() + done, into.size() - done, done);
      if (count == 0) break;
      if (count > 0) {
        done += static_cast<std::size_t>(count);
      } else if (errno != EINTR) {
        return system_error(errno, quoted("read", path_));
      }
    }
    return done;
  }

  UniqueFd fd_;
  std::string path_;
};

int flags_of(OpenMode mode) {
  switch (mode) {
    case OpenMode::kRead:
      // Without O_NONBLOCK a FIFO would hold us until somebody writes to it.
      return O_RDONLY | O_NONBLOCK;
    case OpenMode::kCreate:
      return O_WRONLY | O_CREAT | O_TRUNC;
    case OpenMode::kCreateNew:
      return O_WRONLY | O_CREAT | O_EXCL;
    case OpenMode::kModify:
      return O_RDWR | O_CREAT;
  }
  return O_RDONLY;
}

class PosixFiles final : public Files {
 public:
  Result<std::unique_ptr<File>> open(const std::string& path, OpenMode mode) override {
    UniqueFd fd(retry_interrupted(
        [&] { return ::open(path.c_str(), flags_of(mode) | O_CLOEXEC | O_NOCTTY, 0666); }));
    if (!fd.valid()) {
      return system_error(errno, quoted(mode == OpenMode::kRead ? "read" : "write", path));
    }
    if (mode == OpenMode::kRead) {
      struct stat status = {};
      if (fstat(fd.get(), &status) != 0) return system_error(errno, quoted("look at", path));
      if (!S_ISREG(status.st_mode)) {
        return Error(Code::kInvalid, quoted("cannot read", path) + ": it is a " +
                                         std::string(name_of(info_of(status).kind)) +
                                         ", not a regular file");
      }
      // Only advice: what fails here costs speed.
      static_cast<void>(posix_fadvise(fd.get(), 0, 0, POSIX_FADV_SEQUENTIAL));
    }
    return std::make_unique<PosixFile>(std::move(fd), path);
  }

  Result<FileInfo> info(const std::string& path) override { return info_at(AT_FDCWD, path, path); }

  Result<std::vector<DirectoryEntry>> list(const std::string& path) override {
    const std::unique_ptr<DIR, int (*)(DIR*)> directory(opendir(path.c_str()), closedir);
    if (directory == nullptr) return system_error(errno, quoted("list", path));
    std::vector<DirectoryEntry> entries;
    while (true) {
      errno = 0;
      const dirent* found = readdir(directory.get());
      if (found == nullptr) {
        if (errno != 0) return system_error(errno, quoted("list", path));
        break;
      }
      std::string name = found->d_name;
      if (name == "." || name == "..") continue;
      Result<FileInfo> info = info_at(dirfd(directory.get()), name, join_path(path, name));
      if (!info && info.error().code() == Code::kNotFound) continue;  // Removed meanwhile.
      if (!info) return std::move(info).error();
      entries.push_back({std::move(name), *info});
    }
    std::sort(entries.begin(), entries.end(),
              [](const DirectoryEntry& a, const DirectoryEntry& b) { return a.name < b.name; });
    return entries;
  }

  Result<FileInfo> link_info(const std::string& path) override {
    struct stat status = {};
    if (lstat(path.c_str(), &status) == 0) return info_of(status);
    return system_error(errno, quoted("look at", path));
  }

  Status visit(const std::string& path, const Visitor& visitor) override {
    const std::unique_ptr<DIR, int (*)(DIR*)> directory(opendir(path.c_str()), closedir);
    if (directory == nullptr) return system_error(errno, quoted("list", path));
    while (true) {
      errno = 0;
      const dirent* found = readdir(directory.get());
      if (found == nullptr) {
        if (errno != 0) return system_error(errno, quoted("list", path));
        return {};
      }
      const std::string_view name = found->d_name;
      if (name == "." || name == "..") continue;
      FileKind kind = kind_of(*found);
      if (found->d_type == DT_UNKNOWN) {
        const Result<FileInfo> info = link_info(join_path(path, name));
        if (info) kind = info->kind;
      }
      if (!visitor(name, kind)) return {};
    }
  }

  Status rename(const std::string& from, const std::string& to) override {
    if (::rename(from.c_str(), to.c_str()) == 0) return {};
    return system_error(errno, quoted(quoted("rename", from) + " to", to));
  }

  Status rename_new(const std::string& from, const std::string& to) override {
    if (::renameat2(AT_FDCWD, from.c_str(), AT_FDCWD, to.c_str(), RENAME_NOREPLACE) == 0) return {};
    // File systems without this flag have hard links, or neither: then two names are compared.
    if (errno == EINVAL || errno == ENOSYS) {
      if (::link(from.c_str(), to.c_str()) == 0) return remove(from);
      struct stat status = {};
      if (errno != EEXIST && lstat(to.c_str(), &status) != 0) return rename(from, to);
      errno = EEXIST;
    }
    return system_error(errno, quoted(quoted("rename", from) + " to", to));
  }

  Status remove(const std::string& path) override {
    if (::remove(path.c_str()) == 0) return {};
    return system_error(errno, quoted("remove", path));
  }

  Status make_directories(const std::string& path) override {
    for (std::size_t end = 0; end != std::string::npos;) {
      end = path.find('/', end + 1);
      const std::string part = path.substr(0, end);
      if (::mkdir(part.c_str(), 0777) == 0) continue;
      const int error_number = errno;
      struct stat status = {};
      const bool there = ::stat(part.c_str(), &status) == 0;
      if (there && S_ISDIR(status.st_mode)) continue;
      return system_error(there ? ENOTDIR : error_number, quoted("make directory", part));
    }
    return {};
  }

  Status sync_directory(const std::string& path) override {
    const UniqueFd fd(retry_interrupted(
        [&] { return ::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC); }));
    if (!fd.valid() || ::fsync(fd.get()) != 0) {
      return system_error(errno, quoted("sync directory", path));
    }
    return {};
  }
};

}  // namespace

Files& real_files() {
  static PosixFiles files;
  return files;
}

}  // namespace bdp::os
