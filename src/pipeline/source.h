#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "record/batch.h"

namespace bdp {

/// How far a source has come, in bytes that only the source understands.
struct Checkpoint {
  std::string bytes;
};

/// A record that the source itself had to pass over (too long to be held in memory): it goes to the
/// dead letters with what was seen of it.
struct SkippedRecord {
  std::uint64_t position = 0;
  std::uint64_t length = 0;
  std::string head;  ///< Its first bytes.
  Error reason;
};

/// Memory that chunks are read into; lives as long as a batch points into it.
struct Block {
  std::unique_ptr<char[]> bytes;
  std::size_t size = 0;  ///< Without the kReadSlack bytes behind it.
};

/// A stretch of a source's bytes that holds whole records, not yet taken apart. Decoding is CPU
/// work and done by the workers; finding the stretch is all that the reading thread does.
/// Chunks are used again and again: room() gives the memory of the last round.
struct Chunk {
  std::shared_ptr<Block> block;
  std::string_view bytes;      ///< In `block`, with kReadSlack readable bytes behind.
  std::uint64_t position = 0;  ///< Of the first byte in its source, counted uncompressed.
  SourceIdentity source;
  std::string path;  ///< What log.file.path says.
  /// Records among or behind `bytes` that are not in it, ascending by position.
  std::vector<SkippedRecord> skipped;
  /// Lies before the checkpoint that the source was opened from: it only teaches the program what
  /// it had learnt, and is not delivered again.
  bool replayed = false;

  // What a source notes for its place(): which of its parts the chunk is of, where in that it ends,
  // and whether it is the last of it.
  std::uint64_t item = 0;
  std::uint64_t end = 0;
  bool last = false;

  /// Memory for at least `size` bytes, of which the first `keep` are kept from the room() before.
  /// Memory that a batch still points into, or that is far too large, is not used again.
  char* room(std::size_t size, std::size_t keep = 0);
  /// Forgets the last round but for its memory.
  void clear();
};

/// Where records enter: files, a topic.
class Source {
 public:
  virtual ~Source() = default;

  /// Stands just after `from`; empty: at the beginning. With `replay` the chunks up to there come
  /// all the same, marked as replayed: for programs that learn from the events before.
  virtual Status open(const Checkpoint& from, bool replay) = 0;

  /// How many threads may be in next() at once, each with a lane of its own: files read side by
  /// side. At least 1; known after open().
  virtual unsigned lanes() const { return 1; }

  /// How large chunks are as a rule.
  virtual std::size_t chunk_bytes() const { return std::size_t{512} * 1024; }

  /// Waits for the next chunk of `lane` and puts it into `chunk`. False: the lane has ended.
  virtual Result<bool> next(unsigned lane, Chunk& chunk, std::stop_token stop) = 0;

  /// Gives `chunk` its place in the order of all lanes' chunks: called once for each, one call at a
  /// time. Returns where the source stands once all chunks placed so far are done with.
  virtual Checkpoint place(const Chunk& chunk) = 0;

  /// All up to `done` is safe downstream. Called in order, never twice for one checkpoint, by
  /// another thread than next()'s.
  virtual Status commit(const Checkpoint& done) = 0;

  /// next() may wait for others (a pipe, a broker): its threads are not counted as busy ones.
  virtual bool waits() const { return false; }
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
