#pragma once

#include <memory>
#include <optional>
#include <span>
#include <stop_token>
#include <string>

#include "control/file_identity.h"
#include "control/logstash_pipeline.h"
#include "control/platform_config.h"
#include "control/run_decision.h"
#include "control/run_job.h"
#include "control/run_records.h"
#include "control/service_profile.h"
#include "pipeline/program.h"
#include "pipeline/sink_kind.h"
#include "sources/files.h"

namespace bdp {

/// Everything that is asked of a run but the sink, read and checked.
struct Job {
  JobSpec spec;
  std::optional<ServiceProfile> profile;
  PlatformConfig platform;
  std::shared_ptr<Layout> layout = std::make_shared<Layout>();
  std::unique_ptr<const Program> program;
  std::unique_ptr<const Decoder> decoder;
  std::string dataset;
  std::optional<GeneratedLines> generated = {};                  ///< In place of standard input.
  std::map<std::string, std::string, std::less<>> secrets = {};  ///< Variables that the job brings.

  /// Standard input, or what stands in its place; `name` is for messages.
  Result<std::unique_ptr<os::InputStream>> open_stream(const std::string& name) const;

  const ServiceProfile* limits() const { return profile ? &*profile : nullptr; }
};

/// What one pass over a list of files, or over standard input, needs beside the job.
struct Pass {
  Source* source = nullptr;
  Sink* sink = nullptr;
  std::string resume_from = {};
  MarkStore* marks = nullptr;
  std::string dead_letters = {};
  std::function<void(const DeadLetter&)> on_dead_letter = {};
};

/// A job's way into one sink, in as many passes as it takes. All that is named outlives it.
class JobRun {
 public:
  JobRun(const RunRequest& request, const os::Environment& environment, Job& job,
         SinkTarget& target, const std::stop_token& stop, RunListener& listener);

  // ---- ways to run to the end; kRefused and what came of it are in report() ----

  /// Into a sink that cannot be continued: nothing is remembered, nothing needs to be hashed.
  Status run_once();
  Status run_stream();
  /// `restart`: what an earlier run stored is replaced.
  /// `first`: what decide() has said already.
  Status run_resumable(RunRecords& records, bool restart, std::optional<RunDecision> first = {});

  // ---- the steps of a run that can be continued ----

  /// What is to be done now, saved as begun. Nothing: it is done, or refused.
  Result<std::optional<RunDecision>> decide(RunRecords& records, bool restart);
  std::unique_ptr<FilesSource> source_of(std::span<const RunFile> files);
  /// How a pass ended, after all passes before.
  RunOutcome pass(const Pass& pass);
  void account(RunOutcome outcome, const std::string& dead_letters);
  /// Saves how the pass over the decision's files ended.
  Status settle(RunRecords& records, RunDecision& decision);

  RunKey key() const;
  std::string dead_letters() const;
  SinkTarget& target() { return target_; }
  RunReport& report() { return report_; }
  /// Notes what the output is like now.
  RunReport finish();

 private:
  Result<std::optional<Collection>> collect();
  Result<std::optional<RunDecision>> decide_staged(RunRecords& records);
  Result<DistinctFiles> identify(const Collection& collection, FileIdentityKind kind,
                                 std::span<const RunFile> earlier);
  Status run_pass(Pass pass);
  Status make_room(bool restart);
  std::string dead_letters_of_now() const;

  const RunRequest& request_;
  const os::Environment& environment_;
  Job& job_;
  SinkTarget& target_;
  const std::stop_token stop_;
  RunListener& listener_;
  RunReport report_;
  bool ran_ = false;
};

/// Bytes of all files.
std::uint64_t total_size(std::span<const RunFile> files);

}  // namespace bdp
