#include "sandbox/output_tree.h"

#include <dirent.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <memory>
#include <optional>

#include "os/files.h"
#include "os/system_error.h"

namespace bdp {
namespace {

constexpr int kMaxDepth = 100;
constexpr uid_t kNobody = 65534;

using Listing = std::unique_ptr<DIR, int (*)(DIR*)>;

/// Opens `path` below `directory`; no link is followed, and nothing outside is reached.
int open_beneath(int directory, const std::string& path, int flags) {
  open_how how = {};
  how.flags = static_cast<std::uint64_t>(flags) | O_CLOEXEC;
  how.resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS | RESOLVE_NO_MAGICLINKS | RESOLVE_NO_XDEV;
  return static_cast<int>(os::retry_interrupted(
      [&] { return syscall(SYS_openat2, directory, path.c_str(), &how, sizeof(how)); }));
}

/// What is in a directory, without `.` and `..`, by name in byte order.
std::optional<std::vector<std::string>> names_in(int directory, std::size_t most) {
  const int own = openat(directory, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  const Listing listing(own < 0 ? nullptr : fdopendir(own), closedir);
  if (listing == nullptr) return std::nullopt;
  std::vector<std::string> names;
  while (const dirent* entry = readdir(listing.get())) {
    if (std::strcmp(entry->d_name, ".") == 0 || std::strcmp(entry->d_name, "..") == 0) continue;
    names.emplace_back(entry->d_name);
    if (names.size() > most) break;
  }
  std::ranges::sort(names);
  return names;
}

std::string_view refused_as(const struct stat& entry) {
  switch (entry.st_mode & S_IFMT) {
    case S_IFLNK:
      return "a symbolic link";
    case S_IFIFO:
      return "a FIFO";
    case S_IFSOCK:
      return "a socket";
    case S_IFCHR:
    case S_IFBLK:
      return "a device";
    default:
      return entry.st_nlink > 1 ? "a file with more than one name" : "";
  }
}

/// Walks a tree into a listing.
class Lister {
 public:
  Lister(const std::string& root, std::size_t max_entries)
      : root_(root), max_entries_(max_entries) {}

  Status walk(int directory, const std::string& prefix, int depth) {
    if (depth > kMaxDepth) {
      return Error(Code::kExhausted, root_ + ": directories in directories more than " +
                                         std::to_string(kMaxDepth) +
                                         " deep: " + prefix.substr(0, 200));
    }
    const auto names = names_in(directory, max_entries_);
    if (!names) return os::system_error(errno, "list " + root_ + "/" + prefix);
    for (const std::string& name : *names) {
      if (++entries_ > max_entries_) {
        return Error(Code::kExhausted,
                     root_ + ": more than " + std::to_string(max_entries_) + " entries");
      }
      TRY(take(directory, name, prefix + name, depth));
    }
    return {};
  }

  OutputListing listing;

 private:
  Status take(int directory, const std::string& name, const std::string& path, int depth) {
    struct stat entry = {};
    if (fstatat(directory, name.c_str(), &entry, AT_SYMLINK_NOFOLLOW) != 0) {
      return os::system_error(errno, "look at " + root_ + "/" + path);
    }
    if (S_ISDIR(entry.st_mode)) {
      const os::UniqueFd below(open_beneath(directory, name, O_RDONLY | O_DIRECTORY));
      if (!below.valid()) return os::system_error(errno, "open " + root_ + "/" + path);
      return walk(below.get(), path + "/", depth + 1);
    }
    if (const std::string_view reason = refused_as(entry); !reason.empty()) {
      listing.refused.push_back({path, std::string(reason)});
    } else {
      listing.files.push_back({path, static_cast<std::uint64_t>(entry.st_size)});
    }
    return {};
  }

  const std::string& root_;
  const std::size_t max_entries_;
  std::size_t entries_ = 0;
};

/// Removes what is in `directory`. What an app has made deeper than anybody wants to descend is
/// moved up to `top` first, piece by piece.
Status clear_directory(int top, int directory, const std::string& root, int depth) {
  const auto names = names_in(directory, SIZE_MAX - 1);
  if (!names) return os::system_error(errno, "list " + root);
  std::uint64_t moved = 0;
  for (const std::string& name : *names) {
    if (unlinkat(directory, name.c_str(), 0) == 0) continue;
    if (errno != EISDIR && errno != EPERM) {
      return os::system_error(errno, "remove " + name + " in " + root);
    }
    if (unlinkat(directory, name.c_str(), AT_REMOVEDIR) == 0) continue;
    if (depth >= kMaxDepth) {
      std::string place;
      do {
        place = ".moved-" + std::to_string(moved++);
      } while (faccessat(top, place.c_str(), F_OK, AT_SYMLINK_NOFOLLOW) == 0);
      if (renameat(directory, name.c_str(), top, place.c_str()) != 0) {
        return os::system_error(errno, "move up " + name + " in " + root);
      }
      continue;
    }
    {
      // An app may have closed it to everybody.
      const os::UniqueFd below(open_beneath(directory, name, O_RDONLY | O_DIRECTORY));
      if (!below.valid()) return os::system_error(errno, "open " + name + " in " + root);
      TRY(clear_directory(top, below.get(), root, depth + 1));
    }
    if (unlinkat(directory, name.c_str(), AT_REMOVEDIR) != 0) {
      return os::system_error(errno, "remove " + name + " in " + root);
    }
  }
  return {};
}

}  // namespace

Result<OutputTree> OutputTree::make(const std::string& directory, AppUser user) {
  if (mkdir(directory.c_str(), 0700) != 0) return os::system_error(errno, "make " + directory);
  const bool another = user.user != geteuid() || user.group != getegid();
  if (another && chown(directory.c_str(), user.user, user.group) != 0) {
    return os::system_error(errno, "hand " + directory + " to an app's user");
  }
  return open(directory);
}

Result<OutputTree> OutputTree::open(const std::string& directory) {
  os::UniqueFd fd(::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
  if (!fd.valid()) return os::system_error(errno, "open " + directory);
  return OutputTree(std::move(fd), directory);
}

Result<OutputListing> OutputTree::list(std::size_t max_entries) const {
  Lister lister(path_, max_entries);
  TRY(lister.walk(directory_.get(), "", 0));
  std::ranges::sort(lister.listing.files, {}, &OutputFile::path);
  return std::move(lister.listing);
}

Result<os::UniqueFd> OutputTree::open_file(std::string_view path) const {
  const std::string below(path);
  os::UniqueFd file(open_beneath(directory_.get(), below, O_RDONLY | O_NONBLOCK | O_NOCTTY));
  const std::string whole = path_ + "/" + below;
  if (!file.valid()) {
    if (errno == ELOOP || errno == EXDEV) {
      return Error(Code::kDenied, whole + ": a link is on the way; it is not followed");
    }
    return os::system_error(errno, "open " + whole);
  }
  struct stat entry = {};
  if (fstat(file.get(), &entry) != 0) return os::system_error(errno, "look at " + whole);
  if (!S_ISREG(entry.st_mode) || entry.st_nlink > 1) {
    const std::string_view reason = refused_as(entry);
    return Error(
        Code::kDenied,
        whole + ": " + std::string(reason.empty() ? "a directory" : reason) + ", not a plain file");
  }
  return file;
}

Status OutputTree::clear() const {
  // What was moved up is seen when the top is read anew.
  for (;;) {
    TRY(clear_directory(directory_.get(), directory_.get(), path_, 0));
    const auto rest = names_in(directory_.get(), 1);
    if (!rest || rest->empty()) return {};
  }
}

AppUser default_app_user() {
  if (geteuid() == 0) return {kNobody, kNobody};
  return {geteuid(), getegid()};
}

}  // namespace bdp
