#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace bdp::os {

enum class FileKind : std::uint8_t {
  kRegular,
  kDirectory,
  kFifo,
  kBrokenLink,
  kLink,   ///< Only where links are not followed.
  kOther,  ///< A device or a socket.
};

/// "regular file", "directory", ...
std::string_view name_of(FileKind kind);

using FileTime = std::chrono::sys_time<std::chrono::nanoseconds>;

/// What is known of a file without reading it; links are followed, unless said otherwise.
struct FileInfo {
  FileKind kind = FileKind::kOther;
  bool readable = false;  ///< By this process.
  std::uint64_t size = 0;
  FileTime modified;
  std::uint64_t device = 0;  ///< (device, inode): the same file under another name.
  std::uint64_t inode = 0;
};

struct DirectoryEntry {
  std::string name;
  FileInfo info;
};

enum class OpenMode : std::uint8_t {
  kRead,       ///< A regular file that is there; anything else is refused, a FIFO does not block.
  kCreate,     ///< For writing; what was in it is gone.
  kCreateNew,  ///< For writing; kConflict if it is there.
  kModify,     ///< For reading and writing, from the beginning; created if it is not there.
};

/// What writes around the page cache are multiples of.
inline constexpr std::size_t kBlockBytes = 4096;

/// An open file; closed when destroyed. One thread at a time, save for read_at().
class File {
 public:
  virtual ~File() = default;

  /// Fills `into` from where the last read ended; fewer bytes only at the end of the file.
  virtual Result<std::size_t> read(std::span<char> into) = 0;
  /// Fills `into` from `offset`; moves nothing, many threads at once.
  virtual Result<std::size_t> read_at(std::span<char> into, std::uint64_t offset) const = 0;
  /// All of `bytes`, where the last write or seek() ended. After an error some may be written.
  virtual Status write(std::string_view bytes) = 0;
  /// Survives power loss when it returns. After an error the file must be written anew: the
  /// kernel may have dropped what it could not write.
  virtual Status sync() = 0;
  virtual Status seek(std::uint64_t offset) = 0;
  virtual Status truncate(std::uint64_t size) = 0;
  /// Asks for writes that go around the page cache, or through it again. True: they go around it,
  /// and must begin and end at multiples of kBlockBytes, in memory as in the file. Long outputs
  /// that nobody reads soon cost a fraction of the processor's time this way.
  virtual bool bypass_cache(bool wanted) = 0;
  virtual Result<FileInfo> info() const = 0;
  virtual const std::string& path() const = 0;
};

/// The file system: the only door to it. Safe for many threads.
class Files {
 public:
  /// Gets a name in a directory and what it is, a link being a link; false: no more of them.
  using Visitor = std::function<bool(std::string_view name, FileKind kind)>;

  virtual ~Files() = default;

  virtual Result<std::unique_ptr<File>> open(const std::string& path, OpenMode mode) = 0;
  virtual Result<FileInfo> info(const std::string& path) = 0;
  /// Of a link itself; `readable` is not looked at.
  virtual Result<FileInfo> link_info(const std::string& path) = 0;
  /// Everything in the directory but `.` and `..`, by name in byte order.
  virtual Result<std::vector<DirectoryEntry>> list(const std::string& path) = 0;
  /// Every name in the directory but `.` and `..`, in no order, as it is read: for directories of
  /// any size. `visitor` may rename and remove what it is told of.
  virtual Status visit(const std::string& path, const Visitor& visitor) = 0;
  /// Replaces `to` in one step. Durable only after sync_directory().
  virtual Status rename(const std::string& from, const std::string& to) = 0;
  /// The same, but kConflict when `to` is there.
  virtual Status rename_new(const std::string& from, const std::string& to) = 0;
  /// A file or an empty directory.
  virtual Status remove(const std::string& path) = 0;
  /// With all directories above; no error if it is there.
  virtual Status make_directories(const std::string& path) = 0;
  virtual Status sync_directory(const std::string& path) = 0;
};

/// The machine's own.
Files& real_files();

/// The whole file, if it has at most `max_bytes`; kExhausted otherwise.
Result<std::string> read_whole(Files& files, const std::string& path, std::uint64_t max_bytes);

/// Afterwards `path` holds `bytes`, also after power loss; on an error or a crash it holds what it
/// held before.
Status replace_file(Files& files, const std::string& path, std::string_view bytes);

/// The directory that `path` is in; "." when it names none.
std::string parent_directory(std::string_view path);

/// What follows the last slash.
std::string_view file_name(std::string_view path);

/// `directory`/`name`; `name` alone when it is absolute.
std::string join_path(std::string_view directory, std::string_view name);

/// `path` from the root, without `.`, `..` and doubled slashes; links are not followed.
Result<std::string> absolute_path(std::string_view path);

}  // namespace bdp::os
