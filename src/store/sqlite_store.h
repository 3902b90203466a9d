#pragma once

#include <chrono>
#include <memory>
#include <string>

#include "os/files.h"
#include "store/store.h"

namespace bdp {

struct SqliteStoreOptions {
  /// What apply() has written survives power loss, not only a crash of the process.
  bool full_sync = false;
  /// How long another process may hold the file.
  std::chrono::milliseconds busy_timeout{10000};
};

/// Opens the store in the file at `path`, such as HOME/state/control.sqlite, and makes the file and
/// its directory where they are not there. kCorrupt: the file is damaged or another's; kInvalid: a
/// newer mysimbdp wrote it.
Result<std::unique_ptr<Store>> open_sqlite_store(os::Files& files, const std::string& path,
                                                 const SqliteStoreOptions& options = {});

}  // namespace bdp
