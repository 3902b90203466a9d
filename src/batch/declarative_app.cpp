#include <algorithm>
#include <utility>

#include <nlohmann/json.hpp>

#include "batch/app_run.h"
#include "control/job_stats.h"
#include "control/run_job.h"
#include "control/run_records.h"

namespace bdp {
namespace {

/// A platform's job shows its progress when it has ended.
class Silent final : public RunListener {
 public:
  void started(std::uint64_t) override {}
  void progress(const RunStatistics&) override {}
};

/// A file's blocks as files of their own. What they are is said by the file's identity and their
/// place in it, for two blocks of the same bytes are not the same rows.
void add_blocks(const StagedFile& file, StagedInput& input) {
  for (const FileBlock& block : file.blocks) {
    RunFile part{.identity = file.identity,
                 .path = block.path,
                 .size = block.size,
                 .modified = file.modified};
    part.identity.content += "+" + std::to_string(block.offset);
    input.files.push_back(std::move(part));
  }
}

StagedInput input_of(const AppRun& run) {
  StagedInput input{.files = {}, .shown = {}, .record = run.job.id.text};
  for (const StagedFile& file : run.files) {
    if (file.blocks.empty() || file.raw_blocks) {
      input.files.push_back({.identity = file.identity,
                             .path = file.path,
                             .size = file.size,
                             .modified = file.modified});
    } else {
      add_blocks(file, input);
    }
    input.shown.resize(input.files.size(), run.home.input(run.job.tenant) + "/" + file.name);
  }
  return input;
}

AppEnd end_of(const std::vector<RunReport>& reports, std::string& reason) {
  AppEnd end = AppEnd::kFinished;
  for (const RunReport& report : reports) {
    if (report.ending == RunEnding::kFinished || report.ending == RunEnding::kAlreadyDone) continue;
    if (report.ending == RunEnding::kStopped) {
      if (end == AppEnd::kFinished) end = AppEnd::kStopped;
      continue;
    }
    if (!reason.empty()) reason += "; ";
    reason += report.error ? std::string(report.error->message()) : "failed";
    const bool again = report.error && report.error->retryable() && end != AppEnd::kFailed;
    end = again ? AppEnd::kAgain : AppEnd::kFailed;
  }
  return end;
}

}  // namespace

AppResult run_declarative(const AppRun& run, const std::stop_token& stop) {
  const StagedInput input = input_of(run);
  const RunRequest request{.home = run.home,
                           .spec_path = run.app.spec,
                           .profile_path = run.profile_path,
                           .inputs = {},
                           .sinks = {},
                           .dataset = {},
                           .source_name = {},
                           .restart = false,
                           .durable = run.durable,
                           .staged = &input};
  Silent silent;
  AppResult result;
  const auto reports = run_staged(request, run.store, run.environment, stop, silent);
  if (!reports) {
    const Error& error = reports.error();
    // Somebody else works on the data set: it is let go of sooner or later.
    const bool passes = error.retryable() || error.code() == Code::kConflict;
    result.end = error.code() == Code::kCancelled ? AppEnd::kStopped
                 : passes                         ? AppEnd::kAgain
                                                  : AppEnd::kFailed;
    result.platform_fault = passes;
    result.reason = error.message();
    return result;
  }
  result.end = end_of(*reports, result.reason);
  result.platform_fault = result.end == AppEnd::kAgain;
  const RunReport& first = reports->front();
  result.rows = first.statistics.total;
  for (const RunReport& report : *reports) {
    result.sinks.push_back(report.sink);
    for (const std::string& warning : report.warnings) {
      run.log.add("batchingestmanager", run.job.tenant,
                  {.level = LogLevel::kWarning,
                   .action = "job-warning",
                   .message = warning,
                   .job = run.job.id.text});
    }
  }
  result.stats = job_stats(first.statistics, {first.output_bytes, first.index_stats}, false)
                     .dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
  return result;
}

Status forget_declarative(const BatchJob& job, Store& store) {
  RunRecords records(store);
  for (const std::string& sink : job.sinks) {
    TRY(records.erase({job.tenant, job.id.text, sink}));
  }
  return {};
}

}  // namespace bdp
