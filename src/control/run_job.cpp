#include "control/run_job.h"

#include <algorithm>
#include <memory>
#include <utility>

#include "config/document.h"
#include "control/input_spool.h"
#include "control/job_inputs.h"
#include "control/job_program.h"
#include "control/job_run.h"
#include "control/run_several.h"
#include "sinks/all.h"
#include "store/run_lock.h"
#include "store/sqlite_store.h"

namespace bdp {
namespace {

/// Those that the job brings, and the platform's own.
lang::VariableLookup variables_of(const Job& job) {
  return [secrets = job.secrets, platform = lang::process_environment()](std::string_view name) {
    const auto found = secrets.find(name);
    return found != secrets.end() ? std::optional(found->second) : platform(name);
  };
}

Result<std::unique_ptr<SinkTarget>> target_of(const std::string& text, const Job& job,
                                              const RunRequest& request,
                                              const os::Environment& environment) {
  const JobSpec& spec = job.spec;
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
                .variable = variables_of(job)};
  return parse_sink_target(text, std::move(about), spec.sinks, all_sinks());
}

/// The job of a whole Logstash configuration. What it says of inputs goes into `request`, where
/// the command line names none.
Status read_pipeline(std::string_view text, RunRequest& request, const os::Environment& environment,
                     Job& job) {
  TRY_ASSIGN(LogstashPipeline pipeline, read_logstash_pipeline(text, request.spec_path));
  if (request.inputs.empty()) {
    if (pipeline.paths.empty()) {
      request.inputs = {"-"};
    } else {
      TRY_ASSIGN(request.inputs, files_of(environment.files, pipeline));
    }
    job.generated = std::move(pipeline.generated);
    if (job.generated && request.source_name.empty()) request.source_name = "generator";
  }
  job.spec = std::move(pipeline.spec);
  job.secrets = std::move(pipeline.secrets);
  return {};
}

/// Reads the specification, or the Logstash configuration, into `job`.
Status read_spec(RunRequest& request, const os::Environment& environment, Job& job) {
  TRY_ASSIGN(const std::string text,
             os::read_whole(environment.files, request.spec_path, config::kMaxDocumentBytes));
  if (looks_like_pipeline(request.spec_path, text)) {
    return read_pipeline(text, request, environment, job);
  }
  TRY_ASSIGN(const config::Document spec, config::parse_document(text, request.spec_path));
  TRY_ASSIGN(job.spec, read_job_spec(spec));
  return {};
}

Result<Job> read_job(RunRequest& request, const os::Environment& environment) {
  Job job;
  TRY(read_spec(request, environment, job));
  if (!request.profile_path.empty()) {
    TRY_ASSIGN(const config::Document profile,
               config::load_document(environment.files, request.profile_path));
    TRY_ASSIGN(job.profile, read_service_profile(profile));
    // A Logstash configuration does not say whose it is.
    if (job.spec.filter_origin == request.spec_path) job.spec.client = job.profile->client;
    TRY(check_same_client(*job.profile, job.spec));
  }
  TRY_ASSIGN(job.platform, load_platform_config(environment.files, request.home.configuration(),
                                                os::process_variables()));
  TRY_ASSIGN(job.program, compile_job(job.spec, *job.layout));
  job.decoder = make_decoder(job.spec, environment.clock, *job.layout);
  job.dataset = request.dataset.empty() ? job.spec.job_name : request.dataset;
  return job;
}

/// The outputs that the command line names, else the specification, else the tenant's own.
Result<std::vector<std::unique_ptr<SinkTarget>>> targets_of(const Job& job,
                                                            const RunRequest& request,
                                                            const os::Environment& environment) {
  std::vector<std::string> texts = request.sinks.empty() ? job.spec.to : request.sinks;
  if (texts.empty()) texts.push_back("sqlite:" + request.home.coredms(job.spec.client));
  std::vector<std::unique_ptr<SinkTarget>> targets;
  for (const std::string& text : texts) {
    TRY_ASSIGN(auto target, target_of(text, job, request, environment));
    for (const auto& other : targets) {
      if (other->text() != target->text()) continue;
      return Error(Code::kInvalid, "the sink " + target->text() + " is named twice");
    }
    targets.push_back(std::move(target));
  }
  return targets;
}

/// Standard input cannot be read again for a sink that falls behind, so it becomes a file first.
/// The file stays until every sink has its rows.
Result<std::vector<RunReport>> run_spooled(const RunRequest& request,
                                           const os::Environment& environment, Job& job,
                                           std::vector<std::unique_ptr<SinkTarget>>& targets,
                                           RunRecords& records, const std::stop_token& stop,
                                           RunListener& listener) {
  if (request.source_name.empty()) {
    return Error(Code::kInvalid,
                 "name standard input with --source-name (such as rows.csv): for several sinks it "
                 "is kept in a file of that name");
  }
  const std::string path = request.home.spool(job.spec.client) + "/" + safe_file_name(job.dataset) +
                           "/" + safe_file_name(request.source_name);
  TRY_ASSIGN(const auto input, job.open_stream(request.source_name));
  TRY(spool_input(environment.files, *input, path, kMaxSpoolBytes, stop));
  RunRequest spooled = request;
  spooled.inputs = {path};
  TRY_ASSIGN(auto reports,
             run_several(spooled, environment, job, targets, records, stop, listener));
  const bool done = std::ranges::all_of(reports, [](const RunReport& report) {
    return report.ending == RunEnding::kFinished || report.ending == RunEnding::kAlreadyDone ||
           report.ending == RunEnding::kRefused;
  });
  if (done) {
    TRY(environment.files.remove(path));
  } else {
    reports.front().warnings.push_back("standard input is kept in " + path +
                                       "; go on with --input " + path + " in place of -");
  }
  return reports;
}

Status check_resumable(const std::vector<std::unique_ptr<SinkTarget>>& targets) {
  for (const auto& target : targets) {
    if (target->resumable()) continue;
    return Error(Code::kInvalid, "the sink " + target->text() +
                                     " cannot be continued, so it cannot stand beside others; "
                                     "name it alone");
  }
  return {};
}

/// `store` may be null where nothing is remembered.
Result<RunReport> run_one(const RunRequest& request, const os::Environment& environment, Job& job,
                          SinkTarget& target, Store* store, const std::stop_token& stop,
                          RunListener& listener) {
  TRY(target.reach());
  JobRun run(request, environment, job, target, stop, listener);
  if (request.inputs == std::vector<std::string>{"-"}) {
    TRY(run.run_stream());
  } else if (target.resumable()) {
    RunRecords records(*store);
    TRY(run.run_resumable(records, request.restart));
  } else {
    TRY(run.run_once());
  }
  return run.finish();
}

}  // namespace

Result<std::vector<RunReport>> run_job(const RunRequest& asked, const os::Environment& environment,
                                       const std::stop_token& stop, RunListener& listener) {
  RunRequest request = asked;
  TRY_ASSIGN(Job job, read_job(request, environment));
  TRY_ASSIGN(auto targets, targets_of(job, request, environment));
  TRY_ASSIGN(const RunLock lock,
             RunLock::take(environment, request.home.locks(), job.spec.client, job.dataset));
  TRY(environment.files.make_directories(request.home.dead_letters(job.spec.client)));
  const bool stream = request.inputs == std::vector<std::string>{"-"};
  const bool resumable =
      std::ranges::any_of(targets, [](const auto& target) { return target->resumable(); });
  std::unique_ptr<Store> store;
  if (resumable && (!stream || targets.size() > 1)) {
    TRY_ASSIGN(store, open_sqlite_store(environment.files, request.home.control_database(),
                                        {.full_sync = request.durable}));
  }
  if (targets.size() > 1) {
    TRY(check_resumable(targets));
    RunRecords records(*store);
    if (stream) return run_spooled(request, environment, job, targets, records, stop, listener);
    return run_several(request, environment, job, targets, records, stop, listener);
  }
  std::vector<RunReport> reports;
  TRY_ASSIGN(reports.emplace_back(),
             run_one(request, environment, job, *targets.front(), store.get(), stop, listener));
  return reports;
}

Result<std::vector<RunReport>> run_staged(const RunRequest& asked, Store& store,
                                          const os::Environment& environment,
                                          const std::stop_token& stop, RunListener& listener) {
  RunRequest request = asked;
  TRY_ASSIGN(Job job, read_job(request, environment));
  // Whatever a Logstash configuration says of its inputs: they are staged.
  request.inputs.clear();
  job.generated.reset();
  TRY_ASSIGN(auto targets, targets_of(job, request, environment));
  TRY_ASSIGN(const RunLock lock,
             RunLock::take(environment, request.home.locks(), job.spec.client, job.dataset));
  TRY(environment.files.make_directories(request.home.dead_letters(job.spec.client)));
  if (targets.size() > 1) {
    TRY(check_resumable(targets));
    RunRecords records(store);
    return run_several(request, environment, job, targets, records, stop, listener);
  }
  std::vector<RunReport> reports;
  TRY_ASSIGN(reports.emplace_back(),
             run_one(request, environment, job, *targets.front(), &store, stop, listener));
  return reports;
}

}  // namespace bdp
