#include "store/memory_store.h"

#include <algorithm>

namespace bdp {

Result<std::optional<StoreEntry>> MemoryStore::get(std::string_view key) const {
  const std::lock_guard lock(mutex_);
  const auto found = entries_.find(key);
  if (found == entries_.end()) return std::optional<StoreEntry>();
  return std::optional<StoreEntry>(found->second);
}

Result<std::vector<StoreEntry>> MemoryStore::list(std::string_view prefix, std::string_view after,
                                                  std::size_t limit) const {
  const std::lock_guard lock(mutex_);
  std::vector<StoreEntry> found;
  auto entry = std::max(prefix, after) == prefix ? entries_.lower_bound(prefix)
                                                 : entries_.upper_bound(after);
  if (entry != entries_.end() && entry->first == after) ++entry;
  for (; entry != entries_.end() && found.size() < limit && entry->first.starts_with(prefix);
       ++entry) {
    found.push_back(entry->second);
  }
  return found;
}

Status MemoryStore::apply(const WriteBatch& batch) {
  TRY(check_sizes(batch));
  const std::lock_guard lock(mutex_);
  for (const WriteBatch::Expectation& expected : batch.expectations()) {
    const auto found = entries_.find(expected.key);
    const std::uint64_t revision = found == entries_.end() ? 0 : found->second.revision;
    if (revision != expected.revision) {
      return Error(Code::kConflict, "'" + expected.key + "' was changed by somebody else");
    }
  }
  for (const WriteBatch::Write& write : batch.writes()) {
    if (write.value) {
      entries_[write.key] = {write.key, *write.value, ++last_revision_};
    } else {
      entries_.erase(write.key);
    }
  }
  return {};
}

}  // namespace bdp
