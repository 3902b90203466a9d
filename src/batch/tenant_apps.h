#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "batch/cron.h"
#include "batch/fair_queue.h"
#include "config/document.h"
#include "control/glob.h"
#include "sandbox/app.h"

namespace bdp {

/// One of a tenant's apps (clientbatchingestapp): which files it takes, what it is, and what it
/// may use.
struct TenantApp {
  std::string name = {};
  std::string pattern_text = {};
  std::optional<Glob> pattern = {};
  std::vector<std::string> formats = {};  ///< In small letters; empty: any.

  std::string spec = {};                  ///< Of a declarative app: its specification, absolute.
  std::vector<std::string> command = {};  ///< Of a black box: program and arguments.
  std::string bundle = {};                ///< Of a black box: an OCI bundle's directory, absolute.
  std::string directory = {};             ///< Of a black box: seen by it as /app; absolute.
  std::vector<std::string> environment = {};

  AppLimits limits = {};
  IsolationLevel isolation = IsolationLevel::kNamespaces;
  bool coredms = false;               ///< A black box that may reach the tenant's coredms.
  std::optional<Cron> schedule = {};  ///< Begins then, not when files come.
  unsigned priority = 5;              ///< 0 to 9.
  unsigned max_attempts = 3;          ///< Of a black box that failed in a way that may pass.
  JobNeeds needs = {};

  bool declarative() const { return !spec.empty(); }
  /// Whether a file of that name is for it.
  bool takes(std::string_view file_name) const;
};

/// What a tenant's service profile says beside its constraints: `apps`, `scheduling`, `coredms`.
struct TenantApps {
  std::vector<TenantApp> apps;
  TenantShare share;
  /// Where the tenant's black boxes store: a MongoDB URI without password; empty: nowhere.
  std::string coredms_uri;
  std::string coredms_password_file;

  const TenantApp* find(std::string_view name) const;
};

/// Reads those keys of a service profile; all mistakes in one error, a line each. Paths are
/// relative to `directory`/apps, `directory` being the tenant's.
Result<TenantApps> read_tenant_apps(const config::Document& profile, const std::string& directory);

}  // namespace bdp
