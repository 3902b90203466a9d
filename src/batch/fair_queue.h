#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <vector>

#include "base/strong_type.h"

namespace bdp {

/// What a job needs of the machine while it runs.
struct JobNeeds {
  double processors = 1;
  std::uint64_t memory_bytes = 0;
  double seconds = 1;  ///< How long it is expected to run.
};

/// What there is for all jobs together.
struct MachineShare {
  std::size_t jobs = 1;
  double processors = 1;
  std::uint64_t memory_bytes = 0;  ///< 0: does not limit.
};

/// What a tenant is entitled to.
struct TenantShare {
  double weight = 1;          ///< Twice the weight, twice the time when all are waiting.
  std::size_t most_jobs = 1;  ///< At once.
};

/// Which of the waiting jobs is next: the tenant's that has had least for its weight. Each tenant
/// has a clock that its jobs' time, divided by its weight, moves on; one that comes back after a
/// rest begins where the others stand, so nobody saves up. Within a tenant the higher priority
/// comes first, then the older job. A job that does not fit now lets smaller ones of other tenants
/// pass until it is its turn, and then nothing passes it. Decides only; one thread at a time.
class FairQueue {
 public:
  explicit FairQueue(const MachineShare& machine) : machine_(machine) {}

  void set_share(const TenantId& tenant, const TenantShare& share);

  void add(const JobId& job, const TenantId& tenant, unsigned priority, const JobNeeds& needs);
  /// No longer waiting; no error if it is not.
  void remove(const JobId& job);
  /// The job to start now, which counts as running from here on; nothing: none may.
  std::optional<JobId> next();
  /// A running job has ended after `seconds`.
  void ended(const JobId& job, double seconds);

  std::size_t waiting() const { return waiting_.size(); }
  std::size_t running() const { return running_.size(); }

 private:
  struct Job {
    TenantId tenant;
    unsigned priority = 0;
    std::uint64_t order = 0;
    JobNeeds needs;
  };
  struct Tenant {
    TenantShare share;
    double clock = 0;  ///< Seconds that its jobs had, by its weight.
    double ahead = 0;  ///< Of them, what its running jobs are expected to have.
    std::size_t running = 0;
    std::size_t waiting = 0;
  };

  /// The tenant's waiting job that comes first.
  std::map<JobId, Job>::iterator first_of(const TenantId& tenant);
  bool fits(const JobNeeds& needs) const;
  void charge(Tenant& tenant, double seconds) const;

  const MachineShare machine_;
  std::map<TenantId, Tenant> tenants_;
  std::map<JobId, Job> waiting_;
  std::map<JobId, Job> running_;
  double used_processors_ = 0;
  std::uint64_t used_memory_ = 0;
  std::uint64_t added_ = 0;
};

}  // namespace bdp
