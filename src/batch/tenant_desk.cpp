#include "batch/tenant_desk.h"

#include <algorithm>

namespace bdp {

TenantDesk::TenantDesk(std::shared_ptr<const TenantSetup> setup,
                       const std::vector<StagedFile>& staged)
    : setup_(std::move(setup)) {
  for (const StagedFile& file : staged) add(file.number, file.name);
}

void TenantDesk::add(std::uint64_t number, std::string_view name) {
  const auto app =
      std::ranges::find_if(apps().apps, [&](const TenantApp& a) { return a.takes(name); });
  if (app != apps().apps.end()) waiting_[app->name].insert(number);
}

void TenantDesk::remove(std::uint64_t number) {
  for (auto& [app, numbers] : waiting_) numbers.erase(number);
}

std::vector<std::uint64_t> TenantDesk::first(std::string_view app, std::size_t most) const {
  std::vector<std::uint64_t> numbers;
  const auto found = waiting_.find(app);
  if (found == waiting_.end()) return numbers;
  for (const std::uint64_t number : found->second) {
    if (numbers.size() == most) break;
    numbers.push_back(number);
  }
  return numbers;
}

}  // namespace bdp
