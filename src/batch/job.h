#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/strong_type.h"
#include "os/clock.h"
#include "pipeline/counters.h"

namespace bdp {

enum class JobState : std::uint8_t {
  kCreated,
  kQueued,
  kStarting,  ///< It has its files; its app is being made ready.
  kRunning,
  kFinished,
  kFailed,
  kStopped,  ///< On request; it keeps its files and can be resumed.
};

/// "created", "queued", ...
std::string_view name_of(JobState state);
std::optional<JobState> job_state(std::string_view name);

/// Nothing happens to it any more unless somebody asks.
bool has_ended(JobState state);

/// Whether a job may go from one state to the other.
bool may_follow(JobState from, JobState to);

/// What made a job begin.
enum class JobCause : std::uint8_t { kFiles, kCommand, kSchedule };

/// "files", "command", "schedule".
std::string_view name_of(JobCause cause);

struct JobChange {
  JobState state = JobState::kCreated;
  os::WallTime time;
  std::string reason;  ///< Empty: the usual one.
  friend bool operator==(const JobChange&, const JobChange&) = default;
};

/// A file of a job, as its receipt has it.
struct JobFile {
  std::uint64_t number = 0;  ///< In the tenant's staging area.
  std::string name;          ///< printable_name() of what the tenant called it.
  std::uint64_t bytes = 0;
  std::string fingerprint;  ///< FileIdentity::content.
  os::WallTime taken;
  friend bool operator==(const JobFile&, const JobFile&) = default;
};

/// What a job is and has come to: one entry of the store.
struct BatchJob {
  JobId id = {};  ///< TENANT.NUMBER
  TenantId tenant = {};
  std::uint64_t number = 0;  ///< Ascends within a tenant, from 1.
  std::string app = {};      ///< Its name in the tenant's profile, or in its own specification.
  std::string spec = {};     ///< Of a job that a command named by its specification; else empty.
  JobCause cause = JobCause::kFiles;
  std::vector<JobChange> changes = {};  ///< The first is kCreated, the last the job's state now.
  unsigned attempt = 0;                 ///< How often its app was started.
  os::WallTime not_before = {};         ///< Of a queued job that waits for its next try.
  std::vector<JobFile> files = {};
  std::uint64_t bytes = 0;  ///< Of its files.
  RowCounters rows = {};    ///< As far as its app told.
  /// Of the last attempt, between kRunning and its end.
  std::chrono::nanoseconds run_time{0};
  std::chrono::nanoseconds processor_time{0};  ///< Of a black box.
  std::vector<std::string> sinks = {};
  std::string stats = {};  ///< `job_stats` as JSON; empty: none.
  /// Why it was refused before its first byte: detailed_refusal_json(); empty: it was not.
  std::string refusal = {};

  JobState state() const { return changes.back().state; }
  const std::string& reason() const { return changes.back().reason; }
  os::WallTime created() const { return changes.front().time; }
  /// When it last came into its state.
  os::WallTime changed() const { return changes.back().time; }
  friend bool operator==(const BatchJob&, const BatchJob&) = default;
};

JobId job_id(const TenantId& tenant, std::uint64_t number);

struct JobPlace {
  TenantId tenant;
  std::uint64_t number = 0;
};
/// kInvalid: "'x' is no job's id; ...".
Result<JobPlace> place_of(std::string_view id);

std::string encode_job(const BatchJob& job);
/// kCorrupt for what encode_job() has not written.
Result<BatchJob> decode_job(std::string_view json);

/// The job for programs and as the receipt that it leaves when it has finished: files with
/// fingerprints, rows, bytes, times and the conservation line, as JSON.
std::string job_json(const BatchJob& job);

}  // namespace bdp
