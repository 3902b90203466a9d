#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "formats/byte_reader.h"
#include "formats/packing.h"

namespace bdp {

/// Unpacks one layer by libarchive: the files of a zip or tar archive one after the other, or
/// bzip2, xz and zstd data as one file without a name. Checksums are verified where the form has
/// them.
class ArchiveReader final : public ByteReader {
 public:
  /// `packed` outlives the reader. Not kPlain and not kGzip.
  static Result<std::unique_ptr<ArchiveReader>> open(Packing packing, ByteReader& packed);
  /// Finds the files of a zip archive by its directory, as they are meant to be found.
  static Result<std::unique_ptr<ArchiveReader>> open(Packing packing, SeekableReader& packed);
  ~ArchiveReader() override;
  ArchiveReader(const ArchiveReader&) = delete;
  ArchiveReader& operator=(const ArchiveReader&) = delete;

  /// Goes on to the next entry, a file or not. False: there is none.
  Result<bool> next();
  /// Of the entry: whether it is a file with content, not a directory or link.
  bool is_file() const { return is_file_; }
  const std::string& name() const { return name_; }
  /// Of the entry's content.
  Result<std::size_t> read(std::span<char> into) override;

 private:
  struct State;
  explicit ArchiveReader(std::unique_ptr<State> state);

  static Result<std::unique_ptr<ArchiveReader>> open(Packing packing, ByteReader& packed,
                                                     SeekableReader* seekable);
  Error failure() const;

  std::unique_ptr<State> state_;
  std::string name_;
  bool is_file_ = false;
  bool is_empty_ = false;
};

}  // namespace bdp
