#include <chrono>
#include <cstdio>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "batch/command.h"
#include "batch/job_book.h"
#include "command.h"
#include "control/job_stats.h"
#include "home_option.h"
#include "os/environment.h"
#include "os/stop_signals.h"
#include "os/utc_text.h"
#include "platform_store.h"
#include "table.h"

namespace bdp::app {
namespace {

constexpr std::chrono::seconds kAnswerTime{10};
constexpr std::chrono::milliseconds kLookAgain{100};

struct JobsOptions {
  std::string home;
  std::string tenant;
  std::string app;
  std::string spec;
  std::string job;
  std::string state;
  bool wait = false;
};

using Work = Result<ExitCode> (*)(Store& store, const JobsOptions& options);

Result<ExitCode> list(Store& store, const JobsOptions& options) {
  std::optional<JobState> wanted;
  if (!options.state.empty()) wanted = job_state(options.state);
  const std::vector<std::string> columns = {"job",   "app",  "state",   "created",
                                            "files", "rows", "seconds", "reason"};
  TablePrinter table(stdout, columns);
  TRY(JobBook(store).each(
      options.tenant.empty() ? std::nullopt : std::optional(TenantId{options.tenant}),
      [&](const BatchJob& job) {
        if (wanted && job.state() != *wanted) return;
        char seconds[32];
        std::snprintf(seconds, sizeof seconds, "%.3f",
                      std::chrono::duration<double>(job.run_time).count());
        table.row({job.id.text, job.app, std::string(name_of(job.state())),
                   os::utc_text(job.created()), with_separators(job.files.size()),
                   with_separators(job.rows.read), seconds, job.reason()},
                  {false, false, false, false, true, true, true, false});
      }));
  table.finish();
  return ExitCode::kOk;
}

Result<BatchJob> find(Store& store, const std::string& id) {
  TRY_ASSIGN(const JobPlace place, place_of(id));
  TRY_ASSIGN(auto job, JobBook(store).find(place.tenant, place.number));
  if (job) return *std::move(job);
  return Error(Code::kNotFound,
               "there is no job '" + id + "'; 'mysimbdp jobs list' shows those there are");
}

Result<ExitCode> show(Store& store, const JobsOptions& options) {
  TRY_ASSIGN(const BatchJob job, find(store, options.job));
  std::printf("%s\n", job_json(job).c_str());
  return ExitCode::kOk;
}

/// Waits until the job has ended, and says how.
Result<ExitCode> follow(Store& store, const std::string& id, const std::stop_token& stop) {
  const os::Environment environment = os::real_environment();
  while (true) {
    TRY_ASSIGN(const BatchJob job, find(store, id));
    if (has_ended(job.state())) {
      std::printf("job %s has %s%s%s\n%s\n", id.c_str(), std::string(name_of(job.state())).c_str(),
                  job.reason().empty() ? "" : ": ", job.reason().c_str(),
                  job.refusal.empty() ? conservation_line(job.rows).c_str() : job.refusal.c_str());
      if (!job.refusal.empty()) return ExitCode::kRefused;
      return job.state() == JobState::kFinished ? ExitCode::kOk : ExitCode::kFailed;
    }
    if (!environment.clock.wait(kLookAgain, stop)) return ExitCode::kStopped;
  }
}

Result<ExitCode> order(Store& store, const Command& command, bool wait) {
  TRY_ASSIGN(const auto signals, os::StopSignals::install());
  CommandBox box(store, os::real_environment());
  TRY_ASSIGN(const std::string ticket, box.give(command));
  TRY_ASSIGN(const auto answer, box.wait(ticket, kAnswerTime, (*signals).token()));
  if (!answer) {
    std::fprintf(stderr,
                 "mysimbdp: nobody answers; the command is carried out when 'mysimbdp serve' runs "
                 "on this home\n");
    return ExitCode::kFailed;
  }
  if (!answer->done) return Error(Code::kConflict, answer->message);
  std::printf("%s\n", answer->job.c_str());
  std::fflush(stdout);
  if (wait) return follow(store, answer->job, (*signals).token());
  return ExitCode::kOk;
}

Result<ExitCode> start(Store& store, const JobsOptions& options) {
  Command command{
      .verb = Command::Verb::kStart, .tenant = TenantId{options.tenant}, .app = options.app};
  if (!options.spec.empty()) {
    TRY_ASSIGN(command.spec, os::absolute_path(options.spec));
  }
  return order(store, command, options.wait);
}

Result<ExitCode> stop_job(Store& store, const JobsOptions& options) {
  return order(store, {.verb = Command::Verb::kStop, .job = options.job}, false);
}

Result<ExitCode> resume(Store& store, const JobsOptions& options) {
  return order(store, {.verb = Command::Verb::kResume, .job = options.job}, options.wait);
}

Result<ExitCode> with_store(const JobsOptions& options, Work work) {
  TRY_ASSIGN(const Home home, home_of(options.home));
  TRY_ASSIGN(const auto store, platform_store(home));
  return work(*store, options);
}

CLI::App* add_verb(CLI::App& jobs, Chosen& chosen, const std::shared_ptr<JobsOptions>& options,
                   const char* name, const char* help, Work work) {
  CLI::App* verb = jobs.add_subcommand(name, help);
  add_home_option(*verb, options->home);
  verb->callback([&chosen, options, work] {
    chosen = [options, work] {
      const Result<ExitCode> code = with_store(*options, work);
      return code ? *code : report(code.error());
    };
  });
  return verb;
}

void add_job(CLI::App& verb, const std::shared_ptr<JobsOptions>& options) {
  verb.add_option("JOB", options->job, "CLIENT.NUMBER")->required()->type_name("");
}

void add_wait(CLI::App& verb, const std::shared_ptr<JobsOptions>& options) {
  verb.add_flag("--wait", options->wait, "Wait for the job's end; the exit code says how it was");
}

}  // namespace

void add_jobs(CLI::App& app, Chosen& chosen) {
  auto options = std::make_shared<JobsOptions>();
  CLI::App* jobs = app.add_subcommand("jobs", "List, show, start, stop and resume jobs");
  jobs->require_subcommand(1);
  CLI::App* listing = add_verb(*jobs, chosen, options, "list", "Lists jobs, oldest first", list);
  listing->add_option("--tenant", options->tenant, "Of this client only")->type_name("ID");
  listing->add_option("--state", options->state, "In this state only")
      ->check(CLI::IsMember(
          {"created", "queued", "starting", "running", "finished", "failed", "stopped"}))
      ->type_name("STATE");
  add_job(*add_verb(*jobs, chosen, options, "show", "Shows a job as JSON", show), options);
  CLI::App* begin =
      add_verb(*jobs, chosen, options, "start", "Starts a job over the files that wait", start);
  begin->add_option("--tenant", options->tenant, "Whose job it is")->required()->type_name("ID");
  CLI::Option* name =
      begin->add_option("--app", options->app, "An app of the client's profile")->type_name("NAME");
  begin->add_option("--spec", options->spec, "A job specification")
      ->excludes(name)
      ->type_name("FILE");
  begin->require_option(2, 0);
  add_wait(*begin, options);
  add_job(*add_verb(*jobs, chosen, options, "stop", "Stops a job; it keeps its files", stop_job),
          options);
  CLI::App* again =
      add_verb(*jobs, chosen, options, "resume", "Goes on with a stopped job", resume);
  add_job(*again, options);
  add_wait(*again, options);
}

}  // namespace bdp::app
