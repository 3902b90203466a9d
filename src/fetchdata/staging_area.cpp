#include "fetchdata/staging_area.h"

#include <algorithm>
#include <utility>

#include "fetchdata/placement.h"
#include "fetchdata/split_file.h"
#include "os/move_file.h"

namespace bdp {
namespace {

constexpr std::size_t kFilesPerPage = 500;

std::vector<StagedFile> files_of(std::vector<FileRecord> records) {
  std::vector<StagedFile> files;
  files.reserve(records.size());
  for (FileRecord& record : records) files.push_back(std::move(record.file));
  return files;
}

std::string file_text(const TenantId& tenant, std::uint64_t number) {
  return "file " + std::to_string(number) + " of '" + tenant.text + "'";
}

}  // namespace

StagingArea::StagingArea(const Home& home, Store& store, os::Environment environment)
    : home_(home), environment_(environment), records_(home, store) {}

Result<std::vector<StagedFile>> StagingArea::staged(const TenantId& tenant, std::uint64_t after,
                                                    std::size_t limit) const {
  std::vector<StagedFile> waiting;
  while (waiting.size() < limit) {
    TRY_ASSIGN(std::vector<FileRecord> page,
               records_.list(tenant, Shelf::kStaged, after, kFilesPerPage));
    for (FileRecord& record : page) {
      after = record.file.number;
      if (record.file.state != FileState::kStaged) continue;
      waiting.push_back(std::move(record.file));
      if (waiting.size() == limit) break;
    }
    if (page.size() < kFilesPerPage) break;
  }
  return waiting;
}

Result<std::vector<StagedFile>> StagingArea::claimed(const TenantId& tenant,
                                                     const JobId& job) const {
  TRY_ASSIGN(std::vector<FileRecord> records, records_.list(tenant, Shelf::kStaged, 0, SIZE_MAX));
  std::vector<StagedFile> files = files_of(std::move(records));
  std::erase_if(files, [&](const StagedFile& file) {
    return file.state != FileState::kClaimed || file.job != job;
  });
  return files;
}

Result<std::vector<StagedFile>> StagingArea::archived(const TenantId& tenant, std::uint64_t after,
                                                      std::size_t limit) const {
  TRY_ASSIGN(std::vector<FileRecord> records,
             records_.list(tenant, Shelf::kArchived, after, limit));
  return files_of(std::move(records));
}

Result<std::vector<StagedFile>> StagingArea::discarded(const TenantId& tenant, std::uint64_t after,
                                                       std::size_t limit) const {
  TRY_ASSIGN(std::vector<FileRecord> records,
             records_.list(tenant, Shelf::kDiscarded, after, limit));
  return files_of(std::move(records));
}

Result<std::optional<StagedFile>> StagingArea::find(const TenantId& tenant,
                                                    std::uint64_t number) const {
  // In the order in which a file goes: one that moves on meanwhile is found further on.
  for (const Shelf shelf : {Shelf::kStaged, Shelf::kArchived, Shelf::kDiscarded}) {
    TRY_ASSIGN(std::optional<FileRecord> record, records_.get(tenant, shelf, number));
    if (record) return std::optional(std::move(record->file));
  }
  return std::optional<StagedFile>();
}

Status StagingArea::change(const TenantId& tenant, std::span<const std::uint64_t> numbers,
                           FileState from, const Change& change, WriteBatch with) {
  for (const std::uint64_t number : numbers) {
    TRY_ASSIGN(std::optional<FileRecord> record, records_.get(tenant, Shelf::kStaged, number));
    if (!record || record->file.state != from) {
      return Error(
          Code::kConflict,
          file_text(tenant, number) + " is not " + std::string(name_of(from)) +
              (record ? ", but " + std::string(name_of(record->file.state)) : std::string()));
    }
    records_.take(with, *record);
    change(record->file);
    record->file.changed = environment_.clock.wall();
    records_.put(with, record->file);
  }
  return records_.store().apply(with);
}

Status StagingArea::claim(const TenantId& tenant, std::span<const std::uint64_t> numbers,
                          const JobId& job, WriteBatch with) {
  return change(
      tenant, numbers, FileState::kStaged,
      [&](StagedFile& file) {
        file.state = FileState::kClaimed;
        file.job = job;
      },
      std::move(with));
}

Status StagingArea::release(const TenantId& tenant, std::span<const std::uint64_t> numbers,
                            WriteBatch with) {
  return change(
      tenant, numbers, FileState::kClaimed,
      [](StagedFile& file) {
        file.state = FileState::kStaged;
        file.job = {};
      },
      std::move(with));
}

Status StagingArea::archive(const TenantId& tenant, std::span<const std::uint64_t> numbers,
                            WriteBatch with) {
  std::vector<Unplaced> moves;
  for (const std::uint64_t number : numbers) {
    TRY_ASSIGN(std::optional<FileRecord> record, records_.get(tenant, Shelf::kStaged, number));
    if (!record) {
      TRY_ASSIGN(const auto done, records_.get(tenant, Shelf::kArchived, number));
      if (done) continue;
      return Error(Code::kConflict, file_text(tenant, number) + " is not in staging");
    }
    records_.take(with, *record);
    StagedFile file = std::move(record->file);
    std::string before = std::move(file.path);
    file.state = FileState::kArchived;
    file.changed = environment_.clock.wall();
    file.blocks.clear();
    file.path = archived_path(home_, file);
    records_.put(with, file);
    moves.push_back({std::move(file), std::move(before)});
  }
  TRY(records_.store().apply(with));
  // The store has it: a move that fails now is settled later.
  for (const Unplaced& move : moves) static_cast<void>(place(move.file, move.from));
  return {};
}

Status StagingArea::discard(const TenantId& tenant, std::uint64_t number,
                            const Violation& violation, WriteBatch with) {
  const std::lock_guard lock(naming_);
  TRY_ASSIGN(std::optional<FileRecord> record, records_.get(tenant, Shelf::kStaged, number));
  if (!record) return Error(Code::kConflict, file_text(tenant, number) + " is not in staging");
  records_.take(with, *record);
  StagedFile file = std::move(record->file);
  const std::string before = std::move(file.path);
  TRY(records_.forget_content(with, file));
  file.state = FileState::kDiscarded;
  file.changed = environment_.clock.wall();
  file.blocks.clear();
  file.violation = violation;
  file.path = discarded_path(home_, environment_.files, file);
  records_.put(with, file);
  TRY(records_.store().apply(with));
  static_cast<void>(place(file, before));
  return {};
}

Status StagingArea::retry(const TenantId& tenant, std::uint64_t number) {
  TRY_ASSIGN(std::optional<FileRecord> record, records_.get(tenant, Shelf::kDiscarded, number));
  if (!record) {
    return Error(Code::kNotFound, file_text(tenant, number) +
                                      " is not among the discarded; 'mysimbdp discarded list' "
                                      "shows their numbers");
  }
  const StagedFile& file = record->file;
  os::Files& files = environment_.files;
  const std::string back = home_.input(tenant) + '/' + file.name;
  TRY(files.make_directories(home_.input(tenant)));
  const Status moved = os::move_file(files, file.path, back, returning_path(home_, file));
  if (!moved && moved.error().code() == Code::kConflict) {
    return Error(Code::kConflict, "the input directory of '" + tenant.text +
                                      "' holds another file named '" + printable_name(file.name) +
                                      "'; wait until it is taken");
  }
  TRY(moved);
  // A crash here leaves a record without its file, which reconcile() takes away.
  WriteBatch batch;
  records_.take(batch, *record);
  TRY(records_.store().apply(batch));
  Status removed = files.remove(reason_path(file.path));
  if (!removed && removed.error().code() != Code::kNotFound) return removed;
  return {};
}

Status StagingArea::place(const StagedFile& file, const std::string& from) {
  Status placed = place_file(environment_.files, file, from);
  if (!placed) {
    const std::lock_guard lock(unplaced_mutex_);
    unplaced_.push_back({file, from});
  }
  return placed;
}

Status StagingArea::settle() {
  std::vector<Unplaced> again;
  {
    const std::lock_guard lock(unplaced_mutex_);
    again.swap(unplaced_);
  }
  Status first;
  for (const Unplaced& move : again) {
    Status placed = place(move.file, move.from);
    if (!placed && first) first = std::move(placed);
  }
  return first;
}

Result<Pruned> StagingArea::prune(const TenantId& tenant, const ArchiveLimits& limits) {
  Pruned pruned;
  if (!limits.max_age && !limits.max_bytes) return pruned;
  TRY_ASSIGN(const std::vector<StagedFile> all, archived(tenant));
  std::uint64_t bytes = 0;
  for (const StagedFile& file : all) bytes += file.size;
  const os::WallTime now = environment_.clock.wall();
  WriteBatch batch;
  for (const StagedFile& file : all) {
    const bool old = limits.max_age && now - file.changed > *limits.max_age;
    const bool much = limits.max_bytes && bytes > *limits.max_bytes;
    if (!old && !much) continue;
    // The file goes first: a record without a file is pruned again.
    const Status removed = environment_.files.remove(file.path);
    if (!removed && removed.error().code() != Code::kNotFound) return removed.error();
    records_.erase(batch, tenant, Shelf::kArchived, file.number);
    // Fails as long as other files of its day are there.
    static_cast<void>(environment_.files.remove(os::parent_directory(file.path)));
    bytes -= file.size;
    ++pruned.files;
    pruned.bytes += file.size;
  }
  TRY(records_.store().apply(batch));
  return pruned;
}

Status StagingArea::join(const StagedFile& file, const std::string& path,
                         const std::stop_token& stop) const {
  return join_blocks(environment_.files, file, path, stop);
}

}  // namespace bdp
