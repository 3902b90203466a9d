#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <memory>
#include <optional>
#include <string>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "command.h"
#include "console.h"
#include "control/constraints.h"
#include "control/job_stats.h"
#include "control/run_job.h"
#include "home_option.h"
#include "os/environment.h"
#include "os/stop_signals.h"
#include "sinks/all.h"

namespace bdp::app {
namespace {

struct RunOptions {
  std::string home;
  std::string stats;
  bool quiet = false;
  bool json = false;
  RunRequest request{Home(""), {}, {}, {}, {}, {}, {}, false, false};
};

/// Passes a run's progress on to what shows it.
class Progress final : public RunListener {
 public:
  explicit Progress(ProgressDisplay::Mode mode) : mode_(mode) {}

  void started(std::uint64_t total_bytes) override { display_.emplace(mode_, total_bytes); }
  void progress(const RunStatistics& statistics) override {
    if (display_) display_->progress(statistics);
  }
  void end() { display_.reset(); }

 private:
  const ProgressDisplay::Mode mode_;
  std::optional<ProgressDisplay> display_;
};

std::string_view name_of(RunEnding ending) {
  switch (ending) {
    case RunEnding::kFinished:
      return "finished";
    case RunEnding::kAlreadyDone:
      return "already done";
    case RunEnding::kStopped:
      return "stopped";
    case RunEnding::kRefused:
    case RunEnding::kFailed:
      return "failed";
  }
  return "failed";
}

ExitCode exit_code(const RunReport& report) {
  switch (report.ending) {
    case RunEnding::kFinished:
    case RunEnding::kAlreadyDone:
      return ExitCode::kOk;
    case RunEnding::kRefused:
      return ExitCode::kRefused;
    case RunEnding::kStopped:
      return ExitCode::kStopped;
    case RunEnding::kFailed:
      return ExitCode::kFailed;
  }
  return ExitCode::kFailed;
}

/// `bytes` is bounded by ~64 bits; a figure for people.
std::string count(std::uint64_t number, std::string_view one, std::string_view many) {
  return with_separators(number) + " " + std::string(number == 1 ? one : many);
}

void say(const std::string& line) {
  std::fprintf(stdout, "%s\n", line.c_str());
}
void warn(const std::string& line) {
  std::fprintf(stderr, "%s\n", line.c_str());
}

void print_refusal(const RunReport& report) {
  for (const Violation& violation : report.violations) warn("mysimbdp: " + message_of(violation));
  say(refusal_json(report.violations));
}

std::string how_to_resume(const RunReport& report) {
  if (report.resumable) return "run the same command again to go on where it stopped";
  return "this sink or source cannot be continued; the next run begins anew";
}

void print_passed_over(const RunReport& report) {
  for (const PassedOver& passed : report.passed_over) {
    warn(passed.path + ": not collected, " + passed.reason);
  }
}

/// On stdout, unless the events go there.
void print_summary(const RunReport& report) {
  const RunStatistics& statistics = report.statistics;
  std::string text;
  const double seconds = std::max(1e-9, std::chrono::duration<double>(statistics.elapsed).count());
  const RowCounters& rows = statistics.this_run;
  text += "job " + report.job_name + " of " + report.client + ": " +
          std::string(name_of(report.ending));
  if (report.ending != RunEnding::kAlreadyDone) {
    text += " after " + human_duration(seconds) + (report.continued ? ", continued" : "");
  }
  text += "\n";
  if (report.ending != RunEnding::kAlreadyDone) {
    const auto rate = [seconds](std::uint64_t number) {
      return static_cast<std::uint64_t>(static_cast<double>(number) / seconds);
    };
    text += count(rows.delivered + rows.already_there, "row", "rows") + " stored, " +
            with_separators(rate(rows.read)) + " rows/s, " +
            human_bytes(static_cast<double>(rows.bytes_read) / seconds) + "/s, from " +
            count(report.files, "file", "files") + " to " + report.sink + "\n";
  }
  text += conservation_line(statistics.total) + "\n";
  std::FILE* out = report.standard_output ? stderr : stdout;
  std::fputs(text.c_str(), out);
  if (!report.dead_letters.empty()) warn("dead letters: " + report.dead_letters);
}

nlohmann::json as_json(const RunReport& report) {
  nlohmann::json document = {
      {"client_id", report.client},
      {"job_name", report.job_name},
      {"status", name_of(report.ending)},
      {"sink", report.sink},
      {"files", report.files},
      {"job_stats",
       job_stats(report.statistics, {report.output_bytes, report.index_stats}, false)}};
  if (report.error) document["error"] = report.error->message();
  if (!report.dead_letters.empty()) document["dead_letters"] = report.dead_letters;
  nlohmann::json passed = nlohmann::json::array();
  for (const PassedOver& file : report.passed_over) {
    passed.push_back({{"file", file.path}, {"reason", file.reason}});
  }
  document["not_collected"] = std::move(passed);
  return document;
}

std::string dump(const nlohmann::json& document) {
  return document.dump(2, ' ', false, nlohmann::json::error_handler_t::replace);
}

void print(const RunReport& report, const RunOptions& options) {
  for (const std::string& warning : report.warnings) warn(warning + " (warning)");
  if (!options.quiet) print_passed_over(report);
  if (report.ending == RunEnding::kRefused) {
    print_refusal(report);
    return;
  }
  if (options.json) {
    say(dump(as_json(report)));
  } else if (!options.quiet) {
    print_summary(report);
  }
  if (report.error && report.ending == RunEnding::kFailed) {
    warn("mysimbdp: " + std::string(report.error->message()));
  }
  if (report.ending == RunEnding::kStopped || report.ending == RunEnding::kFailed) {
    warn("mysimbdp: " + std::string(name_of(report.ending)) + "; " + how_to_resume(report));
  }
}

/// Several sinks: the text of each, the figures of each.
void print(const std::vector<RunReport>& reports, const RunOptions& options) {
  if (reports.size() > 1 && options.json) {
    nlohmann::json documents = nlohmann::json::array();
    for (const RunReport& report : reports) documents.push_back(as_json(report));
    say(dump({{"sinks", std::move(documents)}}));
    RunOptions rest = options;
    rest.json = false;
    rest.quiet = true;
    for (const RunReport& report : reports) print(report, rest);
    return;
  }
  for (const RunReport& report : reports) print(report, options);
}

nlohmann::json stats_json(const std::vector<RunReport>& reports) {
  const auto of = [](const RunReport& report) {
    return job_stats(report.statistics, {report.output_bytes, report.index_stats}, false);
  };
  if (reports.size() == 1) return {{"job_stats", of(reports.front())}};
  nlohmann::json sinks = nlohmann::json::array();
  for (const RunReport& report : reports) {
    sinks.push_back({{"sink", report.sink}, {"job_stats", of(report)}});
  }
  return {{"sinks", std::move(sinks)}};
}

/// Failed if any sink did, else stopped if any was.
ExitCode worst(const std::vector<RunReport>& reports) {
  ExitCode worst = ExitCode::kOk;
  for (const RunReport& report : reports) {
    const ExitCode code = exit_code(report);
    if (code != ExitCode::kOk && worst != ExitCode::kFailed) worst = code;
  }
  return worst;
}

ExitCode run(RunOptions& options) {
  auto home = home_of(options.home);
  if (!home) return report(home.error());
  options.request.home = *std::move(home);
  const auto signals = os::StopSignals::install();
  if (!signals) return report(signals.error());
  const os::Environment environment = os::real_environment();

  Progress progress(options.quiet || options.json ? ProgressDisplay::Mode::kNone
                                                  : ProgressDisplay::suitable());
  const auto outcome = run_job(options.request, environment, (*signals)->token(), progress);
  progress.end();
  if (!outcome) return report(outcome.error());
  print(*outcome, options);
  std::fflush(stdout);
  if (!options.stats.empty()) {
    const nlohmann::json stats = stats_json(*outcome);
    if (const Status written =
            os::replace_file(environment.files, options.stats, dump(stats) + "\n");
        !written) {
      return report(written.error());
    }
  }
  return worst(*outcome);
}

}  // namespace

void add_run(CLI::App& app, Chosen& chosen) {
  auto options = std::make_shared<RunOptions>();
  RunRequest& request = options->request;
  CLI::App* command = app.add_subcommand("run", "Run a tenant's batch job over its files");
  command
      ->add_option("SPEC", request.spec_path, "The job specification, or a Logstash pipeline.conf")
      ->required()
      ->type_name("");
  command->add_option("--profile", request.profile_path, "The tenant's service profile")
      ->type_name("FILE");
  command
      ->add_option("--input", request.inputs,
                   "Files and directories; - is standard input;\nelse the tenant's input directory")
      ->type_name("PATH");
  command
      ->add_option("--to", request.sinks,
                   sink_forms(all_sinks(), "\n") +
                       ";\nmay be given several times; else the tenant's database")
      ->allow_extra_args(false)
      ->type_name("SINK");
  command->add_option("--dataset", request.dataset, "Store beside what the job stored before")
      ->type_name("NAME");
  command->add_flag("--restart", request.restart, "Replace what the job stored before");
  command->add_option("--source-name", request.source_name, "What standard input is called")
      ->type_name("NAME");
  command->add_flag("--fsync", request.durable, "Survive power loss too, not only kill -9");
  command->add_option("--stats", options->stats, "Write the job's statistics as JSON")
      ->type_name("FILE");
  add_home_option(*command, options->home);
  CLI::Option* quiet = command->add_flag("-q,--quiet", options->quiet, "Say only what is wrong");
  command->add_flag("--json", options->json, "Print the result as JSON")->excludes(quiet);
  command->callback([&chosen, options] { chosen = [options] { return run(*options); }; });
}

}  // namespace bdp::app
