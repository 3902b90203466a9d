#pragma once

#include <string>
#include <vector>

#include "sandbox/app.h"

namespace bdp {

/// One thing that isolation is made of.
struct IsolationPart {
  std::string name;  ///< "user namespace", "memory control group", ...
  bool usable = false;
  std::string detail;  ///< Which it is; or why it cannot be used, and what would help.
};

/// What this host allows, found out by trying.
struct HostIsolation {
  IsolationLevel level = IsolationLevel::kNone;
  /// Whether OCI bundles can be run.
  bool bundles = false;
  std::vector<IsolationPart> parts;
};

/// Tries everything that an app's isolation needs, on this machine as it is now. Takes about 50 ms.
HostIsolation detect_isolation();

/// What `host` lacks to reach `required`, for an error: "no memory control group: ...".
std::string missing_for(const HostIsolation& host, IsolationLevel required);

}  // namespace bdp
