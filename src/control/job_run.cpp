#include "control/job_run.h"

#include <unistd.h>

#include <algorithm>
#include <numeric>
#include <utility>

#include "control/collection.h"
#include "control/job_inputs.h"
#include "control/spec_fingerprint.h"
#include "control/time_stamp.h"
#include "os/file_hash.h"
#include "os/input_stream.h"
#include "sources/standard_input.h"

namespace bdp {

Result<std::unique_ptr<os::InputStream>> Job::open_stream(const std::string& name) const {
  if (generated) return stream_of(*generated);
  return os::stream_from(STDIN_FILENO, name);
}

JobRun::JobRun(const RunRequest& request, const os::Environment& environment, Job& job,
               SinkTarget& target, const std::stop_token& stop, RunListener& listener)
    : request_(request),
      environment_(environment),
      job_(job),
      target_(target),
      stop_(stop),
      listener_(listener) {
  report_.client = job.spec.client.text;
  report_.job_name = job.spec.job_name;
  report_.sink = target.text();
  report_.standard_output = target.is_standard_output();
  report_.warnings = job.spec.warnings;
}

/// The job's files, or nothing: they break a constraint, and the report says so.
Result<std::optional<Collection>> JobRun::collect() {
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
Result<DistinctFiles> JobRun::identify(const Collection& collection, FileIdentityKind kind,
                                       std::span<const RunFile> earlier) {
  TRY_ASSIGN(auto files, identify_files(environment_.files, collection.files, kind, stop_));
  TRY_ASSIGN(DistinctFiles distinct,
             distinguish_files(std::move(files), earlier, job_.spec.duplicates));
  std::ranges::copy(distinct.passed_over, std::back_inserter(report_.passed_over));
  return distinct;
}
std::unique_ptr<FilesSource> JobRun::source_of(std::span<const RunFile> files) {
  std::vector<InputFile> list;
  for (std::size_t i = 0; i < files.size(); ++i) {
    const RunFile& file = files[i];
    list.push_back({.path = file.path,
                    .shown = request_.staged != nullptr ? request_.staged->shown[i] : file.path,
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
Status JobRun::run_once() {
  if (request_.staged != nullptr) {
    const auto source = source_of(request_.staged->files);
    listener_.started(total_size(request_.staged->files));
    return run_pass({.source = source.get(), .dead_letters = dead_letters()});
  }
  TRY_ASSIGN(const auto collection, collect());
  if (!collection) return {};
  TRY_ASSIGN(const DistinctFiles distinct, identify(*collection, FileIdentityKind::kMetadata, {}));
  const auto source = source_of(distinct.files);
  listener_.started(collection->total_bytes());
  return run_pass({.source = source.get(), .dead_letters = dead_letters_of_now()});
}
Status JobRun::run_stream() {
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
  TRY(make_room(request_.restart));
  TRY_ASSIGN(auto stream, job_.open_stream(name));
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
Status JobRun::run_resumable(RunRecords& records, bool restart, std::optional<RunDecision> first) {
  for (;; restart = false) {
    std::optional<RunDecision> decision = std::exchange(first, std::nullopt);
    if (!decision) {
      TRY_ASSIGN(decision, decide(records, restart));
    }
    if (!decision) return {};
    const auto source = source_of(decision->state.current);
    const auto marks = records.marks(decision->state.key);
    listener_.started(total_size(decision->state.current));
    TRY(run_pass({.source = source.get(),
                  .resume_from = decision->resume_from,
                  .marks = marks.get(),
                  .dead_letters = dead_letters()}));
    TRY(settle(records, *decision));
    if (report_.ending != RunEnding::kFinished || !decision->more_later) return {};
  }
}

Result<std::optional<RunDecision>> JobRun::decide(RunRecords& records, bool restart) {
  if (request_.staged != nullptr) return decide_staged(records);
  std::optional<RunDecision> nothing;
  TRY_ASSIGN(const auto collection, collect());
  if (!collection) return nothing;
  RunSituation situation;
  situation.key = key();
  situation.spec = fingerprint_of(job_.spec);
  situation.restart = restart;
  TRY_ASSIGN(situation.earlier, records.load(situation.key));
  TRY_ASSIGN(situation.mark, records.load_mark(situation.key));
  TRY_ASSIGN(situation.output_there, target_.exists());
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
    return nothing;
  }
  if (!known || restart) TRY(make_room(restart));
  if (decision.replace_output) TRY(target_.remove());
  TRY(records.save(decision.state, decision.resume_from));
  report_.continued = decision.course == Course::kResume;
  return std::optional(std::move(decision));
}

/// Other jobs have added to the same output, so nothing of it is ever removed: what comes again,
/// from the beginning or from a mark, is known by its ids.
Result<std::optional<RunDecision>> JobRun::decide_staged(RunRecords& records) {
  RunDecision decision;
  decision.state.key = key();
  decision.state.spec = fingerprint_of(job_.spec);
  decision.state.current = request_.staged->files;
  decision.state.started = decision.state.updated = environment_.clock.wall();
  report_.resumable = true;
  TRY_ASSIGN(const auto earlier, records.load(decision.state.key));
  if (earlier && earlier->status == RunStatus::kFinished) {
    if (!ran_) {
      report_.ending = RunEnding::kAlreadyDone;
      report_.statistics.total = earlier->rows;
      report_.files = earlier->done.size();
    }
    return std::optional<RunDecision>();
  }
  const auto same_files = [](const RunFile& one, const RunFile& other) {
    return one.identity == other.identity;
  };
  // The rows of another specification, or of other files, are not counted with those of this one.
  if (earlier && earlier->spec == decision.state.spec &&
      std::ranges::equal(earlier->current, decision.state.current, same_files)) {
    TRY_ASSIGN(decision.resume_from, records.load_mark(decision.state.key));
    decision.state.started = earlier->started;
  }
  decision.course = decision.resume_from.empty() ? Course::kFresh : Course::kResume;
  report_.continued = decision.course == Course::kResume;
  TRY(records.save(decision.state, decision.resume_from));
  return std::optional(std::move(decision));
}

Status JobRun::settle(RunRecords& records, RunDecision& decision) {
  const RowCounters& rows = report_.statistics.total;
  const os::WallTime now = environment_.clock.wall();
  if (report_.ending == RunEnding::kFinished) {
    return records.save(finished(std::move(decision.state), rows, now));
  }
  const std::string error = report_.ending == RunEnding::kFailed && report_.error
                                ? std::string(report_.error->message())
                                : std::string();
  return records.save(interrupted(std::move(decision.state), rows, error, now));
}

/// A new output must not take the place of something else, unless that is wanted.
Status JobRun::make_room(bool restart) {
  return restart ? target_.remove() : target_.require_free();
}

Status JobRun::run_pass(Pass pass) {
  TRY_ASSIGN(const auto sink, target_.make_sink());
  pass.sink = sink.get();
  account(this->pass(pass), pass.dead_letters);
  return {};
}

RunOutcome JobRun::pass(const Pass& pass) {
  const RunPlan plan{.environment = environment_,
                     .source = *pass.source,
                     .decoder = *job_.decoder,
                     .program = *job_.program,
                     .sink = *pass.sink,
                     .layout = job_.layout,
                     .resume_from = pass.resume_from,
                     .marks = pass.marks,
                     .dead_letter_path = pass.dead_letters,
                     .on_dead_letter = pass.on_dead_letter,
                     .durable = request_.durable,
                     .readers = job_.profile ? job_.profile->max_readers : 1,
                     .workers = job_.profile ? job_.profile->max_filters : 0};
  return run_pipeline(plan, stop_, &listener_);
}

void JobRun::account(RunOutcome outcome, const std::string& dead_letters) {
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
  if (report_.statistics.total.dead_letters > 0) report_.dead_letters = dead_letters;
  ran_ = true;
}

RunKey JobRun::key() const {
  return {job_.spec.client, request_.staged != nullptr ? request_.staged->record : job_.dataset,
          target_.text()};
}

std::string JobRun::dead_letters() const {
  const RunKey key = this->key();
  const std::string sink = os::hash_of(key.sink).hex().substr(0, 8);
  return request_.home.dead_letters(key.tenant) + "/" + safe_file_name(key.dataset) + "-" + sink +
         ".jsonl";
}

/// Of a run that nothing continues: a file of its own.
std::string JobRun::dead_letters_of_now() const {
  return request_.home.dead_letters(job_.spec.client) + "/" + safe_file_name(job_.dataset) + "-" +
         time_stamp(environment_.clock) + ".jsonl";
}

RunReport JobRun::finish() {
  if (report_.ending != RunEnding::kRefused) {
    // Not of a store that a stopped or failed job may have to wait for.
    if (report_.ending == RunEnding::kFinished || report_.ending == RunEnding::kAlreadyDone) {
      if (auto stats = target_.index_stats()) report_.index_stats = *std::move(stats);
    }
    report_.output_bytes =
        report_.index_stats ? report_.index_stats->size_in_bytes : target_.size_bytes();
  }
  return std::move(report_);
}

std::uint64_t total_size(std::span<const RunFile> files) {
  return std::accumulate(files.begin(), files.end(), std::uint64_t{0},
                         [](std::uint64_t sum, const RunFile& file) { return sum + file.size; });
}

}  // namespace bdp
