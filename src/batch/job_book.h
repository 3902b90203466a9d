#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

#include "base/result.h"
#include "batch/job.h"
#include "store/store.h"

namespace bdp {

/// The jobs in the store. Keys: `jobs/TENANT/NUMBER`, beside it `jobs_active/TENANT/NUMBER` while
/// the job has not ended or is stopped, and `jobs_last/TENANT`, the last number given. Changes are
/// put into the caller's WriteBatch, so that a job and its files change together.
class JobBook {
 public:
  explicit JobBook(const Store& store) : store_(store) {}

  /// The next number of the tenant, and what keeps it from being given again.
  Result<std::uint64_t> take_number(const TenantId& tenant, WriteBatch& batch) const;

  /// The job as it is now takes the place of what was there.
  static void put(const BatchJob& job, WriteBatch& batch);

  Result<std::optional<BatchJob>> find(const TenantId& tenant, std::uint64_t number) const;
  /// The jobs of all tenants that have not finished or failed, by tenant and number.
  Result<std::vector<BatchJob>> active() const;
  /// Calls `take` with each job by number, of one tenant, or of all of them one after the other.
  Status each(const std::optional<TenantId>& tenant,
              const std::function<void(const BatchJob&)>& take) const;

 private:
  const Store& store_;
};

}  // namespace bdp
