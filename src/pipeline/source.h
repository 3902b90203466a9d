#pragma once

#include <cstdint>
#include <memory>
#include <stop_token>
#include <string>
#include <string_view>

#include "base/result.h"
#include "record/batch.h"

namespace bdp {

/// How far a source has come, in bytes that only the source understands.
struct Checkpoint {
  std::string bytes;
};

/// A stretch of a source's bytes that holds whole records, not yet taken apart. Decoding is CPU
/// work and done by the workers; finding the stretch is all that the reading thread does.
struct Chunk {
  std::shared_ptr<const char[]> block;  ///< Owns the memory; kReadSlack readable bytes follow it.
  std::string_view bytes;
  std::uint64_t position = 0;  ///< Of the first byte in its source, counted uncompressed.
  SourceIdentity source;
  std::string_view path;  ///< What log.file.path says; lives as long as the source.
  Checkpoint end;         ///< The source stands here once this chunk is done with.
};

/// Where records enter: files, a topic. Driven by one thread at a time.
class Source {
 public:
  virtual ~Source() = default;

  /// Connects and stands just after `from`; empty: at the beginning.
  virtual Status open(const Checkpoint& from) = 0;

  /// Waits for the next chunk and puts it into `chunk`. False: the source has ended.
  virtual Result<bool> next(Chunk& chunk, std::stop_token stop) = 0;

  /// All up to `done` is safe downstream. Called in order, never twice for one checkpoint.
  virtual Status commit(const Checkpoint& done) = 0;
};

/// Turns the bytes of a chunk into rows. Const, CPU only, shared by all threads.
class Decoder {
 public:
  virtual ~Decoder() = default;

  /// `batch` is empty; afterwards it has the chunk's rows, positions and originals, and keeps the
  /// chunk's block alive. Records that cannot be taken apart are rejected, never lost.
  virtual void decode(const Chunk& chunk, Batch& batch) const = 0;
};

}  // namespace bdp
