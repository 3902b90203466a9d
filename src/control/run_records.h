#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "control/run_state.h"
#include "pipeline/mark.h"
#include "store/store.h"

namespace bdp {

/// Keeps the states and marks of runs in a store. One run at a time writes a key: see RunLock.
///
/// Keys: `runs/TENANT/HASH` for the state, with `/mark`, `/done/PAGE` and `/current/PAGE` behind it
/// for the rest; HASH is of data set and sink. The files stand in pages, because the values of a
/// store are limited.
class RunRecords {
 public:
  explicit RunRecords(Store& store) : store_(store) {}

  Result<std::optional<RunState>> load(const RunKey& key) const;
  /// Empty: there is none.
  Result<std::string> load_mark(const RunKey& key) const;

  /// State and mark in one step, in place of what was there.
  Status save(const RunState& state, const std::string& mark);
  /// As above; the mark stays as it is.
  Status save(const RunState& state);
  /// No error if there is nothing.
  Status erase(const RunKey& key);

  /// States of a tenant's runs, without their files, by key.
  Result<std::vector<RunState>> list(const TenantId& tenant) const;

  /// Where the runner puts its marks. `store` outlives it.
  std::unique_ptr<MarkStore> marks(const RunKey& key);

 private:
  Result<WriteBatch> batch_of(const RunState& state) const;
  Result<std::vector<RunFile>> load_files(const std::string& prefix) const;
  Status add_files(WriteBatch& batch, const std::string& prefix,
                   const std::vector<RunFile>& files) const;

  Store& store_;
};

}  // namespace bdp
