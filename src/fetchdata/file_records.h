#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "control/home.h"
#include "fetchdata/staged_file.h"
#include "store/store.h"

namespace bdp {

/// Where records of files stand in the store, so that those that wait are found without a look at
/// those that are done with: files/TENANT/staged/NUMBER, .../archived/..., .../discarded/...
enum class Shelf : std::uint8_t { kStaged, kArchived, kDiscarded };

/// Claimed files stand among the staged.
Shelf shelf_of(FileState state);

struct FileRecord {
  StagedFile file;
  std::uint64_t revision = 0;
};

/// What one tenant has given on one day (UTC).
struct DayUse {
  std::uint64_t files = 0;
  std::uint64_t bytes = 0;
};

/// The files of one content that were taken and not discarded.
struct ContentUse {
  std::uint64_t first = 0;  ///< Its number; 0: there is none.
  std::uint32_t count = 0;
};

/// The store's entries about taken files. Safe for many threads.
class FileRecords {
 public:
  FileRecords(const Home& home, Store& store) : home_(home), store_(store) {}

  Result<std::optional<FileRecord>> get(const TenantId& tenant, Shelf shelf,
                                        std::uint64_t number) const;
  /// By number, after `after`; at most `limit`.
  Result<std::vector<FileRecord>> list(const TenantId& tenant, Shelf shelf, std::uint64_t after,
                                       std::size_t limit) const;
  void put(WriteBatch& batch, const StagedFile& file) const;
  void erase(WriteBatch& batch, const TenantId& tenant, Shelf shelf, std::uint64_t number) const;
  /// `record` must be as it was read when `batch` is applied, and is not there afterwards.
  void take(WriteBatch& batch, const FileRecord& record) const;

  /// The number of the next file.
  Result<std::uint64_t> next_number(const TenantId& tenant) const;
  void put_next_number(WriteBatch& batch, const TenantId& tenant, std::uint64_t number) const;

  Result<ContentUse> content_use(const TenantId& tenant, std::string_view content) const;
  void put_content_use(WriteBatch& batch, const TenantId& tenant, std::string_view content,
                       const ContentUse& use) const;
  /// Unless `file` is not the first with its content.
  Status forget_content(WriteBatch& batch, const StagedFile& file) const;

  /// `day`: YYYY-MM-DD.
  Result<DayUse> day_use(const TenantId& tenant, std::string_view day) const;
  void put_day_use(WriteBatch& batch, const TenantId& tenant, std::string_view day,
                   const DayUse& use) const;

  Store& store() const { return store_; }

 private:
  const Home& home_;
  Store& store_;
};

/// YYYY-MM-DD, in UTC.
std::string day_of(os::WallTime time);

}  // namespace bdp
