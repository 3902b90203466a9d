#include "batch/fair_queue.h"

#include <algorithm>
#include <utility>

#include "base/check.h"

namespace bdp {

void FairQueue::set_share(const TenantId& tenant, const TenantShare& share) {
  tenants_[tenant].share = share;
}

void FairQueue::add(const JobId& job, const TenantId& tenant, unsigned priority,
                    const JobNeeds& needs) {
  Tenant& owner = tenants_[tenant];
  if (owner.running == 0 && owner.waiting == 0) {
    // The clock of the one that is furthest behind among those who want something.
    std::optional<double> others;
    for (const auto& [id, other] : tenants_) {
      if (other.running + other.waiting == 0) continue;
      const double stands = other.clock - other.ahead;
      others = std::min(others.value_or(stands), stands);
    }
    owner.clock = std::max(owner.clock, others.value_or(owner.clock));
  }
  const bool added = waiting_.emplace(job, Job{tenant, priority, added_++, needs}).second;
  CHECK(added);
  ++owner.waiting;
}

void FairQueue::remove(const JobId& job) {
  const auto found = waiting_.find(job);
  if (found == waiting_.end()) return;
  --tenants_[found->second.tenant].waiting;
  waiting_.erase(found);
}

std::map<JobId, FairQueue::Job>::iterator FairQueue::first_of(const TenantId& tenant) {
  auto first = waiting_.end();
  for (auto at = waiting_.begin(); at != waiting_.end(); ++at) {
    if (at->second.tenant != tenant) continue;
    if (first == waiting_.end() || at->second.priority > first->second.priority ||
        (at->second.priority == first->second.priority && at->second.order < first->second.order)) {
      first = at;
    }
  }
  return first;
}

/// A job that needs more than there is at all runs alone.
bool FairQueue::fits(const JobNeeds& needs) const {
  if (running_.empty()) return true;
  return used_processors_ + needs.processors <= machine_.processors &&
         (machine_.memory_bytes == 0 || used_memory_ + needs.memory_bytes <= machine_.memory_bytes);
}

void FairQueue::charge(Tenant& tenant, double seconds) const {
  tenant.clock += seconds / tenant.share.weight;
}

std::optional<JobId> FairQueue::next() {
  if (running_.size() >= machine_.jobs) return std::nullopt;
  Tenant* least = nullptr;
  const TenantId* whose = nullptr;
  for (auto& [id, tenant] : tenants_) {
    if (tenant.waiting == 0 || tenant.running >= tenant.share.most_jobs) continue;
    if (least == nullptr || tenant.clock < least->clock) {
      least = &tenant;
      whose = &id;
    }
  }
  if (least == nullptr) return std::nullopt;
  const auto first = first_of(*whose);
  if (!fits(first->second.needs)) return std::nullopt;
  // Charged at once for what is expected, so that the next choice is another tenant's.
  charge(*least, first->second.needs.seconds);
  least->ahead += first->second.needs.seconds / least->share.weight;
  --least->waiting;
  ++least->running;
  used_processors_ += first->second.needs.processors;
  used_memory_ += first->second.needs.memory_bytes;
  JobId id = first->first;
  running_.insert(waiting_.extract(first));
  return id;
}

void FairQueue::ended(const JobId& job, double seconds) {
  const auto found = running_.find(job);
  CHECK(found != running_.end());
  const Job& ended = found->second;
  Tenant& tenant = tenants_[ended.tenant];
  --tenant.running;
  charge(tenant, seconds - ended.needs.seconds);
  tenant.ahead -= ended.needs.seconds / tenant.share.weight;
  if (tenant.running == 0) tenant.ahead = 0;
  used_processors_ -= ended.needs.processors;
  used_memory_ -= ended.needs.memory_bytes;
  running_.erase(found);
  if (running_.empty()) used_processors_ = 0;
}

}  // namespace bdp
