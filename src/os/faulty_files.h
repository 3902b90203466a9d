#pragma once

#include <cstdint>
#include <limits>
#include <map>
#include <memory>
#include <mutex>

#include "os/files.h"

namespace bdp::os {

enum class FileOperation : std::uint8_t {
  kOpen,
  kRead,
  kWrite,
  kSync,
  kTruncate,
  kRename,
  kRemove,
  kList,
  kMakeDirectories,
  kSyncDirectory,
};

/// Another Files whose operations fail when a test says so: the way to see what the n-th failed
/// write, sync or rename does. Safe for many threads; `inner` outlives it.
class FaultyFiles final : public Files {
 public:
  explicit FaultyFiles(Files& inner);

  /// The `number`-th operation of this kind from now on, counted from 1, fails with `error_number`;
  /// so do all after it until heal().
  void fail_from(FileOperation operation, int number, int error_number);
  /// The same, but those after it work.
  void fail_once(FileOperation operation, int number, int error_number);
  /// Once this many more bytes are written, the disk is full. A write that does not fit leaves what
  /// fits, as on a real disk.
  void limit_disk(std::uint64_t bytes);
  /// Nothing fails any more.
  void heal();
  /// How many operations of this kind there were.
  int count(FileOperation operation) const;

  Result<std::unique_ptr<File>> open(const std::string& path, OpenMode mode) override;
  Result<FileInfo> info(const std::string& path) override;
  Result<FileInfo> link_info(const std::string& path) override;
  Result<std::vector<DirectoryEntry>> list(const std::string& path) override;
  Status visit(const std::string& path, const Visitor& visitor) override;
  Status rename(const std::string& from, const std::string& to) override;
  Status rename_new(const std::string& from, const std::string& to) override;
  Status remove(const std::string& path) override;
  Status make_directories(const std::string& path) override;
  Status sync_directory(const std::string& path) override;

 private:
  friend class FaultyFile;
  struct Fault {
    int first = 0;
    int last = 0;
    int error_number = 0;
  };
  /// Counts the operation; an error if it is to fail.
  Status pass(FileOperation operation, const std::string& path);
  /// How many of `bytes` the disk still takes.
  std::uint64_t take_disk(std::uint64_t bytes);

  Files& inner_;
  mutable std::mutex mutex_;
  std::map<FileOperation, int> counts_;
  std::map<FileOperation, Fault> faults_;
  std::uint64_t disk_left_ = std::numeric_limits<std::uint64_t>::max();
};

}  // namespace bdp::os
