#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "formats/byte_reader.h"
#include "formats/packing.h"

namespace bdp {

/// What unpacking may cost. A file that breaks one of these is refused, with the limit it broke.
struct UnpackLimits {
  std::uint64_t max_output_bytes = std::uint64_t{1} << 40U;
  /// Bytes out for each byte in, once `ratio_free_bytes` have come out.
  std::uint64_t max_ratio = 250;
  std::uint64_t ratio_free_bytes = std::uint64_t{64} << 20U;
  /// Entries of all archives, directories too.
  std::uint64_t max_entries = 100'000;
  /// Layers in one another: `.tar.gz` has two.
  std::uint32_t max_nesting = 4;
};

/// Gives the plain files that are in a file, whatever it is packed in: none, one, or those of an
/// archive, in their order; layers in one another, too. Recognises by content. Streams: holds some
/// hundred kilobytes, besides what a form's own window takes. One thread at a time.
class Unpacker final : public ByteReader {
 public:
  /// `file` outlives the unpacker and stands at its start.
  Unpacker(ByteReader& file, const UnpackLimits& limits);
  /// Zip archives are then read by their directory.
  Unpacker(SeekableReader& file, const UnpackLimits& limits);
  ~Unpacker() override;
  Unpacker(const Unpacker&) = delete;
  Unpacker& operator=(const Unpacker&) = delete;

  /// Goes on to the next plain file. False: there is none. Errors: kCorrupt with the place in the
  /// packed bytes, kInvalid for a limit, and what `file` fails with; all end the unpacking.
  Result<bool> next();

  /// The plain file's name in its archives, `outer.zip` left out: `logs/a.csv`, or with one archive
  /// in another `inner.tar/a.csv`. Empty: it is in no archive. Not made safe to be opened.
  const std::string& name() const { return name_; }
  /// After the first next(): the file was not packed at all.
  bool is_plain() const { return plain_; }
  /// The plain file's content.
  Result<std::size_t> read(std::span<char> into) override;

 private:
  class Input;
  class Content;
  class Layer;

  Status push(Content& packed);
  void make_name();

  UnpackLimits limits_;
  std::unique_ptr<Input> input_;
  std::unique_ptr<Content> whole_;              ///< The file itself.
  std::vector<std::unique_ptr<Layer>> layers_;  ///< From the outermost on.
  Content* current_ = nullptr;                  ///< The plain file.
  std::uint64_t entries_ = 0;
  std::string name_;
  bool plain_ = false;
};

}  // namespace bdp
