#include "batch/job_book.h"

#include <charconv>
#include <string>

#include "store/entries.h"

namespace bdp {
namespace {

constexpr std::string_view kJobs = "jobs/";
constexpr std::string_view kActive = "jobs_active/";
constexpr std::string_view kLast = "jobs_last/";

std::string key_of(std::string_view kind, const TenantId& tenant, std::uint64_t number) {
  return std::string(kind) + tenant.text + "/" + number_text(number);
}

}  // namespace

Result<std::uint64_t> JobBook::take_number(const TenantId& tenant, WriteBatch& batch) const {
  const std::string key = std::string(kLast) + tenant.text;
  TRY_ASSIGN(const std::optional<StoreEntry> last, store_.get(key));
  std::uint64_t number = 0;
  if (last) {
    const char* const end = last->value.data() + last->value.size();
    if (std::from_chars(last->value.data(), end, number).ptr != end) {
      return Error(Code::kCorrupt, "the store's entry '" + key + "' is no number");
    }
  }
  ++number;
  batch.expect(key, last ? last->revision : 0);
  batch.put(key, std::to_string(number));
  return number;
}

void JobBook::put(const BatchJob& job, WriteBatch& batch) {
  batch.put(key_of(kJobs, job.tenant, job.number), encode_job(job));
  const bool active = !has_ended(job.state()) || job.state() == JobState::kStopped;
  if (active) {
    batch.put(key_of(kActive, job.tenant, job.number), "");
  } else {
    batch.erase(key_of(kActive, job.tenant, job.number));
  }
}

Result<std::optional<BatchJob>> JobBook::find(const TenantId& tenant, std::uint64_t number) const {
  TRY_ASSIGN(const std::optional<StoreEntry> entry, store_.get(key_of(kJobs, tenant, number)));
  if (!entry) return std::optional<BatchJob>();
  TRY_ASSIGN(BatchJob job, decode_job(entry->value));
  return std::optional(std::move(job));
}

Result<std::vector<BatchJob>> JobBook::active() const {
  std::vector<BatchJob> jobs;
  TRY(each_entry(store_, std::string(kActive), [&](const StoreEntry& entry) -> Status {
    const std::string key = std::string(kJobs) + entry.key.substr(kActive.size());
    TRY_ASSIGN(const std::optional<StoreEntry> job, store_.get(key));
    if (!job) return Error(Code::kCorrupt, "the store has no '" + key + "'");
    TRY_ASSIGN(jobs.emplace_back(), decode_job(job->value));
    return {};
  }));
  return jobs;
}

Status JobBook::each(const std::optional<TenantId>& tenant,
                     const std::function<void(const BatchJob&)>& take) const {
  const std::string prefix = std::string(kJobs) + (tenant ? tenant->text + "/" : "");
  return each_entry(store_, prefix, [&](const StoreEntry& entry) -> Status {
    TRY_ASSIGN(const BatchJob job, decode_job(entry.value));
    take(job);
    return {};
  });
}

}  // namespace bdp
