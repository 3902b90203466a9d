#include "batch/log_book.h"

#include <array>
#include <chrono>
#include <utility>

#include <nlohmann/json.hpp>

#include "os/files.h"
#include "os/utc_text.h"

namespace bdp {
namespace {

using Json = nlohmann::json;

constexpr std::array<std::string_view, 3> kLevels = {"info", "warn", "error"};
constexpr std::string_view kEcsVersion = "8.11.0";
/// Open at once; beyond that they are closed, and opened again when something comes.
constexpr std::size_t kMostOpen = 200;

Json base_of(os::Clock& clock, LogLevel level, std::string_view component) {
  return {{"@timestamp", os::utc_text(clock.wall())},
          {"log.level", kLevels[static_cast<std::size_t>(level)]},
          {"ecs.version", kEcsVersion},
          {"service.name", "mysimbdp"},
          {"event.dataset", std::string("mysimbdp.") + std::string(component)}};
}

/// One line, whatever bytes the texts are made of.
std::string line_of(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace

class LogBook::RotatingLog {
 public:
  RotatingLog(os::Files& files, std::string path, const Limits& limits)
      : files_(files), path_(std::move(path)), limits_(limits) {}

  Status write(std::string_view line) {
    if (file_ != nullptr && size_ + line.size() > limits_.file_bytes && size_ > 0) TRY(rotate());
    if (file_ == nullptr) TRY(open());
    TRY(file_->write(line));
    size_ += line.size();
    return {};
  }

 private:
  Status open() {
    TRY(files_.make_directories(os::parent_directory(path_)));
    TRY_ASSIGN(auto file, files_.open(path_, os::OpenMode::kModify));
    TRY_ASSIGN(const os::FileInfo info, file->info());
    TRY(file->seek(info.size));
    size_ = info.size;
    file_ = std::move(file);
    return {};
  }

  Status rotate() {
    file_.reset();
    for (unsigned i = limits_.old_files; i > 0; --i) {
      const std::string from = i == 1 ? path_ : path_ + "." + std::to_string(i - 1);
      const Status moved = files_.rename(from, path_ + "." + std::to_string(i));
      if (!moved && moved.error().code() != Code::kNotFound) return moved.error();
    }
    return {};
  }

  os::Files& files_;
  const std::string path_;
  const Limits limits_;
  std::unique_ptr<os::File> file_;
  std::uint64_t size_ = 0;
};

LogBook::LogBook(const Home& home, os::Environment environment, const Limits& limits)
    : home_(home), environment_(environment), limits_(limits) {}

LogBook::~LogBook() = default;

std::string LogBook::job_path(const TenantId& tenant, const std::string& job) const {
  return home_.logs(tenant) + "/jobs/" + safe_file_name(job) + ".jsonl";
}

void LogBook::add(std::string_view component, const std::optional<TenantId>& tenant,
                  const LogEvent& event) {
  Json json = base_of(environment_.clock, event.level, component);
  json["event.action"] = event.action;
  json["message"] = event.message;
  if (tenant) json["labels.client_id"] = tenant->text;
  if (!event.job.empty()) json["labels.job"] = event.job;
  if (!event.file.empty()) json["file.name"] = event.file;
  if (!event.reason.empty()) json["event.reason"] = event.reason;
  if (event.duration) json["event.duration"] = event.duration->count();
  if (event.bytes) json["file.size"] = *event.bytes;
  if (event.rows) json["labels.rows"] = *event.rows;
  const std::lock_guard lock(mutex_);
  if (lost_ > 0) json["labels.lost_events"] = std::exchange(lost_, 0);
  const std::string line = line_of(json);
  const std::string name = "/" + std::string(component) + ".jsonl";
  write(home_.logs() + name, line);
  if (!tenant) return;
  write(home_.logs(*tenant) + name, line);
  if (!event.job.empty()) write(job_path(*tenant, event.job), line);
}

void LogBook::add_output(const TenantId& tenant, const JobId& job, bool standard_error,
                         std::string_view line) {
  Json json = base_of(environment_.clock, standard_error ? LogLevel::kError : LogLevel::kInfo,
                      "clientbatchingestapp");
  json["event.action"] = standard_error ? "stderr" : "stdout";
  json["message"] = line;
  json["labels.client_id"] = tenant.text;
  json["labels.job"] = job.text;
  const std::string text = line_of(json);
  const std::lock_guard lock(mutex_);
  write(job_path(tenant, job.text), text);
}

void LogBook::close(const TenantId& tenant, const JobId& job) {
  const std::lock_guard lock(mutex_);
  logs_.erase(job_path(tenant, job.text));
}

void LogBook::write(const std::string& path, std::string_view line) {
  if (logs_.size() >= kMostOpen && !logs_.contains(path)) logs_.clear();
  std::unique_ptr<RotatingLog>& log = logs_[path];
  if (!log) log = std::make_unique<RotatingLog>(environment_.files, path, limits_);
  if (log->write(line)) return;
  ++lost_;
  logs_.erase(path);
}

}  // namespace bdp
