#pragma once

#include <map>
#include <mutex>

#include "store/store.h"

namespace bdp {

/// A store that is gone with the process: for tests, and for runs that cannot be continued anyway.
class MemoryStore final : public Store {
 public:
  Result<std::optional<StoreEntry>> get(std::string_view key) const override;
  Result<std::vector<StoreEntry>> list(std::string_view prefix, std::string_view after,
                                       std::size_t limit) const override;
  Status apply(const WriteBatch& batch) override;

 private:
  mutable std::mutex mutex_;
  std::map<std::string, StoreEntry, std::less<>> entries_;
  std::uint64_t last_revision_ = 0;
};

}  // namespace bdp
