#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include <nlohmann/json_fwd.hpp>

#include "pipeline/index_stats.h"
#include "pipeline/runner.h"

namespace bdp {

/// What of a job's figures the runner does not know.
struct StoreFigures {
  std::uint64_t size_bytes = 0;          ///< Of the output: the database file, the NDJSON file.
  std::optional<IndexStats> index = {};  ///< Of a store that counts for itself.
};

/// The figures of a job under the keys of the second report's `job_stats`: `filebeat_stats.event`,
/// `logstash_stats.event` and `.flow`, `index_stats.indexing` and `.store`; beside them
/// `conservation`, which the reports do not have. Counts are over all runs of the job, times and
/// rates of the last one; `index_stats` are the store's own where it keeps such. `running`: rows
/// may be under way.
nlohmann::json job_stats(const RunStatistics& statistics, const StoreFigures& store, bool running);

/// `read 10 + added 0 = delivered 9 + already there 0 + dropped 1 + dead letters 0`; the added part
/// only where filters added rows. With thousands separators.
std::string conservation_line(const RowCounters& rows);

/// 1234567 as `1,234,567`.
std::string with_separators(std::uint64_t number);

}  // namespace bdp
