#include "control/run_job.h"

#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <memory>
#include <numeric>
#include <system_error>
#include <utility>

#include "config/document.h"
#include "control/file_identity.h"
#include "control/job_inputs.h"
#include "control/job_program.h"
#include "control/platform_config.h"
#include "control/run_decision.h"
#include "control/run_records.h"
#include "control/service_profile.h"
#include "control/spec_fingerprint.h"
#include "control/time_stamp.h"
#include "os/file_hash.h"
#include "os/machine.h"
#include "pipeline/sink_kind.h"
#include "sinks/all.h"
#include "sources/files.h"
#include "sources/standard_input.h"
#include "store/run_lock.h"
#include "store/sqlite_store.h"

namespace bdp {
namespace {

/// Everything that is asked of a run, read and checked.
struct Job {
  JobSpec spec;
  std::optional<ServiceProfile> profile;
  PlatformConfig platform;
  std::shared_ptr<Layout> layout = std::make_shared<Layout>();
  std::unique_ptr<const Program> program;
  std::unique_ptr<const Decoder> decoder;
  std::unique_ptr<SinkTarget> target;
  std::string dataset;

  const ServiceProfile* limits() const { return profile ? &*profile : nullptr; }
};

Result<std::unique_ptr<SinkTarget>> target_of(const Job& job, const RunRequest& request,
                                              const os::Environment& environment) {
  const JobSpec& spec = job.spec;
  const std::string text =
      request.sink.empty() ? "sqlite:" + request.home.coredms(spec.client) : request.sink;
  SinkJob about{.environment = environment,
                .client = spec.client.text,
                .job_name = spec.job_name,
                .dataset = job.dataset,
                .output_name = request.dataset.empty() ? spec.index_name : request.dataset,
                .spec_file = spec.file,
                .mapping = spec.mapping,
                .index_config = spec.index_config,
                .has_document_ids = !spec.document_id.empty(),
                .layout = job.layout,
                .durable = request.durable,
                .variable = lang::process_environment()};
  return parse_sink_target(text, std::move(about), spec.sinks, all_sinks());
}

Result<Job> read_job(const RunRequest& request, const os::Environment& environment) {
  Job job;
  TRY_ASSIGN(const config::Document spec,
             config::load_document(environment.files, request.spec_path));
  TRY_ASSIGN(job.spec, read_job_spec(spec));
  if (!request.profile_path.empty()) {
    TRY_ASSIGN(const config::Document profile,
               config::load_document(environment.files, request.profile_path));
    TRY_ASSIGN(job.profile, read_service_profile(profile));
    TRY(check_same_client(*job.profile, job.spec));
  }
  TRY_ASSIGN(job.platform, load_platform_config(environment.files, request.home.configuration(),
                                                os::process_variables()));
  TRY_ASSIGN(job.program, compile_job(job.spec, *job.layout));
  job.decoder = make_decoder(job.spec, environment.clock, *job.layout);
  job.dataset = request.dataset.empty() ? job.spec.job_name : request.dataset;
  TRY_ASSIGN(job.target, target_of(job, request, environment));
  return job;
}

/// What one pass over a list of files, or over standard input, needs beside the job.
struct Pass {
  Source* source = nullptr;
  std::string resume_from = {};
  MarkStore* marks = nullptr;
  std::string dead_letters = {};
};

class JobRun {
 public:
  JobRun(const RunRequest& request, const os::Environment& environment, Job& job,
         const std::stop_token& stop, RunListener& listener)
      : request_(request), environment_(environment), job_(job), stop_(stop), listener_(listener) {
    report_.client = job.spec.client.text;
    report_.job_name = job.spec.job_name;
    report_.sink = job.target->text();
    report_.standard_output = job.target->is_standard_output();
    report_.warnings = job.spec.warnings;
  }

  Result<RunReport> go() {
    TRY_ASSIGN(const RunLock lock,
               RunLock::take(environment_, request_.home.locks(), job_.spec.client, job_.dataset));
    TRY(environment_.files.make_directories(request_.home.dead_letters(job_.spec.client)));
    TRY(job_.target->reach());
    const Status done = request_.inputs == std::vector<std::string>{"-"} ? run_stream()
                        : job_.target->resumable()                       ? run_resumable()
                                                                         : run_once();
    if (!done) return done.error();
    if (report_.ending != RunEnding::kRefused) {
      report_.output_bytes = job_.target->size_bytes();
    }
    return std::move(report_);
  }

 private:
  // ---- what is to be read ----

  /// The job's files, or nothing: they break a constraint, and the report says so.
  Result<std::optional<Collection>> collect() {
    std::vector<std::string> inputs = request_.inputs;
    if (inputs.empty()) inputs.push_back(request_.home.input(job_.spec.client));
    if (std::ranges::find(inputs, "-") != inputs.end()) {
      return Error(Code::kInvalid, "standard input (-) cannot be mixed with files");
    }
    auto pattern = Glob::compile(job_.spec.filename_pattern);
    if (!pattern) return std::move(pattern).error();
    TRY_ASSIGN(Collection collection,
               collect_files(environment_.files, inputs, *pattern, job_.spec.filename_pattern));
    report_.passed_over = collection.passed_over;
    report_.violations = check_constraints(collection, job_.limits(), job_.platform.generic);
    if (report_.violations.empty()) return std::optional(std::move(collection));
    report_.ending = RunEnding::kRefused;
    return std::optional<Collection>();
  }

  Result<DistinctFiles> identify(const Collection& collection, FileIdentityKind kind,
                                 std::span<const RunFile> earlier) {
    TRY_ASSIGN(auto files, identify_files(environment_.files, collection.files, kind, stop_));
    TRY_ASSIGN(DistinctFiles distinct,
               distinguish_files(std::move(files), earlier, job_.spec.duplicates));
    std::ranges::copy(distinct.passed_over, std::back_inserter(report_.passed_over));
    return distinct;
  }

  std::unique_ptr<FilesSource> source_of(std::span<const RunFile> files) {
    std::vector<InputFile> list;
    for (const RunFile& file : files) {
      list.push_back({.path = file.path,
                      .shown = file.path,
                      .identity = source_identity(job_.spec.client, job_.dataset, file.identity),
                      .size = file.size,
                      .modified = file.modified});
    }
    report_.files += files.size();
    return std::make_unique<FilesSource>(
        environment_.files, std::move(list),
        FilesOptions{.cut = cut_options(job_.spec),
                     .lanes = job_.profile ? job_.profile->max_readers : 1,
                     .unpack = unpack_limits(job_.spec)});
  }

  // ---- the three ways to run ----

  /// Into a sink that cannot be continued: nothing is remembered, nothing needs to be hashed.
  Status run_once() {
    TRY_ASSIGN(const auto collection, collect());
    if (!collection) return {};
    TRY_ASSIGN(const DistinctFiles distinct,
               identify(*collection, FileIdentityKind::kMetadata, {}));
    const auto source = source_of(distinct.files);
    listener_.started(collection->total_bytes());
    return run_pass({.source = source.get(), .dead_letters = dead_letters_of_now()});
  }

  Status run_stream() {
    if (request_.source_name.empty() && job_.profile) {
      return Error(Code::kInvalid,
                   "name standard input with --source-name (such as rows.csv): the profile's "
                   "limits look at its format");
    }
    const std::string name = request_.source_name.empty() ? "stdin" : request_.source_name;
    if (!request_.source_name.empty()) {
      report_.violations = check_source_name(name, job_.limits(), job_.platform.generic);
      if (!report_.violations.empty()) {
        report_.ending = RunEnding::kRefused;
        return {};
      }
    }
    TRY(make_room());
    TRY_ASSIGN(auto stream, os::stream_from(STDIN_FILENO, name));
    // Without a name nothing tells this input from another: it gets an identity of its own.
    const std::string identity =
        request_.source_name.empty() ? name + " " + time_stamp(environment_.clock) : name;
    StandardInput::Settings settings{
        .cut = cut_options(job_.spec),
        .name = name,
        .identity = stream_identity(job_.spec.client, job_.dataset, identity)};
    if (const auto limit = reading_limit(job_.limits(), job_.platform.generic)) {
      settings.max_bytes = limit->max_bytes;
      settings.limit_message = message_of(limit->violation());
    }
    StandardInput source(std::move(stream), std::move(settings));
    report_.files = 1;
    listener_.started(0);
    return run_pass({.source = &source, .dead_letters = dead_letters_of_now()});
  }

  Status run_resumable() {
    TRY_ASSIGN(const auto store,
               open_sqlite_store(environment_.files, request_.home.control_database(),
                                 {.full_sync = request_.durable}));
    RunRecords records(*store);
    const RunKey key{job_.spec.client, job_.dataset, job_.target->text()};
    for (bool restart = request_.restart;; restart = false) {
      TRY_ASSIGN(const bool again, run_next(records, key, restart));
      if (!again) return {};
    }
  }

  /// Decides what is to be done now, and does it. True: there is more.
  Result<bool> run_next(RunRecords& records, const RunKey& key, bool restart) {
    TRY_ASSIGN(const auto collection, collect());
    if (!collection) return false;
    RunSituation situation;
    situation.key = key;
    situation.spec = fingerprint_of(job_.spec);
    situation.restart = restart;
    TRY_ASSIGN(situation.earlier, records.load(key));
    TRY_ASSIGN(situation.mark, records.load_mark(key));
    TRY_ASSIGN(situation.output_there, job_.target->exists());
    std::vector<RunFile> had;
    if (situation.earlier && !restart && situation.output_there) had = situation.earlier->done;
    TRY_ASSIGN(DistinctFiles distinct, identify(*collection, job_.spec.input.identity, had));
    situation.files = std::move(distinct.files);
    const bool known = situation.earlier.has_value();
    TRY_ASSIGN(RunDecision decision, decide_run(situation, environment_.clock.wall()));
    report_.resumable = true;
    std::ranges::copy(decision.notes, std::back_inserter(report_.warnings));
    if (decision.course == Course::kAlreadyDone) {
      if (!ran_) {
        report_.ending = RunEnding::kAlreadyDone;
        report_.statistics.total = decision.state.rows;
      }
      return false;
    }
    if (!known || restart) TRY(make_room());
    if (decision.replace_output) TRY(job_.target->remove());
    TRY(records.save(decision.state, decision.resume_from));
    return run_decided(records, std::move(decision));
  }

  Result<bool> run_decided(RunRecords& records, RunDecision decision) {
    const auto source = source_of(decision.state.current);
    const auto marks = records.marks(decision.state.key);
    const std::uint64_t total = std::accumulate(
        decision.state.current.begin(), decision.state.current.end(), std::uint64_t{0},
        [](std::uint64_t sum, const RunFile& file) { return sum + file.size; });
    report_.continued = decision.course == Course::kResume;
    listener_.started(total);
    TRY(run_pass({.source = source.get(),
                  .resume_from = decision.resume_from,
                  .marks = marks.get(),
                  .dead_letters = dead_letters_of(decision.state.key)}));
    const RowCounters& rows = report_.statistics.total;
    const os::WallTime now = environment_.clock.wall();
    if (report_.ending == RunEnding::kFinished) {
      TRY(records.save(finished(std::move(decision.state), rows, now)));
      return decision.more_later;
    }
    const std::string error = report_.ending == RunEnding::kFailed && report_.error
                                  ? std::string(report_.error->message())
                                  : std::string();
    TRY(records.save(interrupted(std::move(decision.state), rows, error, now)));
    return false;
  }

  /// A new output must not take the place of something else, unless that is wanted.
  Status make_room() {
    return request_.restart ? job_.target->remove() : job_.target->require_free();
  }

  // ---- one pass ----

  Status run_pass(const Pass& pass) {
    TRY_ASSIGN(const auto sink, job_.target->make_sink());
    const RunPlan plan{.environment = environment_,
                       .source = *pass.source,
                       .decoder = *job_.decoder,
                       .program = *job_.program,
                       .sink = *sink,
                       .layout = job_.layout,
                       .resume_from = pass.resume_from,
                       .marks = pass.marks,
                       .dead_letter_path = pass.dead_letters,
                       .durable = request_.durable,
                       .readers = job_.profile ? job_.profile->max_readers : 1,
                       .workers = job_.profile ? job_.profile->max_filters : 0};
    RunOutcome outcome = run_pipeline(plan, stop_, &listener_);
    account(std::move(outcome));
    if (report_.statistics.total.dead_letters > 0) report_.dead_letters = pass.dead_letters;
    ran_ = true;
    return {};
  }

  void account(RunOutcome outcome) {
    const RunStatistics earlier = report_.statistics;
    report_.statistics = outcome.statistics;
    if (ran_) {
      report_.statistics.this_run += earlier.this_run;
      report_.statistics.elapsed += earlier.elapsed;
    }
    report_.error = std::move(outcome.error);
    switch (outcome.ending) {
      case Ending::kComplete:
        report_.ending = RunEnding::kFinished;
        break;
      case Ending::kStopped:
        report_.ending = RunEnding::kStopped;
        break;
      case Ending::kFailed:
        report_.ending = RunEnding::kFailed;
        break;
    }
  }

  std::string dead_letters_of(const RunKey& key) const {
    const std::string sink = os::hash_of(key.sink).hex().substr(0, 8);
    return request_.home.dead_letters(key.tenant) + "/" + safe_file_name(key.dataset) + "-" + sink +
           ".jsonl";
  }

  /// Of a run that nothing continues: a file of its own.
  std::string dead_letters_of_now() const {
    return request_.home.dead_letters(job_.spec.client) + "/" + safe_file_name(job_.dataset) + "-" +
           time_stamp(environment_.clock) + ".jsonl";
  }

  const RunRequest& request_;
  const os::Environment& environment_;
  Job& job_;
  const std::stop_token stop_;
  RunListener& listener_;
  RunReport report_;
  bool ran_ = false;
};

}  // namespace

Result<RunReport> run_job(const RunRequest& request, const os::Environment& environment,
                          const std::stop_token& stop, RunListener& listener) {
  TRY_ASSIGN(Job job, read_job(request, environment));
  return JobRun(request, environment, job, stop, listener).go();
}

}  // namespace bdp
