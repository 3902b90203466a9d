#include <algorithm>
#include <utility>

#include <nlohmann/json.hpp>

#include "batch/app_run.h"
#include "batch/coredms_access.h"
#include "batch/job_output.h"
#include "os/file_hash.h"
#include "sandbox/output_tree.h"

namespace bdp {
namespace {

using Json = nlohmann::json;

constexpr std::string_view kInput = "/job/input";
constexpr std::string_view kOutput = "/job/output";
constexpr std::string_view kManifest = "/job/manifest.json";
constexpr std::string_view kReport = "report.jsonl";
constexpr std::size_t kMostReportBytes = std::size_t{16} * 1024 * 1024;
constexpr std::size_t kMostPasswordBytes = 4096;
constexpr std::size_t kMostLineBytes = 8192;
/// EX_TEMPFAIL of sysexits.h: the user is invited to try again.
constexpr int kTryAgain = 75;

/// What an app prints, line by line into its job's log.
class Printed final : public OutputListener {
 public:
  explicit Printed(const AppRun& run) : run_(run) {}
  ~Printed() override { end(); }
  Printed(const Printed&) = delete;
  Printed& operator=(const Printed&) = delete;

  void output(OutputStream stream, std::string_view bytes) override {
    std::string& line = lines_[stream == OutputStream::kStandardError ? 1 : 0];
    for (const char c : bytes) {
      if (c == '\n' || line.size() == kMostLineBytes) give(stream);
      if (c != '\n') line += c;
    }
  }

 private:
  void end() {
    if (!lines_[0].empty()) give(OutputStream::kStandardOutput);
    if (!lines_[1].empty()) give(OutputStream::kStandardError);
  }
  void give(OutputStream stream) {
    const bool error = stream == OutputStream::kStandardError;
    std::string& line = lines_[error ? 1 : 0];
    run_.log.add_output(run_.job.tenant, run_.job.id, error, line);
    line.clear();
  }

  const AppRun& run_;
  std::array<std::string, 2> lines_;
};

class BlackBox {
 public:
  explicit BlackBox(const AppRun& run)
      : run_(run),
        staging_(run.home.staging(run.job.tenant)),
        work_(run.home.attempts(run.job.tenant) + "/" + safe_file_name(run.job.id.text)) {}

  AppResult go(AppRunner& runner, const std::stop_token& stop) {
    const auto result = attempt(runner, stop);
    AppResult done;
    if (result) {
      done = *result;
    } else {
      // Nothing has run: the request was wrong, or the machine has no room.
      done.end = result.error().retryable() ? AppEnd::kAgain : AppEnd::kFailed;
      done.platform_fault = result.error().retryable();
      done.reason = result.error().message();
    }
    if (const Status removed = remove_work(); !removed)
      warn(std::string(removed.error().message()));
    return done;
  }

 private:
  Result<AppResult> attempt(AppRunner& runner, const std::stop_token& stop) {
    TRY(remove_work());  // What an attempt that was killed has left.
    TRY(run_.environment.files.make_directories(work_));
    const AppUser user = default_app_user();
    TRY_ASSIGN(const OutputTree tree, OutputTree::make(work_ + "/output", user));
    AppRequest request{
        .arguments = run_.app.command,
        .environment = run_.app.environment,
        .working_directory = "/app",
        .bundle = run_.app.bundle,
        .mounts = {{run_.app.directory, "/app", Access::kReadOnly},
                   {staging_, std::string(kInput), Access::kReadOnly},
                   {work_ + "/manifest.json", std::string(kManifest), Access::kReadOnly},
                   {work_ + "/output", std::string(kOutput), Access::kWritable}},
        .relays = {},
        .limits = run_.app.limits,
        .required = run_.app.isolation,
        .user = user};
    add_variables(request);
    Json manifest = this->manifest();
    if (run_.app.coredms) TRY(add_coredms(request, manifest));
    TRY(write_manifest(manifest));
    AppOutcome outcome;
    {
      Printed printed(run_);
      TRY_ASSIGN(outcome, runner.run(request, stop, printed));
    }
    return judged(outcome, tree);
  }

  void add_variables(AppRequest& request) const {
    const auto has = [&](std::string_view name) {
      return std::ranges::any_of(request.environment,
                                 [&](const std::string& v) { return v.starts_with(name); });
    };
    if (!has("PATH=")) request.environment.emplace_back("PATH=/usr/local/bin:/usr/bin:/bin");
    if (!has("LANG=")) request.environment.emplace_back("LANG=C.UTF-8");
    request.environment.push_back("MYSIMBDP_MANIFEST=" + std::string(kManifest));
    request.environment.push_back("MYSIMBDP_OUTPUT=" + std::string(kOutput));
    request.environment.push_back("MYSIMBDP_REPORT=" + std::string(kOutput) + "/" +
                                  std::string(kReport));
  }

  /// A place in the staging directory as the app sees it.
  std::string inside(const std::string& path) const {
    return std::string(kInput) + path.substr(std::min(staging_.size(), path.size()));
  }

  Json manifest() const {
    Json files = Json::array();
    for (const StagedFile& file : run_.files) {
      Json blocks = Json::array();
      for (const FileBlock& block : file.blocks) {
        blocks.push_back({{"path", inside(block.path)},
                          {"offset", block.offset},
                          {"size", block.size},
                          {"checksum", "xxh3:" + block.checksum.hex()}});
      }
      Json entry = {{"name", printable_name(file.name)},
                    {"size", file.size},
                    {"format", file.format},
                    {"fingerprint", file.identity.content},
                    {"blocks", std::move(blocks)}};
      if (file.blocks.empty()) entry["path"] = inside(file.path);
      files.push_back(std::move(entry));
    }
    return {{"version", 1},
            {"job", run_.job.id.text},
            {"client_id", run_.job.tenant.text},
            {"app", run_.app.name},
            {"attempt", run_.job.attempt},
            {"files", std::move(files)},
            {"output", kOutput},
            {"report", std::string(kOutput) + "/" + std::string(kReport)}};
  }

  Status add_coredms(AppRequest& request, Json& manifest) const {
    std::string password;
    if (!run_.tenant.coredms_password_file.empty()) {
      TRY_ASSIGN(password, os::read_whole(run_.environment.files, run_.tenant.coredms_password_file,
                                          kMostPasswordBytes));
      while (!password.empty() && (password.back() == '\n' || password.back() == '\r')) {
        password.pop_back();
      }
    }
    TRY_ASSIGN(const CoredmsAccess access, coredms_access(run_.tenant.coredms_uri, password));
    request.relays.push_back(access.relay);
    manifest["coredms"] = {{"kind", "mongodb"}, {"uri", access.uri}};
    return {};
  }

  Status write_manifest(const Json& manifest) const {
    TRY_ASSIGN(const auto file,
               run_.environment.files.open(work_ + "/manifest.json", os::OpenMode::kCreate));
    return file->write(manifest.dump(2, ' ', false, Json::error_handler_t::replace) + "\n");
  }

  AppResult judged(const AppOutcome& outcome, const OutputTree& tree) {
    AppResult result;
    result.processor_time = outcome.user_time + outcome.system_time;
    const auto text = read_output(tree, kReport, kMostReportBytes);
    AppReport report;
    if (text) {
      report = read_app_report(*text);
    } else {
      report.problems.emplace_back(text.error().message());
    }
    for (const std::string& problem : report.problems) warn(problem);
    result.rows = report.rows;
    switch (outcome.ending) {
      case AppEnding::kExited:
        result.end = outcome.exit_code == 0           ? AppEnd::kFinished
                     : outcome.exit_code == kTryAgain ? AppEnd::kAgain
                                                      : AppEnd::kFailed;
        break;
      case AppEnding::kSignalled:
        result.end = AppEnd::kAgain;
        break;
      case AppEnding::kLimit:
        result.end = AppEnd::kFailed;
        break;
      case AppEnding::kStopped:
        result.end = AppEnd::kStopped;
        break;
    }
    if (result.end != AppEnd::kFinished) result.reason = describe(outcome, run_.app.limits);
    if (outcome.left_behind > 0) {
      warn("the app left " + std::to_string(outcome.left_behind) +
           " processes behind; they were ended");
    }
    if (report.failed && result.end == AppEnd::kFinished) {
      result.end = AppEnd::kFailed;
      result.reason = report.reason;
    }
    if (result.end == AppEnd::kFinished) keep(tree, result);
    return result;
  }

  void keep(const OutputTree& tree, AppResult& result) {
    const auto kept = keep_output(
        tree, kReport, run_.home.output(run_.job.tenant) + "/" + safe_file_name(run_.job.id.text),
        run_.environment.files);
    if (!kept) {
      result.end = kept.error().retryable() ? AppEnd::kAgain : AppEnd::kFailed;
      result.platform_fault = kept.error().retryable();
      result.reason = "its output cannot be kept: " + std::string(kept.error().message());
      return;
    }
    for (const RefusedOutput& refused : kept->refused) {
      warn("output that is not kept: " + printable_name(refused.path) + ": " + refused.reason);
    }
  }

  Status remove_work() const {
    os::Files& files = run_.environment.files;
    const auto there = files.info(work_);
    if (!there) return {};
    if (files.info(work_ + "/output")) {
      TRY_ASSIGN(const OutputTree tree, OutputTree::open(work_ + "/output"));
      TRY(tree.clear());
      TRY(files.remove(work_ + "/output"));
    }
    if (files.info(work_ + "/manifest.json")) TRY(files.remove(work_ + "/manifest.json"));
    return files.remove(work_);
  }

  void warn(std::string message) const {
    run_.log.add("batchingestmanager", run_.job.tenant,
                 {.level = LogLevel::kWarning,
                  .action = "job-warning",
                  .message = std::move(message),
                  .job = run_.job.id.text});
  }

  const AppRun& run_;
  const std::string staging_;
  const std::string work_;
};

}  // namespace

AppResult run_black_box(const AppRun& run, AppRunner& runner, const std::stop_token& stop) {
  return BlackBox(run).go(runner, stop);
}

}  // namespace bdp
