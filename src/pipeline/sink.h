#pragma once

#include <cstdint>
#include <memory>
#include <stop_token>
#include <string>
#include <vector>

#include "base/result.h"
#include "record/batch.h"

namespace bdp {

/// What became of the rows of one write; the three parts add up to what was asked.
struct WriteOutcome {
  std::uint64_t delivered = 0;
  std::uint64_t already_there = 0;  ///< Same id, stored by an earlier try.
  std::vector<Rejection> refused;   ///< For good; they go to the dead letters.
  std::uint64_t bytes = 0;          ///< That left, as the sink counts them.
};

/// A batch in the form that a sink writes, made by Sink::prepare().
class Prepared {
 public:
  virtual ~Prepared() = default;
};

/// Where records leave: a file, a table, a collection.
class Sink {
 public:
  virtual ~Sink() = default;

  /// Connects and stands just after `from`, what position() said once; empty: a new output.
  virtual Status open(std::string_view from) = 0;

  /// CPU work on a batch before its write: encoding. Const; called by many threads at once.
  /// `reuse`, when not null, is an object of an earlier call whose memory may be used again.
  virtual std::unique_ptr<Prepared> prepare(const Batch& batch, const Selection& rows,
                                            std::unique_ptr<Prepared> reuse) const = 0;

  /// Returns when every selected row is written or refused. An error says nothing about any row,
  /// so the whole batch is written again: writes are idempotent by row id, or undone by open().
  /// One call at a time, in the order of the batches, unless writes_in_flight() says more.
  virtual Result<WriteOutcome> write(const Batch& batch, const Selection& rows, Prepared* prepared,
                                     std::stop_token stop) = 0;

  /// Makes durable what was written: it survives kill -9 (and power loss where the sink's options
  /// say so). Called before a checkpoint is stored.
  virtual Status flush() = 0;

  /// What open() needs to continue after the last flush(). Empty where row ids are enough.
  virtual std::string position() const = 0;

  /// The run is complete and its last mark is stored: nothing will come again. Called once, if the
  /// run comes so far.
  virtual Status finish() { return {}; }

  /// How many write() calls may run at once. More than 1: they may end in any order, and flush()
  /// may come in between; such a sink has no position(), it lives by row ids alone.
  virtual unsigned writes_in_flight() const { return 1; }

  /// write() waits for others (a network) rather than working: its threads are not counted as busy.
  virtual bool waits() const { return false; }
};

}  // namespace bdp
