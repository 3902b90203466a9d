#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

#include "base/result.h"
#include "pipeline/parcel.h"
#include "pipeline/source.h"

namespace bdp {

/// What a thread of a run does next.
enum class Duty : std::uint8_t {
  kLeave,       ///< Nothing is left to do, now and later.
  kRead,        ///< Fill the parcel's chunk from lane `token`.
  kWork,        ///< Decode, filter, prepare, with the program state `token`.
  kWrite,       ///< Hand to the sink.
  kSettle,      ///< Account for the parcel, which is the next in order.
  kCheckpoint,  ///< Store how far the run has come; no parcel.
};

struct Task {
  Duty duty = Duty::kLeave;
  Parcel* parcel = nullptr;
  unsigned token = 0;
};

/// How many of each may be under way at once.
struct ConveyorLimits {
  unsigned lanes = 1;
  unsigned workers = 1;
  unsigned writes = 1;
  unsigned busy = 1;  ///< Reads and works together: threads that compute.
  unsigned parcels = 2;
  std::size_t memory_bytes = 0;  ///< Of chunks under way; one is always allowed.
  std::size_t chunk_bytes = 0;   ///< What a chunk is reckoned at before it is read.
};

/// Moves parcels from reading over work and writing to settling, and tells each thread what to do
/// next: always what is furthest along, so that a parcel stays in the cache of the thread that read
/// it, and one thread alone does everything without a hand-off. Reads, works and writes overlap
/// and may finish out of order; writes begin, and parcels are settled, in the order of reading.
/// Thread-safe. Nothing here waits for anything but another thread's done call.
class Conveyor {
 public:
  Conveyor(const ConveyorLimits& limits, Source& source, std::shared_ptr<const Layout> layout);

  /// Waits for something to do. Every task but kLeave must be answered by its done call.
  Task next();

  /// The chunk was filled; `got` false: the lane has ended.
  void read_done(const Task& task, bool got);
  void work_done(const Task& task);
  void write_done(const Task& task);
  /// The parcel is free for the next chunk.
  void settle_done(const Task& task);
  void checkpoint_done();

  /// No further reads; what is under way goes on to its end.
  void stop_reading();
  /// Settles what is written and leaves all else. For after stop_reading().
  void abandon();
  /// The task failed for good: everybody leaves. `broken` is what the run ends with.
  void fail(Error broken);
  /// A read failed for good: what was read before it goes on to its end.
  void fail_read(const Task& task, Error broken);
  /// Asks for a kCheckpoint at the next moment that allows it.
  void want_checkpoint();

  /// What a run ended with; after all threads have left.
  const std::optional<Error>& error() const { return error_; }
  /// Somebody called fail().
  bool failed() const { return failed_; }
  /// Every chunk that the source has was settled.
  bool complete() const { return complete_; }

  /// How long reading stood still because the run was full.
  std::chrono::nanoseconds stalled() const;
  std::size_t under_way() const;

 private:
  enum class Stage : std::uint8_t { kNone, kWorked, kWriting, kWritten };
  struct Place {
    Parcel* parcel = nullptr;
    Stage stage = Stage::kNone;
  };

  std::optional<Task> pick();
  bool may_read() const;
  /// The sink stands exactly at what was settled: its position may be stored.
  bool quiet() const { return writing_ == 0 && !settling_ && next_settle_ == next_write_; }
  bool over() const;
  void note_stall();
  Place& place(std::uint64_t sequence) { return window_[sequence % window_.size()]; }

  const ConveyorLimits limits_;
  Source& source_;
  std::vector<std::unique_ptr<Parcel>> parcels_;

  mutable std::mutex mutex_;
  std::condition_variable changed_;
  unsigned idle_ = 0;
  std::vector<Parcel*> free_;
  std::vector<unsigned> free_lanes_;
  std::vector<unsigned> free_states_;
  std::deque<Parcel*> read_;
  std::vector<Place> window_;  ///< Ring of what is worked but not settled, by sequence.
  unsigned open_lanes_;
  unsigned reading_ = 0;
  unsigned working_ = 0;
  unsigned writing_ = 0;
  bool settling_ = false;
  bool checkpoint_wanted_ = false;
  bool reads_stopped_ = false;
  bool abandoned_ = false;
  bool failed_ = false;
  bool complete_ = false;
  std::uint64_t next_sequence_ = 0;
  std::uint64_t next_write_ = 0;
  std::uint64_t next_settle_ = 0;
  std::size_t memory_bytes_ = 0;
  std::optional<Error> error_;
  std::optional<std::chrono::steady_clock::time_point> stalled_since_;
  std::chrono::nanoseconds stalled_{0};
};

}  // namespace bdp
