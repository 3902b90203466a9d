#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

#include "base/result.h"
#include "formats/byte_reader.h"
#include "formats/record_boundary.h"
#include "pipeline/source.h"

namespace bdp {

struct CutOptions {
  std::size_t chunk_bytes = std::size_t{512} * 1024;
  /// A longer record is skipped and noted in Chunk::skipped, without ever being held whole.
  std::size_t max_record_bytes = std::size_t{10} * 1024 * 1024;
  /// Not kNoQuote: a newline between two of these does not end the record.
  char quote = RecordBoundary::kNoQuote;
};

/// Cuts bytes into chunks of whole records. What follows the last record of a chunk is carried into
/// the next one. One thread at a time.
class RecordCutter {
 public:
  explicit RecordCutter(const CutOptions& options) : options_(options), boundary_(options.quote) {}

  /// The next bytes are those at `position`, where a record begins.
  void start(std::uint64_t position);

  /// Fills bytes, position and skipped of `chunk`. At most `limit` bytes from here on are taken
  /// from `reader`, as if it ended there. False: it has ended.
  Result<bool> next(ByteReader& reader, Chunk& chunk, std::uint64_t limit = ~std::uint64_t{0});

  /// Of the first byte that no chunk has had.
  std::uint64_t position() const { return position_; }

 private:
  Result<std::size_t> fill(ByteReader& reader, std::span<char> into);
  std::size_t cut(const char* bytes, std::size_t scanned, std::size_t filled);
  void give(Chunk& chunk, std::size_t end, std::size_t filled);
  void restart();
  /// What may be held without an end: one more for the CR of a line as long as allowed.
  std::size_t longest() const { return options_.max_record_bytes + 1; }
  Status skip(ByteReader& reader, Chunk& chunk, std::size_t filled);

  const CutOptions options_;
  RecordBoundary boundary_;
  std::uint64_t position_ = 0;  ///< Of carry_.
  std::uint64_t left_ = 0;      ///< Of the limit.
  std::string carry_;
  std::size_t carry_scanned_ = 0;  ///< How much of carry_ the boundary has seen.
  bool rescan_ = false;            ///< What is carried next counts as unseen.
};

}  // namespace bdp
