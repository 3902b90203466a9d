#include "fetchdata/intake.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "config/byte_size.h"
#include "control/collection.h"
#include "fetchdata/placement.h"
#include "os/move_file.h"

namespace bdp {
namespace {

constexpr std::uint64_t kHeavyBytes = std::uint64_t{4} << 20U;

/// The tighter of two limits, with the key that sets it.
struct Limit {
  std::uint64_t most;
  std::string key;
};

std::optional<Limit> tighter(std::optional<std::uint64_t> generic,
                             std::optional<std::uint64_t> tenants, const std::string& key) {
  if (tenants && (!generic || *tenants <= *generic)) return Limit{*tenants, key};
  if (generic) return Limit{*generic, "generic." + key};
  return std::nullopt;
}

struct UnpackRule {
  DecompressionLimits limits;
  std::string key;
};

std::vector<UnpackRule> unpack_rules(const ServiceProfile& profile,
                                     const GenericConstraints& generic) {
  std::vector<UnpackRule> rules;
  if (generic.decompression) rules.push_back({*generic.decompression, "generic.decompression"});
  if (profile.decompression) rules.push_back({*profile.decompression, "decompression"});
  return rules;
}

void refuse(StagedFile& file, Violation violation) {
  file.state = FileState::kDiscarded;
  file.violation = std::move(violation);
}

}  // namespace

Intake::Intake(TenantId tenant, const IntakeParts& parts)
    : tenant_(std::move(tenant)), parts_(parts), records_(parts.home, parts.store) {}

void Intake::set_profile(std::shared_ptr<const ServiceProfile> profile) {
  const std::lock_guard lock(mutex_);
  profile_ = std::move(profile);
}

std::shared_ptr<const ServiceProfile> Intake::profile() const {
  const std::lock_guard lock(mutex_);
  return profile_;
}

Status Intake::take(std::vector<Candidate> group, Lane lane, Examiner& examiner,
                    const std::stop_token& stop) {
  std::vector<StagedFile> taken;
  Status first;
  for (Candidate& candidate : group) {
    StagedFile file;
    Result<Outcome> outcome = prepare(candidate, lane, examiner, stop, file);
    if (!outcome) {
      if (outcome.error().code() != Code::kCancelled) {
        parts_.listener.failed(tenant_, outcome.error());
      }
      if (first) first = std::move(outcome).error();
      outcome = candidate.path.empty() ? Outcome::kGone : Outcome::kUnsettled;
    }
    switch (*outcome) {
      case Outcome::kDone:
        taken.push_back(std::move(file));
        break;
      case Outcome::kPutOff:
        put_off(std::move(candidate));
        break;
      case Outcome::kUnsettled:
        keep(std::move(candidate));
        break;
      case Outcome::kGone:
        break;
    }
  }
  if (taken.empty()) return first;
  Status committed = commit(taken);
  if (!committed) {
    parts_.listener.failed(tenant_, committed.error());
    for (StagedFile& file : taken) {
      keep({std::move(file.name), staged_path(parts_.home, tenant_, file.number, file.name),
            file.number});
    }
  }
  return first ? std::move(committed) : std::move(first);
}

Result<Intake::Outcome> Intake::prepare(Candidate& candidate, Lane lane, Examiner& examiner,
                                        const std::stop_token& stop, StagedFile& file) {
  if (candidate.path.empty()) {
    TRY_ASSIGN(const Outcome brought, bring_in(candidate, lane));
    if (brought != Outcome::kDone) return brought;
  }
  return judge(candidate, lane, examiner, stop, file);
}

Result<Intake::Outcome> Intake::bring_in(Candidate& candidate, Lane lane) {
  os::Files& files = parts_.environment.files;
  const std::string from = parts_.home.input(tenant_) + '/' + candidate.name;
  const Result<os::FileInfo> info = files.link_info(from);
  if (!info && info.error().code() == Code::kNotFound) return Outcome::kGone;
  if (!info) return info.error();
  // A scan tells of what is never taken.
  if (info->kind != os::FileKind::kRegular) return Outcome::kGone;
  if (lane == Lane::kLight && info->size > kHeavyBytes) return Outcome::kPutOff;
  const std::uint64_t number = next_number_++;
  std::string path = staged_path(parts_.home, tenant_, number, candidate.name);
  const Status moved = os::move_file(files, from, path);
  if (!moved && moved.error().code() == Code::kNotFound) return Outcome::kGone;
  if (!moved) return moved.error();
  candidate.path = std::move(path);
  candidate.number = number;
  return Outcome::kDone;
}

Result<Intake::Outcome> Intake::judge(const Candidate& candidate, Lane lane, Examiner& examiner,
                                      const std::stop_token& stop, StagedFile& file) {
  os::Files& files = parts_.environment.files;
  const std::shared_ptr<const ServiceProfile> rules = profile();
  TRY_ASSIGN(os::FileInfo info, files.link_info(candidate.path));
  if (info.kind != os::FileKind::kRegular) {
    // It was put in the file's place between the look and the move.
    TRY(files.rename_new(candidate.path, parts_.home.input(tenant_) + '/' + candidate.name));
    return Outcome::kGone;
  }
  if (lane == Lane::kLight && info.size > kHeavyBytes) return Outcome::kPutOff;
  file.tenant = tenant_;
  file.number = candidate.number;
  file.name = candidate.name;
  file.path = candidate.path;
  file.size = info.size;
  file.format = format_of(file.name);
  file.modified = info.modified;
  info.readable = true;
  const std::vector<Violation> broken =
      check_file({file.name, file.name, info}, rules.get(), parts_.generic);
  if (!broken.empty()) {
    refuse(file, broken.front());
    return Outcome::kDone;
  }
  const MicroBatching* split = rules->micro_batching.enabled ? &rules->micro_batching : nullptr;
  Result<Examined> examined = examiner.examine(file.path, file.size, split, stop);
  if (!examined && examined.error().code() == Code::kDenied) {
    refuse(file, {Rule::kReadable, "", file.name, "read rights", "no read rights"});
    return Outcome::kDone;
  }
  if (!examined) return std::move(examined).error();
  TRY_ASSIGN(const os::FileInfo now, files.link_info(file.path));
  if (examined->size != info.size || now.size != info.size || now.modified != info.modified) {
    return Outcome::kUnsettled;  // Somebody still writes to it.
  }
  file.identity.content = "xxh3:" + examined->hash.hex();
  file.blocks = std::move(examined->blocks);
  file.raw_blocks = !file.blocks.empty() && rules->micro_batching.raw;
  if (std::optional<Violation> wrong = check_content(file.name, *examined)) {
    refuse(file, *std::move(wrong));
    return Outcome::kDone;
  }
  if (examined->packing == Packing::kPlain) return Outcome::kDone;
  for (const UnpackRule& rule : unpack_rules(*rules, parts_.generic)) {
    if (lane == Lane::kLight) return Outcome::kPutOff;
    TRY_ASSIGN(std::optional<Violation> wrong,
               check_unpacking(files, file.path, file.name, rule.limits, rule.key, stop));
    if (!wrong) continue;
    refuse(file, *std::move(wrong));
    break;
  }
  return Outcome::kDone;
}

Status Intake::count_in(StagedFile& file, DayUse& use, WriteBatch& batch,
                        std::map<std::string, ContentUse>& contents) {
  if (file.state == FileState::kDiscarded) return {};
  const std::shared_ptr<const ServiceProfile> rules = profile();
  const std::string& content = file.identity.content;
  auto known = contents.find(content);
  if (known == contents.end()) {
    TRY_ASSIGN(const ContentUse found, records_.content_use(tenant_, content));
    known = contents.emplace(content, found).first;
  }
  ContentUse& same = known->second;
  // Empty files have one content by nature.
  if (same.first != 0 && file.size != 0 && rules->duplicates != Duplicates::kIngest) {
    if (rules->duplicates == Duplicates::kSkip) {
      file.state = FileState::kArchived;
      file.duplicate_of = same.first;
    } else {
      refuse(file, {Rule::kDuplicate, "duplicates", file.name, "new content",
                    "the content of file " + std::to_string(same.first)});
    }
    return {};
  }
  const auto files_a_day =
      tighter(parts_.generic.max_files_per_day, rules->max_files_per_day, "max_files_per_day");
  const auto bytes_a_day =
      tighter(parts_.generic.max_bytes_per_day, rules->max_bytes_per_day, "max_bytes_per_day");
  if (files_a_day && use.files >= files_a_day->most) {
    refuse(file, {Rule::kFilesPerDay, files_a_day->key, file.name,
                  config::grouped_digits(files_a_day->most) + " files",
                  config::grouped_digits(use.files + 1) + " files"});
    return {};
  }
  if (bytes_a_day && use.bytes + file.size > bytes_a_day->most) {
    refuse(file, {Rule::kBytesPerDay, bytes_a_day->key, file.name,
                  config::grouped_digits(bytes_a_day->most) + " bytes",
                  config::grouped_digits(use.bytes + file.size) + " bytes"});
    return {};
  }
  ++use.files;
  use.bytes += file.size;
  file.identity.occurrence = same.count++;
  if (same.first == 0) same.first = file.number;
  records_.put_content_use(batch, tenant_, content, same);
  return {};
}

Status Intake::commit(std::vector<StagedFile>& group) {
  const std::lock_guard lock(commit_);
  std::unique_lock names = parts_.staging.hold_names();
  const os::WallTime now = parts_.environment.clock.wall();
  const std::string day = day_of(now);
  std::ranges::sort(group, {}, &StagedFile::number);
  if (parts_.options.full_sync) TRY(sync(group));
  WriteBatch batch;
  TRY_ASSIGN(DayUse use, records_.day_use(tenant_, day));
  std::map<std::string, ContentUse> contents;
  std::set<std::string> discarded;
  std::vector<StagedFile> done = group;
  for (StagedFile& file : done) {
    TRY(count_in(file, use, batch, contents));
    file.taken = now;
    file.changed = now;
    if (file.state != FileState::kStaged) file.blocks.clear();
    if (file.state == FileState::kArchived) file.path = archived_path(parts_.home, file);
    if (file.state == FileState::kDiscarded) {
      file.path = discarded_path(parts_.home, parts_.environment.files, file, discarded);
      discarded.insert(file.path);
    }
    records_.put(batch, file);
  }
  records_.put_day_use(batch, tenant_, day, use);
  records_.put_next_number(batch, tenant_, next_number_);
  TRY(parts_.store.apply(batch));
  for (std::size_t i = 0; i < done.size(); ++i) {
    if (done[i].state == FileState::kStaged) continue;
    const Status placed = parts_.staging.place(done[i], group[i].path);
    if (!placed) parts_.listener.failed(tenant_, placed.error());
  }
  names.unlock();
  announce(done);
  return {};
}

Status Intake::sync(const std::vector<StagedFile>& group) {
  os::Files& files = parts_.environment.files;
  for (const StagedFile& file : group) {
    TRY_ASSIGN(const std::unique_ptr<os::File> open, files.open(file.path, os::OpenMode::kRead));
    TRY(open->sync());
  }
  TRY(files.sync_directory(parts_.home.staging(tenant_)));
  return files.sync_directory(parts_.home.input(tenant_));
}

void Intake::announce(const std::vector<StagedFile>& group) {
  const bool by_marker = profile()->done_marker;
  std::vector<StagedFile> staged;
  for (const StagedFile& file : group) {
    // A marker that stays is removed when it has grown old.
    if (by_marker) {
      static_cast<void>(
          parts_.environment.files.remove(parts_.home.input(tenant_) + '/' + file.name + ".done"));
    }
    if (file.state == FileState::kStaged) {
      staged.push_back(file);
    } else {
      parts_.listener.refused(file);
    }
  }
  if (!staged.empty()) parts_.listener.staged(staged);
}

void Intake::put_off(Candidate candidate) {
  const std::lock_guard lock(mutex_);
  heavy_.push_back(std::move(candidate));
}

std::optional<Candidate> Intake::next_heavy() {
  const std::lock_guard lock(mutex_);
  if (heavy_.empty()) return std::nullopt;
  Candidate candidate = std::move(heavy_.front());
  heavy_.pop_front();
  return candidate;
}

bool Intake::any_heavy() const {
  const std::lock_guard lock(mutex_);
  return !heavy_.empty();
}

void Intake::keep(Candidate candidate) {
  const std::lock_guard lock(mutex_);
  kept_.push_back(
      {std::move(candidate), parts_.environment.clock.steady() + parts_.options.stable});
}

std::vector<Candidate> Intake::retry() {
  const std::lock_guard lock(mutex_);
  const os::SteadyTime now = parts_.environment.clock.steady();
  std::vector<Candidate> ready;
  std::erase_if(kept_, [&](Kept& kept) {
    if (kept.not_before > now) return false;
    ready.push_back(std::move(kept.candidate));
    return true;
  });
  return ready;
}

}  // namespace bdp
