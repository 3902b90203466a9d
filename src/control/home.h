#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/strong_type.h"
#include "os/files.h"

namespace bdp {

/// The data directory and the places in it. Only names paths; makes nothing.
class Home {
 public:
  explicit Home(std::string path) : path_(std::move(path)) {}

  const std::string& path() const { return path_; }
  /// mysimbdp.yaml: the platform's configuration, if any.
  std::string configuration() const;
  std::string state() const;
  /// The control plane's database.
  std::string control_database() const;
  /// Locks of runs under way.
  std::string locks() const;
  /// The embedded coredms: one database file a tenant.
  std::string coredms(const TenantId& tenant) const;
  /// tenants/<client_id>: what is the tenant's own.
  std::string tenant(const TenantId& tenant) const;
  std::string input(const TenantId& tenant) const;
  /// What the tenant may do.
  std::string profile(const TenantId& tenant) const;
  /// Where all tenants' directories are.
  std::string tenants() const;
  /// Files that were taken and wait for their jobs; the platform's only.
  std::string staging(const TenantId& tenant) const;
  /// Files that are dealt with, by day.
  std::string archive(const TenantId& tenant) const;
  /// Files that were refused, each beside its reason.
  std::string discarded(const TenantId& tenant) const;
  std::string dead_letters(const TenantId& tenant) const;
  /// What black boxes left, a directory a job.
  std::string output(const TenantId& tenant) const;
  /// What black boxes that run see and write, a directory a job.
  std::string attempts(const TenantId& tenant) const;
  std::string logs() const;
  std::string logs(const TenantId& tenant) const;
  /// Standard input that several sinks have to get, until they have it.
  std::string spool(const TenantId& tenant) const;

  /// The tenants that have a database in the embedded coredms, in byte order.
  Result<std::vector<TenantId>> stored_tenants(os::Files& files) const;

 private:
  std::string path_;
};

/// `text` as one file name that differs for different texts: bytes other than letters, digits,
/// `.`, `_` and `-`, and a dot in front, become %XX. Long texts are cut and get a hash.
std::string safe_file_name(std::string_view text);

/// The text that safe_file_name() was given, where it was not cut.
std::string text_of_file_name(std::string_view name);

}  // namespace bdp
