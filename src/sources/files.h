#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "base/result.h"
#include "os/files.h"
#include "pipeline/source.h"
#include "sources/record_cutter.h"

namespace bdp {

/// One file to be read, as it was when it was examined.
struct InputFile {
  std::string path;   ///< To open it.
  std::string shown;  ///< What log.file.path says.
  SourceIdentity identity;
  std::uint64_t size = 0;
  os::FileTime modified;
};

struct FilesOptions {
  CutOptions cut;
  /// Files that are read side by side.
  unsigned lanes = 1;
};

/// A list of files, read in its order, each cut into chunks of whole records. Positions are offsets
/// in the uncompressed bytes. A file that is not what it was when it was examined - removed, cut,
/// changed - ends the reading with an error that names it.
class FilesSource final : public Source {
 public:
  FilesSource(os::Files& files, std::vector<InputFile> list, const FilesOptions& options);
  ~FilesSource() override;

  /// kConflict when `from` is of another list.
  Status open(const Checkpoint& from, bool replay) override;
  unsigned lanes() const override { return options_.lanes; }
  std::size_t chunk_bytes() const override { return options_.cut.chunk_bytes; }
  Result<bool> next(unsigned lane, Chunk& chunk, std::stop_token stop) override;
  Checkpoint place(const Chunk& chunk) override;
  Status commit(const Checkpoint& done) override;

 private:
  struct Lane;

  /// The file that the lane reads next, begun where it is to begin. False: there is none.
  Result<bool> take(Lane& lane);
  /// The file is at its end: was it the one that was examined, from start to end?
  Status finish(Lane& lane);

  os::Files& files_;
  const std::vector<InputFile> list_;
  const std::string fingerprint_;
  const FilesOptions options_;
  std::vector<std::unique_ptr<Lane>> lanes_;

  std::mutex mutex_;
  std::size_t next_ = 0;                           ///< The first file that no lane has had.
  std::map<std::size_t, std::uint64_t> taken_;     ///< Files begun and not done: how far placed.
  std::map<std::size_t, std::uint64_t> waiting_;   ///< Files begun by an earlier run.
  std::map<std::size_t, std::uint64_t> replayed_;  ///< How far an earlier run came in each.
};

}  // namespace bdp
