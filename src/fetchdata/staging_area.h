#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "control/constraints.h"
#include "control/home.h"
#include "fetchdata/file_records.h"
#include "fetchdata/staged_file.h"
#include "os/environment.h"
#include "store/store.h"

namespace bdp {

/// How long archived files are kept; what is not set does not limit.
struct ArchiveLimits {
  std::optional<std::chrono::days> max_age;
  std::optional<std::uint64_t> max_bytes;
};

struct Pruned {
  std::uint64_t files = 0;
  std::uint64_t bytes = 0;
};

/// The files that the platform has taken from its tenants, until they are dealt with. The store is
/// the truth; directories follow it, and reconcile() makes them agree after a crash. Every change
/// is one WriteBatch, to which the caller may add writes of its own (`with`): a job's state and
/// that of its files then change together. kConflict: somebody else changed one of the files, or
/// an expectation of `with` does not hold; nothing has changed then. Safe for many threads, and for
/// many processes on one home; `home`, `store` and what `environment` names outlive it.
class StagingArea {
 public:
  StagingArea(const Home& home, Store& store, os::Environment environment);

  /// Files that wait for a job, by number, after `after`; at most `limit`.
  Result<std::vector<StagedFile>> staged(const TenantId& tenant, std::uint64_t after = 0,
                                         std::size_t limit = SIZE_MAX) const;
  /// Files that `job` has claimed, by number.
  Result<std::vector<StagedFile>> claimed(const TenantId& tenant, const JobId& job) const;
  Result<std::vector<StagedFile>> archived(const TenantId& tenant, std::uint64_t after = 0,
                                           std::size_t limit = SIZE_MAX) const;
  Result<std::vector<StagedFile>> discarded(const TenantId& tenant, std::uint64_t after = 0,
                                            std::size_t limit = SIZE_MAX) const;
  /// Of any state; nothing: there is none, or no longer.
  Result<std::optional<StagedFile>> find(const TenantId& tenant, std::uint64_t number) const;

  /// The files become `job`'s. kConflict: one of them does not wait; none is claimed then.
  Status claim(const TenantId& tenant, std::span<const std::uint64_t> numbers, const JobId& job,
               WriteBatch with = {});
  /// Claimed files wait again.
  Status release(const TenantId& tenant, std::span<const std::uint64_t> numbers,
                 WriteBatch with = {});
  /// Staged or claimed files are dealt with and go to archive/YYYY-MM-DD/; files that are there
  /// already stay there. Their blocks are removed. Once the store has it, it is done: a move that
  /// cannot be made at once is made later.
  Status archive(const TenantId& tenant, std::span<const std::uint64_t> numbers,
                 WriteBatch with = {});
  /// A staged or claimed file goes to discarded/, beside NAME.reason.json.
  Status discard(const TenantId& tenant, std::uint64_t number, const Violation& violation,
                 WriteBatch with = {});
  /// A discarded file goes back to input/, to be judged anew. kNotFound: it is not among the
  /// discarded; kConflict: input/ holds another file of its name.
  Status retry(const TenantId& tenant, std::uint64_t number);

  /// While it is held, nobody else gives a name in discarded/.
  std::unique_lock<std::mutex> hold_names() { return std::unique_lock(naming_); }
  /// Brings a file to where its record, which the store has, says that it is. What cannot be done
  /// now is done by settle().
  Status place(const StagedFile& file, const std::string& from);
  /// Tries again to bring files to where their records say that they are.
  Status settle();

  /// Removes the oldest archived files beyond `limits`.
  Result<Pruned> prune(const TenantId& tenant, const ArchiveLimits& limits);

  /// The file's bytes from its blocks, to a new file `path`: each block's checksum and the whole
  /// content are verified. kCorrupt: they are not what was taken.
  Status join(const StagedFile& file, const std::string& path, const std::stop_token& stop) const;

 private:
  /// A file whose record says another place than it is in.
  struct Unplaced {
    StagedFile file;
    std::string from;
  };
  using Change = std::function<void(StagedFile&)>;

  Status change(const TenantId& tenant, std::span<const std::uint64_t> numbers, FileState from,
                const Change& change, WriteBatch with);

  const Home& home_;
  os::Environment environment_;
  FileRecords records_;
  std::mutex naming_;  ///< Held from the choice of a name in discarded/ until it is taken.
  std::mutex unplaced_mutex_;
  std::vector<Unplaced> unplaced_;
};

}  // namespace bdp
