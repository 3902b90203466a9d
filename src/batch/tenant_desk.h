#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "batch/tenant_apps.h"
#include "control/service_profile.h"
#include "fetchdata/staged_file.h"

namespace bdp {

/// A tenant's service profile, as it was when it was read.
struct TenantSetup {
  ServiceProfile profile;
  TenantApps apps;
  std::string profile_path;
};

/// What the manager knows of a tenant: its setup, and the files that wait for its apps. A file
/// waits for the first app that takes it; one that none takes waits for a job that is started by
/// hand. One thread at a time.
class TenantDesk {
 public:
  /// `staged`: all files of the tenant that wait now.
  TenantDesk(std::shared_ptr<const TenantSetup> setup, const std::vector<StagedFile>& staged);

  void add(std::uint64_t number, std::string_view name);
  void remove(std::uint64_t number);

  /// Numbers of the files that wait for an app, lowest first.
  std::vector<std::uint64_t> first(std::string_view app, std::size_t most) const;

  const std::shared_ptr<const TenantSetup>& setup() const { return setup_; }
  const TenantApps& apps() const { return setup_->apps; }

 private:
  std::shared_ptr<const TenantSetup> setup_;
  std::map<std::string, std::set<std::uint64_t>, std::less<>> waiting_;  ///< By the app's name.
};

}  // namespace bdp
