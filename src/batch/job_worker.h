#pragma once

#include <atomic>
#include <stop_token>
#include <string>
#include <vector>

#include "batch/app_run.h"
#include "batch/job.h"
#include "batch/job_book.h"
#include "batch/tenant_desk.h"
#include "fetchdata/staging_area.h"

namespace bdp {

/// What takes a job from the queue to its end, or back into the queue. Each change is durable
/// before the next step: the job's and its files' states change in one step of the store. Safe for
/// many threads, one a job.
class JobWorker {
 public:
  struct Parts {
    const Home& home;
    Store& store;
    os::Environment environment;
    LogBook& log;
    AppRunner* system_runner = nullptr;  ///< Of black boxes; null: this host allows none.
    AppRunner* bundle_runner = nullptr;
    std::string no_runner;  ///< Why there is none.
    bool durable = false;
  };

  JobWorker(const Parts& parts, StagingArea& staging) : parts_(parts), staging_(staging) {}

  /// `waiting`: the files that wait for the job's app, lowest first. Asked to stop, the job is
  /// stopped if `on_request` says that people want it to, else it waits in the queue for the
  /// platform's next start. Returns the job as it is then: ended, or queued again with
  /// `not_before`. An Error: the store has failed; the job is in the state that it was in last.
  Result<BatchJob> work(BatchJob job, const TenantSetup& setup,
                        const std::vector<std::uint64_t>& waiting, const std::stop_token& stop,
                        const std::atomic<bool>& on_request);

  /// The files that wait for a job with a specification of its own. kInvalid: what is wrong with
  /// the specification.
  Result<std::vector<std::uint64_t>> files_of_spec(const TenantId& tenant,
                                                   const std::string& spec) const;

 private:
  struct Attempt;

  /// Claims what the job may take of the files that wait for it.
  Status take_files(Attempt& attempt, const std::vector<std::uint64_t>& waiting);
  Status reclaim(Attempt& attempt);
  Status refuse(Attempt& attempt);
  Status settle(Attempt& attempt, const AppResult& result, bool on_request);
  Status finish(Attempt& attempt);
  Status give_up(Attempt& attempt, const std::string& reason);
  AppResult run_app(Attempt& attempt, const std::stop_token& stop);
  /// Changes the state of a job alone, not of its files.
  Status change(BatchJob& job, JobState state, std::string reason);
  void stamp(BatchJob& job, JobState state, std::string reason) const;
  void tell(const BatchJob& job, LogLevel level, std::string_view action,
            std::string message) const;

  const Parts parts_;
  StagingArea& staging_;
};

/// How long a job waits before its next attempt: longer each time, at most a minute, and not all
/// at the same moment.
std::chrono::nanoseconds pause_before(unsigned attempt, os::Randomness& randomness);

}  // namespace bdp
