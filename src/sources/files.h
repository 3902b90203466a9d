#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "base/result.h"
#include "formats/unpacker.h"
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
  UnpackLimits unpack = {};
};

/// A list of files, read in its order, each cut into chunks of whole records. A file that is packed
/// (recognised by content) is unpacked on the way; the files of an archive have paths such as
/// `a.zip!b.csv` and identities of their own. Positions are offsets in the uncompressed bytes. A
/// file that is not what it was when it was examined - removed, cut, changed - ends the reading
/// with an error that names it.
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

  /// A position in a file: in the so many-th of its plain files, 0 when it is no archive.
  struct Place {
    std::uint64_t part = 0;
    std::uint64_t position = 0;
    friend auto operator<=>(const Place&, const Place&) = default;
  };
  using Places = std::map<std::size_t, Place>;  ///< By index in the list.

  /// The file that the lane reads next, begun where it is to begin. False: there is none.
  Result<bool> take(Lane& lane);
  Status begin(Lane& lane, const Place& from);
  /// Reads on up to `position` in the part that the lane has begun.
  Status skip_to(Lane& lane, std::uint64_t position);
  /// The lane is at the end of a part: true when its file has another.
  Result<bool> next_part(Lane& lane);
  /// `error`, which says which file it is of.
  Error named(const Lane& lane, Error error) const;
  /// The file is at its end: was it the one that was examined, from start to end?
  Status finish(Lane& lane);

  std::string encode(std::size_t next, const Places& begun) const;
  /// Nothing: it is of another list.
  bool decode(std::string_view text, std::size_t& next, Places& begun) const;

  os::Files& files_;
  const std::vector<InputFile> list_;
  const std::string fingerprint_;
  const FilesOptions options_;
  std::vector<std::unique_ptr<Lane>> lanes_;

  std::mutex mutex_;
  std::size_t next_ = 0;  ///< The first file that no lane has had.
  Places taken_;          ///< Files begun and not done: how far placed.
  Places waiting_;        ///< Files begun by an earlier run.
  Places replayed_;       ///< How far an earlier run came in each.
};

}  // namespace bdp
