#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <stop_token>
#include <string>
#include <utility>
#include <vector>

#include "batch/command.h"
#include "batch/fair_queue.h"
#include "batch/job_book.h"
#include "batch/job_worker.h"
#include "batch/tenant_desk.h"
#include "fetchdata/fetch_data.h"

namespace bdp {

struct ManagerOptions {
  MachineShare machine;
  /// How often the store is looked at for commands.
  std::chrono::nanoseconds command_interval = std::chrono::milliseconds(100);
};

/// The batchingestmanager: makes jobs of the files that fetchdata stages, of commands and of
/// schedules, and runs them, fairly between tenants, on threads of its own. All that it knows is in
/// the store; after a crash it goes on with what it finds there.
class BatchIngestManager final : public FetchListener {
 public:
  /// All references outlive it.
  BatchIngestManager(const JobWorker::Parts& parts, const ManagerOptions& options);

  /// Runs until `stop`; then running jobs are asked to stop and wait in the queue for the next
  /// start. What the store refuses is tried again.
  void run(FetchData& fetch, const std::stop_token& stop);

  void staged(std::span<const StagedFile> files) override;
  void refused(const StagedFile& file) override;
  void left_alone(const TenantId& tenant, std::string_view name, std::string_view reason) override;
  void tenants_changed() override;
  void failed(const TenantId& tenant, const Error& error) override;

 private:
  using AppKey = std::pair<TenantId, std::string>;
  /// Shared by the dispatcher and the thread that runs the job.
  struct Running {
    std::stop_source stop;
    std::atomic<bool> on_request = false;  ///< Somebody stopped this job, not the platform.
  };
  struct Task {
    BatchJob job;
    std::shared_ptr<const TenantSetup> setup;
    std::vector<std::uint64_t> waiting;
    std::shared_ptr<Running> running;
  };
  struct Ended {
    JobId id;
    Result<BatchJob> job;
  };
  struct Arrival {
    TenantId tenant;
    std::uint64_t number;
    std::string name;
  };

  // ---- the dispatcher's steps; it alone touches what stands below "the dispatcher's" ----

  Status step(const std::stop_token& stop);
  Status adopt_jobs();
  Status read_tenants();
  Result<TenantDesk> read_tenant(const TenantId& tenant) const;
  /// What waits for the tenant's apps, from the store.
  Status look_again(const TenantId& tenant);
  void take_arrivals();
  Status obey(const std::stop_token& stop);
  CommandAnswer carry_out(const Command& command, const std::stop_token& stop);
  Result<JobId> start(const Command& command, const std::stop_token& stop);
  Result<JobId> stop_job(const Command& command);
  Result<JobId> resume(const Command& command);
  Status make_jobs();
  Status run_schedules(const std::stop_token& stop);
  /// A new job in the queue.
  Result<JobId> create(const TenantId& tenant, const std::string& app, const std::string& spec,
                       JobCause cause);
  void enqueue(BatchJob job);
  Status start_jobs();
  Status wake_sleepers();
  Status take_ended();
  /// Queued again, for a reason that is not the job's own.
  Status requeue(BatchJob job, std::string reason);
  void idle(const std::stop_token& stop);
  void log(LogLevel level, std::string_view action, std::string message,
           const std::optional<TenantId>& tenant, std::string job = {}) const;

  void work_off(const std::stop_token& stop);

  const JobWorker::Parts parts_;
  const ManagerOptions options_;
  const JobBook book_;
  CommandBox commands_;

  // Between threads.
  std::mutex mutex_;
  std::condition_variable_any something_;
  std::condition_variable_any work_;
  std::vector<Arrival> arrivals_;
  bool tenants_changed_ = true;
  std::deque<Task> tasks_;
  std::vector<Ended> ended_;

  // The dispatcher's.
  FetchData* fetch_ = nullptr;
  std::optional<JobWorker> worker_;
  FairQueue queue_;
  std::map<TenantId, TenantDesk> desks_;
  std::map<JobId, BatchJob> jobs_;  ///< Queued and running.
  std::map<JobId, std::shared_ptr<Running>> running_;
  std::map<JobId, os::WallTime> sleeping_;  ///< Queued, waiting for their next attempt.
  std::set<JobId> in_doubt_;                ///< Sleeping; the store knows in which state they are.
  std::set<AppKey> busy_;                   ///< Apps that have a job.
  std::map<AppKey, os::WallTime> schedules_;
  bool adopted_ = false;
  os::SteadyTime next_commands_{};
};

}  // namespace bdp
