#include "batch/platform_stats.h"

#include <algorithm>
#include <cmath>
#include <iterator>

#include <nlohmann/json.hpp>

#include "batch/job_book.h"

namespace bdp {
namespace {

using Json = nlohmann::json;

constexpr std::size_t kFilesPerPage = 1000;

double seconds_between(os::WallTime from, os::WallTime to) {
  return std::chrono::duration<double>(to - from).count();
}

/// From when a job was last queued to when its app began.
void add_waits(const BatchJob& job, Durations& waiting) {
  os::WallTime queued;
  for (const JobChange& change : job.changes) {
    if (change.state == JobState::kQueued) queued = change.time;
    if (change.state == JobState::kStarting) {
      waiting.seconds.push_back(seconds_between(queued, change.time));
    }
  }
}

void add_job(const BatchJob& job, TenantStats& stats) {
  switch (job.state()) {
    case JobState::kFinished:
      ++stats.jobs_finished;
      stats.files_ingested += job.files.size();
      stats.bytes += job.bytes;
      stats.rows += job.rows;
      stats.run_seconds += std::chrono::duration<double>(job.run_time).count();
      stats.running.seconds.push_back(std::chrono::duration<double>(job.run_time).count());
      break;
    case JobState::kFailed:
      ++stats.jobs_failed;
      ++stats.failures[job.reason()];
      break;
    case JobState::kStopped:
      ++stats.jobs_stopped;
      break;
    default:
      ++stats.jobs_under_way;
  }
  add_waits(job, stats.waiting);
}

Status add_discarded(const StagingArea& staging, const TenantId& tenant, os::WallTime since,
                     TenantStats& stats) {
  std::uint64_t after = 0;
  while (true) {
    TRY_ASSIGN(const std::vector<StagedFile> page, staging.discarded(tenant, after, kFilesPerPage));
    for (const StagedFile& file : page) {
      after = file.number;
      if (file.changed < since) continue;
      ++stats.files_discarded;
      if (file.violation && file.violation->rule != Rule::kJob) {
        ++stats.failures[std::string(sentence_of(file.violation->rule))];
      }
    }
    if (page.size() < kFilesPerPage) return {};
  }
}

Json json_of(TenantStats& stats) {
  const auto percentiles = [](Durations& durations) {
    return Json{{"p50", durations.percentile(0.5)},
                {"p90", durations.percentile(0.9)},
                {"p99", durations.percentile(0.99)},
                {"max", durations.percentile(1)}};
  };
  const double seconds = std::max(stats.run_seconds, 1e-9);
  return {{"jobs",
           {{"finished", stats.jobs_finished},
            {"failed", stats.jobs_failed},
            {"stopped", stats.jobs_stopped},
            {"under_way", stats.jobs_under_way}}},
          {"files", {{"ingested", stats.files_ingested}, {"discarded", stats.files_discarded}}},
          {"bytes", stats.bytes},
          {"rows",
           {{"read", stats.rows.read},
            {"stored", stats.rows.delivered + stats.rows.already_there},
            {"dropped", stats.rows.dropped},
            {"dead_letters", stats.rows.dead_letters}}},
          {"rows_per_second", static_cast<double>(stats.rows.read) / seconds},
          {"bytes_per_second", static_cast<double>(stats.bytes) / seconds},
          {"run_seconds", percentiles(stats.running)},
          {"wait_seconds", percentiles(stats.waiting)},
          {"failures", stats.failures}};
}

}  // namespace

double Durations::percentile(double share) {
  if (seconds.empty()) return 0;
  std::ranges::sort(seconds);
  const auto rank =
      static_cast<std::size_t>(std::ceil(share * static_cast<double>(seconds.size())));
  return seconds[std::clamp<std::size_t>(rank, 1, seconds.size()) - 1];
}

void TenantStats::add(const TenantStats& other) {
  jobs_finished += other.jobs_finished;
  jobs_failed += other.jobs_failed;
  jobs_stopped += other.jobs_stopped;
  jobs_under_way += other.jobs_under_way;
  files_ingested += other.files_ingested;
  files_discarded += other.files_discarded;
  bytes += other.bytes;
  rows += other.rows;
  run_seconds += other.run_seconds;
  std::ranges::copy(other.running.seconds, std::back_inserter(running.seconds));
  std::ranges::copy(other.waiting.seconds, std::back_inserter(waiting.seconds));
  for (const auto& [reason, count] : other.failures) failures[reason] += count;
}

Result<std::map<TenantId, TenantStats>> platform_stats(Store& store, const Home& home,
                                                       const os::Environment& environment,
                                                       const std::optional<TenantId>& tenant,
                                                       os::WallTime since) {
  std::map<TenantId, TenantStats> stats;
  if (tenant) stats[*tenant];
  TRY(JobBook(store).each(tenant, [&](const BatchJob& job) {
    if (job.changed() >= since) add_job(job, stats[job.tenant]);
  }));
  const StagingArea staging(home, store, environment);
  TRY_ASSIGN(const auto directories, environment.files.list(home.tenants()));
  for (const os::DirectoryEntry& directory : directories) {
    const TenantId owner{text_of_file_name(directory.name)};
    if (!tenant || owner == *tenant) TRY(add_discarded(staging, owner, since, stats[owner]));
  }
  return stats;
}

std::string stats_json(std::map<TenantId, TenantStats> stats) {
  TenantStats all;
  Json tenants = Json::object();
  for (auto& [tenant, one] : stats) {
    all.add(one);
    tenants[tenant.text] = json_of(one);
  }
  return Json{{"tenants", std::move(tenants)}, {"platform", json_of(all)}}.dump(
      2, ' ', false, Json::error_handler_t::replace);
}

}  // namespace bdp
