#pragma once

#include <cstdint>
#include <memory>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "control/service_profile.h"
#include "fetchdata/staged_file.h"
#include "formats/record_boundary.h"
#include "os/file_hash.h"
#include "os/files.h"

namespace bdp {

/// Writes a file's bytes, which come in pieces, into blocks: files of their own in one directory.
/// A block ends behind the record that reaches the block size, or at exactly that size when the
/// blocks are raw. One thread at a time.
class BlockWriter {
 public:
  /// `directory` is made by the first add().
  BlockWriter(os::Files& files, std::string directory, const MicroBatching& how);

  Status add(std::string_view piece);
  /// All blocks, in their order, after the last piece.
  Result<std::vector<FileBlock>> finish();

 private:
  /// Where the block under way ends in `piece`: behind how many bytes; npos: not in it.
  std::size_t end_in(std::string_view piece);
  Status write(std::string_view bytes);
  Status begin();
  void close();

  os::Files& files_;
  std::string directory_;
  MicroBatching how_;
  RecordBoundary boundary_;
  std::unique_ptr<os::File> file_;  ///< Of the block under way; null: none.
  FileBlock block_;
  os::ContentHasher hasher_;
  std::vector<FileBlock> blocks_;
};

/// The bytes of `file` from its blocks, to the new file `path`: each block's checksum, and that of
/// the whole, are verified. kCorrupt: they are not what was taken; then there is no new file.
Status join_blocks(os::Files& files, const StagedFile& file, const std::string& path,
                   const std::stop_token& stop);

}  // namespace bdp
