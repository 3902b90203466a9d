#pragma once

#include <cstdint>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "base/result.h"
#include "control/collection.h"
#include "control/constraints.h"
#include "control/file_identity.h"
#include "control/home.h"
#include "control/job_spec.h"
#include "os/environment.h"
#include "pipeline/index_stats.h"
#include "pipeline/runner.h"
#include "store/store.h"

namespace bdp {

/// Files that the platform has taken from a tenant's input: judged and identified already.
struct StagedInput {
  std::vector<RunFile> files;
  std::vector<std::string> shown;  ///< How each file is called in events.
  /// What the run is remembered by, in place of its data set: every job of the platform is a run of
  /// its own, and they add to one output.
  std::string record;
};

/// What `mysimbdp run` was asked for.
struct RunRequest {
  Home home;
  std::string spec_path;            ///< Of a specification, or a whole Logstash configuration.
  std::string profile_path;         ///< Empty: no limits but the platform's.
  std::vector<std::string> inputs;  ///< Files and directories, or "-" alone; empty: the tenant's.
  std::vector<std::string> sinks;   ///< Empty: the spec's, else the tenant's embedded store.
  std::string dataset;              ///< Empty: the spec's job_name.
  std::string source_name;          ///< Of standard input.
  bool restart = false;             ///< Replace what an earlier run of the same dataset stored.
  bool durable = false;             ///< Survive power loss, not only kill -9.
  const StagedInput* staged = nullptr;  ///< In place of `inputs`; only for run_staged().
};

enum class RunEnding : std::uint8_t {
  kFinished,
  kAlreadyDone,  ///< Everything was delivered by an earlier run.
  kRefused,      ///< A constraint is violated; nothing was ingested.
  kStopped,      ///< On request.
  kFailed,
};

/// What came of a run for one of its sinks.
struct RunReport {
  RunEnding ending = RunEnding::kFailed;
  std::string client;
  std::string job_name;
  std::string sink;              ///< The output's canonical text.
  bool standard_output = false;  ///< Events went there, so nothing else may.
  std::vector<std::string> warnings;
  std::vector<PassedOver> passed_over;
  std::vector<Violation> violations;  ///< Of kRefused.
  std::optional<Error> error;         ///< Of kFailed, and where a stop left one.
  bool resumable = false;
  bool continued = false;  ///< An earlier run's work was gone on with.
  std::uint64_t files = 0;
  std::uint64_t output_bytes = 0;         ///< Size of the output as it is now.
  std::optional<IndexStats> index_stats;  ///< Of a store that keeps its own.
  std::string dead_letters;               ///< Their file; empty: there are none.
  RunStatistics statistics;
};

/// Told about a run while it goes on.
class RunListener : public ProgressListener {
 public:
  /// Before the first byte is ingested. `total_bytes` 0: not known.
  virtual void started(std::uint64_t total_bytes) = 0;
};

/// Runs a tenant's batch job over its files, from the constraints to the last checkpoint. An Error
/// is a mistake in what was asked (spec, profile, paths, changed spec): nothing was ingested. A
/// report for each sink; one alone when the job is refused.
Result<std::vector<RunReport>> run_job(const RunRequest& request,
                                       const os::Environment& environment,
                                       const std::stop_token& stop, RunListener& listener);

/// The same over `request.staged`, remembered in `store`, which is the platform's own. No output is
/// ever taken away: the same files again are known by the ids of their rows. What is remembered of
/// the run stays until RunRecords::erase() of the record and each report's sink.
Result<std::vector<RunReport>> run_staged(const RunRequest& request, Store& store,
                                          const os::Environment& environment,
                                          const std::stop_token& stop, RunListener& listener);

}  // namespace bdp
