// What Intake does before anything else: makes a tenant's directories and the store agree, whatever
// step a crash, or a loss of power, has cut off.
#include <algorithm>
#include <utility>

#include "fetchdata/intake.h"
#include "os/move_file.h"

namespace bdp {
namespace {

constexpr std::size_t kFilesPerPage = 500;

bool is_file(os::Files& files, const std::string& path) {
  const Result<os::FileInfo> info = files.link_info(path);
  return info && info->kind == os::FileKind::kRegular;
}

Result<std::vector<std::string>> names_in(os::Files& files, const std::string& directory) {
  std::vector<std::string> names;
  TRY(files.visit(directory, [&](std::string_view name, os::FileKind) {
    names.emplace_back(name);
    return true;
  }));
  return names;
}

bool are_whole(os::Files& files, const std::vector<FileBlock>& blocks) {
  return std::ranges::all_of(blocks, [&](const FileBlock& block) {
    const Result<os::FileInfo> info = files.link_info(block.path);
    return info && info->size == block.size;
  });
}

/// Whether a move between file systems was cut off before its last step.
bool is_copied(os::Files& files, const std::string& from, const std::string& to) {
  const Result<os::FileInfo> original = files.link_info(from);
  const Result<os::FileInfo> copy = files.link_info(to);
  if (!original || !copy || original->device == copy->device || original->size != copy->size) {
    return false;
  }
  const Result<os::HashedFile> original_hash = os::hash_file(files, from, {});
  const Result<os::HashedFile> copy_hash = os::hash_file(files, to, {});
  return original_hash && copy_hash && original_hash->hash == copy_hash->hash;
}

}  // namespace

Status Intake::open() {
  os::Files& files = parts_.environment.files;
  for (const std::string& directory :
       {parts_.home.input(tenant_), parts_.home.staging(tenant_), parts_.home.archive(tenant_),
        parts_.home.discarded(tenant_)}) {
    TRY(files.make_directories(directory));
  }
  TRY_ASSIGN(next_number_, records_.next_number(tenant_));
  return reconcile();
}

Status Intake::reconcile() {
  std::set<std::string> known;
  TRY(check_staged(known));
  TRY(check_staging(known));
  TRY(check_discarded());
  const std::string input = parts_.home.input(tenant_);
  TRY_ASSIGN(const std::vector<std::string> names, names_in(parts_.environment.files, input));
  for (const std::string& name : names) {
    if (is_returning_name(name)) TRY(parts_.environment.files.remove(input + '/' + name));
  }
  return {};
}

/// Every record of a staged file has its file. `known`: what may lie in staging/.
Status Intake::check_staged(std::set<std::string>& known) {
  os::Files& files = parts_.environment.files;
  std::uint64_t after = 0;
  while (true) {
    TRY_ASSIGN(std::vector<FileRecord> page,
               records_.list(tenant_, Shelf::kStaged, after, kFilesPerPage));
    for (FileRecord& record : page) {
      after = record.file.number;
      known.insert(record.file.path);
      if (!is_file(files, record.file.path)) {
        TRY(find_lost(record));
      } else if (!are_whole(files, record.file.blocks)) {
        // They were not on the disk yet when the power was lost.
        TRY(remove_blocks(files, record.file.path));
        WriteBatch batch;
        records_.take(batch, record);
        record.file.blocks.clear();
        records_.put(batch, record.file);
        TRY(parts_.store.apply(batch));
      }
      if (!record.file.blocks.empty()) {
        known.insert(record.file.path + std::string(kBlocksEnding));
      }
    }
    if (page.size() < kFilesPerPage) return {};
  }
}

/// A staged file that is not in staging: a loss of power undid its move, or that of its record.
Status Intake::find_lost(const FileRecord& record) {
  os::Files& files = parts_.environment.files;
  StagedFile file = record.file;
  const std::string input = parts_.home.input(tenant_) + '/' + file.name;
  const Result<os::FileInfo> before = files.link_info(input);
  if (before && before->kind == os::FileKind::kRegular && before->size == file.size &&
      before->modified == file.modified) {
    return os::move_file(files, input, file.path);
  }
  const std::string archive = parts_.home.archive(tenant_);
  TRY_ASSIGN(const std::vector<std::string> days, names_in(files, archive));
  const std::string_view name = os::file_name(file.path);
  for (const std::string& day : days) {
    const std::string path = archive + '/' + day + '/' + std::string(name);
    if (is_file(files, path)) return os::move_file(files, path, file.path);
  }
  WriteBatch batch;
  records_.take(batch, record);
  TRY(records_.forget_content(batch, file));
  file.state = FileState::kDiscarded;
  file.changed = parts_.environment.clock.wall();
  file.blocks.clear();
  file.violation = Violation{Rule::kLost, "", file.name, "in staging", "removed by somebody else"};
  records_.put(batch, file);
  TRY(parts_.store.apply(batch));
  parts_.listener.refused(file);
  return remove_blocks(files, file.path);
}

/// Whatever else lies in staging is on its way: in, or out.
Status Intake::check_staging(const std::set<std::string>& known) {
  os::Files& files = parts_.environment.files;
  const std::string directory = parts_.home.staging(tenant_);
  TRY_ASSIGN(const std::vector<std::string> names, names_in(files, directory));
  for (const std::string& name : names) {
    const std::string path = directory + '/' + name;
    if (known.contains(path)) continue;
    if (name.ends_with(kBlocksEnding) && !is_file(files, path)) {
      TRY(remove_blocks(files, path.substr(0, path.size() - kBlocksEnding.size())));
      continue;
    }
    if (name.ends_with(os::kUnfinishedEnding)) {
      TRY(files.remove(path));
      continue;
    }
    if (const auto numbered = numbered_name(name); numbered && is_file(files, path)) {
      TRY(adopt(path, *numbered));
    } else {
      parts_.listener.left_alone(tenant_, "staging/" + name, "is not mysimbdp's");
    }
  }
  return {};
}

Status Intake::adopt(const std::string& path, const NumberedName& name) {
  os::Files& files = parts_.environment.files;
  next_number_ = std::max<std::uint64_t>(next_number_, name.number + 1);
  for (const Shelf shelf : {Shelf::kArchived, Shelf::kDiscarded}) {
    TRY_ASSIGN(const std::optional<FileRecord> record, records_.get(tenant_, shelf, name.number));
    if (record) return place_file(files, record->file, path);
  }
  // A move between file systems leaves the file in both until its last step.
  const std::string input = parts_.home.input(tenant_) + '/' + name.name;
  if (is_copied(files, input, path)) return files.remove(path);
  const std::lock_guard lock(mutex_);
  kept_.push_back({{name.name, path, name.number}, {}});
  return {};
}

/// Every discarded file has its record and its reason, and every record its file; but one that a
/// person has taken away, or retry() has given back, is no longer discarded.
Status Intake::check_discarded() {
  os::Files& files = parts_.environment.files;
  std::set<std::string> known;
  std::uint64_t after = 0;
  while (true) {
    TRY_ASSIGN(const std::vector<FileRecord> page,
               records_.list(tenant_, Shelf::kDiscarded, after, kFilesPerPage));
    for (const FileRecord& record : page) {
      after = record.file.number;
      known.insert(record.file.path);
      if (record.file.violation && record.file.violation->rule == Rule::kLost) continue;
      const std::string input = parts_.home.input(tenant_) + '/' + record.file.name;
      if (is_copied(files, record.file.path, input)) {
        TRY(files.remove(record.file.path));
      }
      if (is_file(files, record.file.path)) {
        TRY(place_file(files, record.file, record.file.path));
        continue;
      }
      WriteBatch batch;
      records_.take(batch, record);
      TRY(parts_.store.apply(batch));
      static_cast<void>(files.remove(reason_path(record.file.path)));
    }
    if (page.size() < kFilesPerPage) break;
  }
  const std::string directory = parts_.home.discarded(tenant_);
  TRY_ASSIGN(const std::vector<std::string> names, names_in(files, directory));
  for (const std::string& name : names) {
    const std::string path = directory + '/' + name;
    const bool unfinished = name.ends_with(os::kUnfinishedEnding) && !known.contains(path);
    const bool orphan = name.ends_with(kReasonEnding) && !known.contains(path) &&
                        !is_file(files, path.substr(0, path.size() - kReasonEnding.size()));
    if (unfinished || orphan) TRY(files.remove(path));
  }
  return {};
}

}  // namespace bdp
