#include "batch/job_worker.h"

#include <algorithm>
#include <utility>

#include "base/check.h"
#include "config/document.h"
#include "control/constraints.h"
#include "control/job_spec.h"
#include "control/job_stats.h"

namespace bdp {
namespace {

constexpr std::string_view kComponent = "batchingestmanager";
constexpr std::chrono::seconds kFirstPause{1};
constexpr std::chrono::seconds kLongestPause{60};

std::vector<std::uint64_t> numbers_of(const std::vector<StagedFile>& files) {
  std::vector<std::uint64_t> numbers;
  for (const StagedFile& file : files) numbers.push_back(file.number);
  return numbers;
}

/// What the constraints look at: a file under the tenant's name for it.
CollectedFile collected(const StagedFile& file) {
  CollectedFile one;
  one.path = file.path;
  one.name = file.name;
  one.info.kind = os::FileKind::kRegular;
  one.info.readable = true;
  one.info.size = file.size;
  return one;
}

}  // namespace

struct JobWorker::Attempt {
  BatchJob job;
  const TenantSetup& setup;
  TenantApp app;
  std::vector<StagedFile> files = {};
  std::vector<Violation> violations = {};
};

Result<BatchJob> JobWorker::work(BatchJob job, const TenantSetup& setup,
                                 const std::vector<std::uint64_t>& waiting,
                                 const std::stop_token& stop, const std::atomic<bool>& on_request) {
  Attempt attempt{.job = std::move(job), .setup = setup, .app = {}};
  if (!attempt.job.spec.empty()) {
    attempt.app = {.name = attempt.job.app, .spec = attempt.job.spec};
  } else if (const TenantApp* app = setup.apps.find(attempt.job.app)) {
    attempt.app = *app;
  } else {
    TRY(reclaim(attempt));
    TRY(give_up(attempt, "the tenant's profile has no app '" + attempt.job.app + "' any more"));
    return std::move(attempt.job);
  }
  if (attempt.job.files.empty()) {
    TRY(take_files(attempt, waiting));
  } else {
    TRY(reclaim(attempt));
  }
  if (!attempt.violations.empty()) {
    TRY(refuse(attempt));
    return std::move(attempt.job);
  }
  if (attempt.files.empty()) {
    TRY(change(attempt.job, JobState::kFinished, "there were no files for it"));
    return std::move(attempt.job);
  }
  ++attempt.job.attempt;
  TRY(change(attempt.job, JobState::kRunning, ""));
  tell(attempt.job, LogLevel::kInfo, "job-started",
       "job " + attempt.job.id.text + " of app '" + attempt.job.app + "' runs over " +
           std::to_string(attempt.files.size()) + (attempt.files.size() == 1 ? " file" : " files"));
  const os::SteadyTime begun = parts_.environment.clock.steady();
  const AppResult result = run_app(attempt, stop);
  attempt.job.run_time = parts_.environment.clock.steady() - begun;
  TRY(settle(attempt, result, on_request));
  return std::move(attempt.job);
}

Status JobWorker::take_files(Attempt& attempt, const std::vector<std::uint64_t>& waiting) {
  BatchJob& job = attempt.job;
  const ServiceProfile& profile = attempt.setup.profile;
  // A job that people start is for all that waits, or it is refused; one that files start takes
  // what it may, and the next one takes the rest.
  const bool all = job.cause == JobCause::kCommand;
  Collection collection;
  std::uint64_t bytes = 0;
  for (const std::uint64_t number : waiting) {
    TRY_ASSIGN(auto file, staging_.find(job.tenant, number));
    if (!file || file->state != FileState::kStaged) continue;
    if (!all && !attempt.files.empty() &&
        (attempt.files.size() >= profile.max_files ||
         bytes + file->size > profile.max_total_bytes)) {
      break;
    }
    bytes += file->size;
    collection.files.push_back(collected(*file));
    attempt.files.push_back(*std::move(file));
  }
  attempt.violations = check_constraints(collection, &profile, {});
  job.bytes = bytes;
  for (const StagedFile& file : attempt.files) {
    job.files.push_back({.number = file.number,
                         .name = printable_name(file.name),
                         .bytes = file.size,
                         .fingerprint = file.identity.content,
                         .taken = file.taken});
  }
  stamp(job, JobState::kStarting, "");
  WriteBatch batch;
  JobBook::put(job, batch);
  if (attempt.files.empty() || (all && !attempt.violations.empty())) {
    return parts_.store.apply(batch);
  }
  return staging_.claim(job.tenant, numbers_of(attempt.files), job.id, std::move(batch));
}

/// The files of an earlier attempt.
Status JobWorker::reclaim(Attempt& attempt) {
  TRY_ASSIGN(attempt.files, staging_.claimed(attempt.job.tenant, attempt.job.id));
  return change(attempt.job, JobState::kStarting, "");
}

/// The files of a job that files started are refused with it; those of one that people started
/// wait on, for another profile or another job.
Status JobWorker::refuse(Attempt& attempt) {
  BatchJob& job = attempt.job;
  job.refusal = detailed_refusal_json(attempt.violations);
  const Violation& first = attempt.violations.front();
  tell(job, LogLevel::kWarning, "job-refused", message_of(first));
  if (job.cause == JobCause::kCommand) {
    return change(job, JobState::kFailed, std::string(sentence_of(first.rule)));
  }
  for (std::size_t i = 0; i < attempt.files.size(); ++i) {
    const bool last = i + 1 == attempt.files.size();
    WriteBatch batch;
    if (last) {
      stamp(job, JobState::kFailed, std::string(sentence_of(first.rule)));
      JobBook::put(job, batch);
    }
    TRY(staging_.discard(job.tenant, attempt.files[i].number, first, std::move(batch)));
  }
  return {};
}

AppResult JobWorker::run_app(Attempt& attempt, const std::stop_token& stop) {
  const AppRun run{.job = attempt.job,
                   .files = attempt.files,
                   .app = attempt.app,
                   .tenant = attempt.setup.apps,
                   .profile_path = attempt.setup.profile_path,
                   .home = parts_.home,
                   .environment = parts_.environment,
                   .store = parts_.store,
                   .log = parts_.log,
                   .durable = parts_.durable};
  if (attempt.app.declarative()) return run_declarative(run, stop);
  AppRunner* const runner =
      attempt.app.bundle.empty() ? parts_.system_runner : parts_.bundle_runner;
  if (runner != nullptr) return run_black_box(run, *runner, stop);
  return {.end = AppEnd::kFailed,
          .reason = "this host runs no such black box: " + parts_.no_runner + " (mysimbdp doctor)"};
}

Status JobWorker::settle(Attempt& attempt, const AppResult& result, bool on_request) {
  BatchJob& job = attempt.job;
  job.rows = result.rows;
  job.processor_time = result.processor_time;
  if (!result.sinks.empty()) job.sinks = result.sinks;
  job.stats = result.stats;
  switch (result.end) {
    case AppEnd::kFinished:
      return finish(attempt);
    case AppEnd::kFailed:
      return give_up(attempt, result.reason);
    case AppEnd::kStopped:
      tell(job, LogLevel::kInfo, "job-stopped", "job " + job.id.text + " has stopped");
      return on_request ? change(job, JobState::kStopped, "stopped on request")
                        : change(job, JobState::kQueued, "the platform stopped");
    case AppEnd::kAgain:
      break;
  }
  if (!result.platform_fault && job.attempt >= attempt.app.max_attempts) {
    return give_up(attempt,
                   result.reason + ", at the last of " + std::to_string(job.attempt) + " attempts");
  }
  job.not_before =
      parts_.environment.clock.wall() + pause_before(job.attempt, parts_.environment.randomness);
  tell(job, LogLevel::kWarning, "job-retried",
       "job " + job.id.text + " is tried again: " + result.reason);
  return change(job, JobState::kQueued, result.reason);
}

Status JobWorker::finish(Attempt& attempt) {
  BatchJob& job = attempt.job;
  stamp(job, JobState::kFinished, "");
  // Before the files are let go: a crash in between repeats the job, which then is done already.
  const std::string receipts = parts_.home.archive(job.tenant) + "/receipts";
  TRY(parts_.environment.files.make_directories(receipts));
  const std::string path = receipts + "/" + safe_file_name(job.id.text) + ".json";
  TRY_ASSIGN(const auto receipt, parts_.environment.files.open(path, os::OpenMode::kCreate));
  TRY(receipt->write(job_json(job) + "\n"));
  WriteBatch batch;
  JobBook::put(job, batch);
  TRY(staging_.archive(job.tenant, numbers_of(attempt.files), std::move(batch)));
  TRY(forget_declarative(job, parts_.store));
  parts_.log.add(kComponent, job.tenant,
                 {.action = "job-finished",
                  .message = "job " + job.id.text + " has finished: " + conservation_line(job.rows),
                  .job = job.id.text,
                  .duration = job.run_time,
                  .bytes = job.bytes,
                  .rows = job.rows.read});
  return {};
}

Status JobWorker::give_up(Attempt& attempt, const std::string& reason) {
  BatchJob& job = attempt.job;
  tell(job, LogLevel::kError, "job-failed", "job " + job.id.text + " has failed: " + reason);
  if (attempt.files.empty()) return change(job, JobState::kFailed, reason);
  for (std::size_t i = 0; i < attempt.files.size(); ++i) {
    const StagedFile& file = attempt.files[i];
    WriteBatch batch;
    if (i + 1 == attempt.files.size()) {
      stamp(job, JobState::kFailed, reason);
      JobBook::put(job, batch);
    }
    const Violation why{.rule = Rule::kJob,
                        .key = "apps." + job.app,
                        .file = file.name,
                        .limit = "a job that finishes",
                        .actual = "job " + job.id.text + ": " + reason};
    TRY(staging_.discard(job.tenant, file.number, why, std::move(batch)));
  }
  return forget_declarative(job, parts_.store);
}

Result<std::vector<std::uint64_t>> JobWorker::files_of_spec(const TenantId& tenant,
                                                            const std::string& spec) const {
  TRY_ASSIGN(const config::Document document,
             config::load_document(parts_.environment.files, spec));
  TRY_ASSIGN(const JobSpec job, read_job_spec(document));
  if (job.client != tenant) {
    return Error(Code::kInvalid, spec + ": this is a job of client '" + job.client.text +
                                     "', not of '" + tenant.text + "'");
  }
  auto pattern = Glob::compile(job.filename_pattern);
  if (!pattern) return std::move(pattern).error();
  TRY_ASSIGN(const std::vector<StagedFile> staged, staging_.staged(tenant));
  std::vector<std::uint64_t> numbers;
  for (const StagedFile& file : staged) {
    if (pattern->matches(file.name)) numbers.push_back(file.number);
  }
  return numbers;
}

void JobWorker::stamp(BatchJob& job, JobState state, std::string reason) const {
  CHECK(may_follow(job.state(), state));
  job.changes.push_back({state, parts_.environment.clock.wall(), std::move(reason)});
}

Status JobWorker::change(BatchJob& job, JobState state, std::string reason) {
  WriteBatch batch;
  stamp(job, state, std::move(reason));
  JobBook::put(job, batch);
  return parts_.store.apply(batch);
}

void JobWorker::tell(const BatchJob& job, LogLevel level, std::string_view action,
                     std::string message) const {
  parts_.log.add(
      kComponent, job.tenant,
      {.level = level, .action = action, .message = std::move(message), .job = job.id.text});
}

std::chrono::nanoseconds pause_before(unsigned attempt, os::Randomness& randomness) {
  const std::chrono::nanoseconds bound = std::min<std::chrono::nanoseconds>(
      kLongestPause, kFirstPause * (1U << std::min(attempt, 6U)));
  const auto half = static_cast<std::uint64_t>(bound.count()) / 2;
  return std::chrono::nanoseconds(static_cast<std::int64_t>(half + randomness.next() % half));
}

}  // namespace bdp
