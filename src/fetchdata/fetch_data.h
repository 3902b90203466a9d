#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "control/home.h"
#include "control/platform_config.h"
#include "fetchdata/staged_file.h"
#include "fetchdata/staging_area.h"
#include "os/directory_watch.h"
#include "os/environment.h"
#include "store/store.h"

namespace bdp {

/// Hears what fetchdata does, after the store has it. Calls come from the threads of run() and
/// sweep(), for one tenant one after the other; they must be short, and must not call sweep().
class FetchListener {
 public:
  virtual ~FetchListener() = default;
  /// Files of one tenant that wait for a job now, by number.
  virtual void staged(std::span<const StagedFile> files) = 0;
  /// A file that broke a rule (`violation`), or that was passed over for its content had been taken
  /// before (`duplicate_of`).
  virtual void refused(const StagedFile& file) = 0;
  /// Something in the input that is never taken, told once: a link, a directory, a FIFO.
  virtual void left_alone(const TenantId& tenant, std::string_view name,
                          std::string_view reason) = 0;
  /// A tenant's directory has a profile now, or another one, or none any more.
  virtual void tenants_changed() = 0;
  /// Something could not be done now and is tried again. No tenant: it is the platform's.
  virtual void failed(const TenantId& tenant, const Error& error) = 0;
};

struct FetchOptions {
  /// How often directories are listed, whether watches told of something or not.
  std::chrono::nanoseconds rescan = std::chrono::seconds(5);
  /// A file that no watch has told of is complete when it has not changed for so long...
  std::chrono::nanoseconds stable = std::chrono::seconds(2);
  /// ... and one that was seen to be created, but not to be closed, for so long.
  std::chrono::nanoseconds unclosed = std::chrono::seconds(60);
  /// Files reach the disk before they count as taken: against power loss, at a sync for each.
  bool full_sync = false;
};

/// Takes complete files from tenants' input/ into staging/: the platform's fetchdata. Tenants are
/// the directories of tenants/ with a profile.json; they come and go while it runs. Every file that
/// is complete is taken once: staged, or refused with its reason. What it was doing when it was
/// killed is put right by open().
class FetchData {
 public:
  /// Makes staging and store agree, for all tenants. All references outlive it. One at a time on a
  /// home.
  static Result<std::unique_ptr<FetchData>> open(
      const Home& home, Store& store, os::Environment environment, os::DirectoryWatch& watch,
      const GenericConstraints& generic, const FetchOptions& options, FetchListener& listener);
  virtual ~FetchData() = default;

  /// Watches and takes until `stop`; then what is under way is finished. Errors are told to the
  /// listener and tried again, so it returns only then.
  virtual void run(const std::stop_token& stop) = 0;

  /// Takes now what lies complete in the tenant's input: closed, moved in, or unchanged for a
  /// while. Any thread, while run() runs or not. kNotFound: no such tenant.
  virtual Status sweep(const TenantId& tenant, const std::stop_token& stop) = 0;

  virtual StagingArea& staging() = 0;
  /// Tenants that have a profile that can be read, in byte order.
  virtual std::vector<TenantId> tenants() const = 0;
};

}  // namespace bdp
