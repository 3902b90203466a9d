#include "batch/job.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>

#include <nlohmann/json.hpp>

#include "control/job_stats.h"
#include "os/utc_text.h"

namespace bdp {
namespace {

using Json = nlohmann::json;

constexpr std::array<std::string_view, 7> kStateNames = {
    "created", "queued", "starting", "running", "finished", "failed", "stopped"};
constexpr std::array<std::string_view, 3> kCauseNames = {"files", "command", "schedule"};

std::int64_t number_of(os::WallTime time) {
  return time.time_since_epoch().count();
}
os::WallTime time_of(const Json& number) {
  return os::WallTime(std::chrono::nanoseconds(number.get<std::int64_t>()));
}

std::string text_of(const Json& document) {
  return document.dump(-1, ' ', false, Json::error_handler_t::replace);
}

Json json_of(const RowCounters& rows) {
  Json json;
  for (const RowCounter& counter : kRowCounters) json[counter.name] = rows.*counter.member;
  return json;
}

RowCounters rows_of(const Json& json) {
  RowCounters rows;
  for (const RowCounter& counter : kRowCounters) rows.*counter.member = json.at(counter.name);
  return rows;
}

/// `text` as JSON where it is some, else null.
Json parsed(const std::string& text) {
  Json json = Json::parse(text, nullptr, false);
  return json.is_discarded() ? Json() : json;
}

double seconds(std::chrono::nanoseconds duration) {
  return std::chrono::duration<double>(duration).count();
}

BatchJob job_of(const Json& json) {
  BatchJob job;
  job.tenant.text = json.at("tenant");
  job.number = json.at("number");
  job.id = job_id(job.tenant, job.number);
  job.app = json.at("app");
  job.spec = json.at("spec");
  job.cause = static_cast<JobCause>(json.at("cause").get<std::uint8_t>());
  for (const Json& change : json.at("changes")) {
    job.changes.push_back({.state = static_cast<JobState>(change.at(0).get<std::uint8_t>()),
                           .time = time_of(change.at(1)),
                           .reason = change.at(2)});
  }
  job.attempt = json.at("attempt");
  job.not_before = time_of(json.at("not_before"));
  for (const Json& file : json.at("files")) {
    job.files.push_back({.number = file.at(0),
                         .name = file.at(1),
                         .bytes = file.at(2),
                         .fingerprint = file.at(3),
                         .taken = time_of(file.at(4))});
  }
  job.bytes = json.at("bytes");
  job.rows = rows_of(json.at("rows"));
  job.run_time = std::chrono::nanoseconds(json.at("run_time").get<std::int64_t>());
  job.processor_time = std::chrono::nanoseconds(json.at("processor_time").get<std::int64_t>());
  job.sinks = json.at("sinks").get<std::vector<std::string>>();
  job.stats = json.at("stats");
  job.refusal = json.at("refusal");
  return job;
}

}  // namespace

std::string_view name_of(JobState state) {
  return kStateNames[static_cast<std::size_t>(state)];
}

std::optional<JobState> job_state(std::string_view name) {
  const auto* const found = std::ranges::find(kStateNames, name);
  if (found == kStateNames.end()) return std::nullopt;
  return static_cast<JobState>(found - kStateNames.begin());
}

bool has_ended(JobState state) {
  return state == JobState::kFinished || state == JobState::kFailed || state == JobState::kStopped;
}

bool may_follow(JobState from, JobState to) {
  switch (from) {
    case JobState::kCreated:
      return to == JobState::kQueued;
    case JobState::kQueued:
      return to == JobState::kStarting || to == JobState::kStopped || to == JobState::kFailed;
    case JobState::kStarting:
      return to == JobState::kRunning || to == JobState::kQueued || has_ended(to);
    case JobState::kRunning:
      return to == JobState::kQueued || has_ended(to);
    case JobState::kStopped:
      return to == JobState::kQueued;
    case JobState::kFinished:
    case JobState::kFailed:
      return false;
  }
  return false;
}

std::string_view name_of(JobCause cause) {
  return kCauseNames[static_cast<std::size_t>(cause)];
}

JobId job_id(const TenantId& tenant, std::uint64_t number) {
  return {tenant.text + "." + std::to_string(number)};
}

Result<JobPlace> place_of(std::string_view id) {
  const std::size_t point = id.rfind('.');
  JobPlace place;
  if (point != std::string_view::npos && point > 0) {
    place.tenant.text = id.substr(0, point);
    const char* const end = id.data() + id.size();
    const auto [stop, problem] = std::from_chars(id.data() + point + 1, end, place.number);
    if (problem == std::errc() && stop == end && place.number > 0) return place;
  }
  return Error(Code::kInvalid, "'" + std::string(id) +
                                   "' is no job's id; write CLIENT.NUMBER, such as alice.1, as "
                                   "'mysimbdp jobs list' shows them");
}

std::string encode_job(const BatchJob& job) {
  Json changes = Json::array();
  for (const JobChange& change : job.changes) {
    changes.push_back({static_cast<int>(change.state), number_of(change.time), change.reason});
  }
  Json files = Json::array();
  for (const JobFile& file : job.files) {
    files.push_back({file.number, file.name, file.bytes, file.fingerprint, number_of(file.taken)});
  }
  return text_of({{"tenant", job.tenant.text},
                  {"number", job.number},
                  {"app", job.app},
                  {"spec", job.spec},
                  {"cause", static_cast<int>(job.cause)},
                  {"changes", std::move(changes)},
                  {"attempt", job.attempt},
                  {"not_before", number_of(job.not_before)},
                  {"files", std::move(files)},
                  {"bytes", job.bytes},
                  {"rows", json_of(job.rows)},
                  {"run_time", job.run_time.count()},
                  {"processor_time", job.processor_time.count()},
                  {"sinks", job.sinks},
                  {"stats", job.stats},
                  {"refusal", job.refusal}});
}

Result<BatchJob> decode_job(std::string_view json) {
  std::string why = "it has no state";
  try {
    BatchJob job = job_of(Json::parse(json));
    if (!job.changes.empty()) return job;
  } catch (const Json::exception& damage) {
    why = damage.what();
  }
  return Error(Code::kCorrupt, "a job's record is damaged: " + why);
}

std::string job_json(const BatchJob& job) {
  Json changes = Json::array();
  for (const JobChange& change : job.changes) {
    changes.push_back({{"state", name_of(change.state)}, {"time", os::utc_text(change.time)}});
    if (!change.reason.empty()) changes.back()["reason"] = change.reason;
  }
  Json files = Json::array();
  for (const JobFile& file : job.files) {
    files.push_back({{"name", file.name},
                     {"bytes", file.bytes},
                     {"fingerprint", file.fingerprint},
                     {"taken", os::utc_text(file.taken)}});
  }
  Json document = {{"job", job.id.text},
                   {"client_id", job.tenant.text},
                   {"app", job.app},
                   {"status", name_of(job.state())},
                   {"cause", name_of(job.cause)},
                   {"attempt", job.attempt},
                   {"changes", std::move(changes)},
                   {"files", std::move(files)},
                   {"bytes", job.bytes},
                   {"rows", json_of(job.rows)},
                   {"conservation", conservation_line(job.rows)},
                   {"run_seconds", seconds(job.run_time)},
                   {"sinks", job.sinks}};
  if (job.processor_time.count() > 0) document["processor_seconds"] = seconds(job.processor_time);
  if (!job.reason().empty()) document["reason"] = job.reason();
  if (!job.spec.empty()) document["spec"] = job.spec;
  if (!job.stats.empty()) document["job_stats"] = parsed(job.stats);
  if (!job.refusal.empty()) document["refusal"] = parsed(job.refusal);
  return document.dump(2, ' ', false, Json::error_handler_t::replace);
}

}  // namespace bdp
