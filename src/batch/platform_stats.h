#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "batch/job.h"
#include "fetchdata/staging_area.h"
#include "store/store.h"

namespace bdp {

/// Durations of jobs, and what can be said of all of them.
struct Durations {
  std::vector<double> seconds;

  /// The value that `share` of all (0.5: half) do not exceed; 0 when there are none. Sorts.
  double percentile(double share);
};

/// What a tenant's jobs and files came to.
struct TenantStats {
  std::uint64_t jobs_finished = 0;
  std::uint64_t jobs_failed = 0;
  std::uint64_t jobs_stopped = 0;
  std::uint64_t jobs_under_way = 0;
  std::uint64_t files_ingested = 0;
  std::uint64_t files_discarded = 0;
  std::uint64_t bytes = 0;  ///< Of the files that were ingested.
  RowCounters rows;         ///< Of the jobs that have finished.
  double run_seconds = 0;   ///< Of the jobs that have finished, summed.
  Durations running;        ///< Each job, from its app's start to its end.
  Durations waiting;        ///< Each job, from when it was queued to its app's start.
  std::map<std::string, std::uint64_t> failures;  ///< Of jobs and files, by reason.

  void add(const TenantStats& other);
};

/// By tenant, from what is durable: jobs that changed last, and files that were discarded, at
/// `since` or later.
Result<std::map<TenantId, TenantStats>> platform_stats(Store& store, const Home& home,
                                                       const os::Environment& environment,
                                                       const std::optional<TenantId>& tenant,
                                                       os::WallTime since);

/// As JSON, the tenants and all together.
std::string stats_json(std::map<TenantId, TenantStats> stats);

}  // namespace bdp
