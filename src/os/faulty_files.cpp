#include "os/faulty_files.h"

#include <algorithm>
#include <cerrno>

#include "os/system_error.h"

namespace bdp::os {
namespace {

std::string_view verb_of(FileOperation operation) {
  switch (operation) {
    case FileOperation::kOpen:
      return "open";
    case FileOperation::kRead:
      return "read";
    case FileOperation::kWrite:
      return "write";
    case FileOperation::kSync:
      return "sync";
    case FileOperation::kTruncate:
      return "truncate";
    case FileOperation::kRename:
      return "rename";
    case FileOperation::kRemove:
      return "remove";
    case FileOperation::kList:
      return "list";
    case FileOperation::kMakeDirectories:
      return "make directory";
    case FileOperation::kSyncDirectory:
      return "sync directory";
  }
  return "use";
}

Error fault(FileOperation operation, const std::string& path, int error_number) {
  return system_error(error_number, std::string(verb_of(operation)) + " '" + path + "'");
}

}  // namespace

class FaultyFile final : public File {
 public:
  FaultyFile(FaultyFiles& files, std::unique_ptr<File> inner)
      : files_(files), inner_(std::move(inner)) {}

  Result<std::size_t> read(std::span<char> into) override {
    TRY(files_.pass(FileOperation::kRead, path()));
    return inner_->read(into);
  }
  Result<std::size_t> read_at(std::span<char> into, std::uint64_t offset) const override {
    TRY(files_.pass(FileOperation::kRead, path()));
    return inner_->read_at(into, offset);
  }
  Status write(std::string_view bytes) override {
    TRY(files_.pass(FileOperation::kWrite, path()));
    const std::uint64_t taken = files_.take_disk(bytes.size());
    TRY(inner_->write(bytes.substr(0, taken)));
    if (taken < bytes.size()) return fault(FileOperation::kWrite, path(), ENOSPC);
    return {};
  }
  Status sync() override {
    TRY(files_.pass(FileOperation::kSync, path()));
    return inner_->sync();
  }
  Status truncate(std::uint64_t size) override {
    TRY(files_.pass(FileOperation::kTruncate, path()));
    return inner_->truncate(size);
  }
  Status seek(std::uint64_t offset) override { return inner_->seek(offset); }
  /// Never: a full disk leaves what fits to the byte.
  bool bypass_cache(bool) override { return false; }
  Result<FileInfo> info() const override { return inner_->info(); }
  const std::string& path() const override { return inner_->path(); }

 private:
  FaultyFiles& files_;
  std::unique_ptr<File> inner_;
};

FaultyFiles::FaultyFiles(Files& inner) : inner_(inner) {}

void FaultyFiles::fail_from(FileOperation operation, int number, int error_number) {
  const std::lock_guard lock(mutex_);
  faults_[operation] = {counts_[operation] + number, std::numeric_limits<int>::max(), error_number};
}

void FaultyFiles::fail_once(FileOperation operation, int number, int error_number) {
  const std::lock_guard lock(mutex_);
  const int at = counts_[operation] + number;
  faults_[operation] = {at, at, error_number};
}

void FaultyFiles::limit_disk(std::uint64_t bytes) {
  const std::lock_guard lock(mutex_);
  disk_left_ = bytes;
}

void FaultyFiles::heal() {
  const std::lock_guard lock(mutex_);
  faults_.clear();
  disk_left_ = std::numeric_limits<std::uint64_t>::max();
}

int FaultyFiles::count(FileOperation operation) const {
  const std::lock_guard lock(mutex_);
  const auto found = counts_.find(operation);
  return found == counts_.end() ? 0 : found->second;
}

Status FaultyFiles::pass(FileOperation operation, const std::string& path) {
  const std::lock_guard lock(mutex_);
  const int number = ++counts_[operation];
  const auto found = faults_.find(operation);
  if (found == faults_.end() || number < found->second.first || number > found->second.last) {
    return {};
  }
  return fault(operation, path, found->second.error_number);
}

std::uint64_t FaultyFiles::take_disk(std::uint64_t bytes) {
  const std::lock_guard lock(mutex_);
  const std::uint64_t taken = std::min(bytes, disk_left_);
  disk_left_ -= taken;
  return taken;
}

Result<std::unique_ptr<File>> FaultyFiles::open(const std::string& path, OpenMode mode) {
  TRY(pass(FileOperation::kOpen, path));
  TRY_ASSIGN(std::unique_ptr<File> file, inner_.open(path, mode));
  return std::make_unique<FaultyFile>(*this, std::move(file));
}

Result<FileInfo> FaultyFiles::info(const std::string& path) {
  return inner_.info(path);
}

Result<std::vector<DirectoryEntry>> FaultyFiles::list(const std::string& path) {
  TRY(pass(FileOperation::kList, path));
  return inner_.list(path);
}

Result<FileInfo> FaultyFiles::link_info(const std::string& path) {
  return inner_.link_info(path);
}

Status FaultyFiles::visit(const std::string& path, const Visitor& visitor) {
  TRY(pass(FileOperation::kList, path));
  return inner_.visit(path, visitor);
}

Status FaultyFiles::rename_new(const std::string& from, const std::string& to) {
  TRY(pass(FileOperation::kRename, from));
  return inner_.rename_new(from, to);
}

Status FaultyFiles::rename(const std::string& from, const std::string& to) {
  TRY(pass(FileOperation::kRename, from));
  return inner_.rename(from, to);
}

Status FaultyFiles::remove(const std::string& path) {
  TRY(pass(FileOperation::kRemove, path));
  return inner_.remove(path);
}

Status FaultyFiles::make_directories(const std::string& path) {
  TRY(pass(FileOperation::kMakeDirectories, path));
  return inner_.make_directories(path);
}

Status FaultyFiles::sync_directory(const std::string& path) {
  TRY(pass(FileOperation::kSyncDirectory, path));
  return inner_.sync_directory(path);
}

}  // namespace bdp::os
