#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "sandbox/app.h"

namespace bdp {

/// One thing that isolation is made of.
struct IsolationPart {
  enum class For : std::uint8_t {
    kNamespaces,     ///< No app can run without it.
    kControlGroups,  ///< Needed for that level.
    kBundles,        ///< Needed for OCI bundles.
    kKnowledge,      ///< Changes no level, but should be known.
  };
  std::string name;  ///< "sandbox", "memory control group", ...
  For needed_for = For::kKnowledge;
  bool usable = false;
  std::string detail;  ///< Which it is; or why it cannot be used, and what would help.
};

/// What this host allows, found out by trying.
struct HostIsolation {
  IsolationLevel level = IsolationLevel::kNone;
  /// Whether OCI bundles can be run, at the same level.
  bool bundles = false;
  std::vector<IsolationPart> parts;
};

/// Tries everything that an app's isolation needs, on this machine as it is now. Takes about 100
/// ms.
HostIsolation detect_isolation();

/// What `host` lacks to reach `required`, for an error: "no memory control group: ..."; empty when
/// it does.
std::string missing_for(const HostIsolation& host, IsolationLevel required);

/// What it lacks to run OCI bundles.
std::string missing_for_bundles(const HostIsolation& host);

}  // namespace bdp
