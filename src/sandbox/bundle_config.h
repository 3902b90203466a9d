#pragma once

#include <string>

#include "base/result.h"
#include "sandbox/app.h"

namespace bdp {

/// What an OCI bundle's config.json says of its program. Everything else that is in it - mounts,
/// hooks, devices, namespaces, rights - is the platform's to decide, and is not looked at.
struct BundleProgram {
  std::vector<std::string> arguments;
  std::vector<std::string> environment;
  std::string working_directory;
  std::string root;  ///< Absolute path of the root file system.
};

Result<BundleProgram> read_bundle(const std::string& bundle);

/// `request` with what it leaves to the bundle filled in: arguments, variables, working directory.
AppRequest completed(const AppRequest& request, const BundleProgram& program);

/// The config.json that runc is given: the launcher in the bundle's root file system, read-only,
/// with the request's mounts.
std::string runc_config(const AppRequest& request, const std::string& root);

}  // namespace bdp
