#include "pipeline/conveyor.h"

#include <utility>

#include "base/check.h"

namespace bdp {

Conveyor::Conveyor(const ConveyorLimits& limits, Source& source,
                   std::shared_ptr<const Layout> layout)
    : limits_(limits), source_(source), window_(limits.parcels), open_lanes_(limits.lanes) {
  CHECK(limits.lanes > 0 && limits.workers > 0 && limits.writes > 0 && limits.parcels > 0);
  for (unsigned i = 0; i < limits.parcels; ++i) {
    parcels_.push_back(std::make_unique<Parcel>(layout));
    free_.push_back(parcels_.back().get());
  }
  for (unsigned i = limits.lanes; i-- > 0;) free_lanes_.push_back(i);
  for (unsigned i = limits.workers; i-- > 0;) free_states_.push_back(i);
}

Task Conveyor::next() {
  std::unique_lock lock(mutex_);
  for (;;) {
    if (const auto task = pick()) {
      note_stall();
      // One woken thread wakes the next, if there is something for it.
      if (idle_ > 0) changed_.notify_one();
      return *task;
    }
    note_stall();
    if (over()) {
      complete_ = !failed_ && !reads_stopped_ && !abandoned_;
      changed_.notify_all();
      return {};
    }
    ++idle_;
    changed_.wait(lock);
    --idle_;
  }
}

std::optional<Task> Conveyor::pick() {
  if (failed_) return std::nullopt;
  if (checkpoint_wanted_ && quiet()) {
    checkpoint_wanted_ = false;
    settling_ = true;
    return Task{Duty::kCheckpoint, nullptr, 0};
  }
  // A sink that writes in order must stand still at the parcel that is settled: its position is
  // stored.
  const bool in_order = limits_.writes == 1;
  if (next_settle_ < next_write_ && !settling_ && place(next_settle_).stage == Stage::kWritten) {
    settling_ = true;
    return Task{Duty::kSettle, place(next_settle_).parcel, 0};
  }
  if (abandoned_) return std::nullopt;
  if (Place& ready = place(next_write_); ready.stage == Stage::kWorked &&
                                         ready.parcel->sequence == next_write_ &&
                                         writing_ < limits_.writes && !(in_order && settling_)) {
    ready.stage = Stage::kWriting;
    ++writing_;
    ++next_write_;
    return Task{Duty::kWrite, ready.parcel, 0};
  }
  if (working_ + reading_ >= limits_.busy) return std::nullopt;
  if (!read_.empty() && !free_states_.empty()) {
    Parcel* parcel = read_.front();
    read_.pop_front();
    const unsigned state = free_states_.back();
    free_states_.pop_back();
    ++working_;
    return Task{Duty::kWork, parcel, state};
  }
  if (may_read()) {
    Parcel* parcel = free_.back();
    free_.pop_back();
    const unsigned lane = free_lanes_.back();
    free_lanes_.pop_back();
    ++reading_;
    parcel->bytes = limits_.chunk_bytes;
    memory_bytes_ += parcel->bytes;
    return Task{Duty::kRead, parcel, lane};
  }
  return std::nullopt;
}

bool Conveyor::may_read() const {
  if (reads_stopped_ || free_lanes_.empty() || free_.empty()) return false;
  return free_.size() == parcels_.size() ||
         memory_bytes_ + limits_.chunk_bytes <= limits_.memory_bytes;
}

bool Conveyor::over() const {
  if (failed_) return true;
  if (reading_ + working_ + writing_ > 0 || settling_) return false;
  if (abandoned_) return true;
  return (open_lanes_ == 0 || reads_stopped_) && next_settle_ == next_sequence_;
}

void Conveyor::note_stall() {
  const bool stalled = !reads_stopped_ && !failed_ && !free_lanes_.empty() && !may_read();
  if (stalled == stalled_since_.has_value()) return;
  const auto now = std::chrono::steady_clock::now();
  if (stalled) {
    stalled_since_ = now;
  } else {
    stalled_ += now - *stalled_since_;
    stalled_since_.reset();
  }
}

void Conveyor::read_done(const Task& task, bool got) {
  const std::lock_guard lock(mutex_);
  --reading_;
  memory_bytes_ -= task.parcel->bytes;
  if (!got) {
    --open_lanes_;
    task.parcel->bytes = 0;
    free_.push_back(task.parcel);
    return;
  }
  Parcel& parcel = *task.parcel;
  parcel.bytes = parcel.chunk.block ? parcel.chunk.block->size : 0;
  memory_bytes_ += parcel.bytes;
  parcel.end = source_.place(parcel.chunk);
  parcel.sequence = next_sequence_++;
  free_lanes_.push_back(task.token);
  read_.push_back(&parcel);
}

void Conveyor::work_done(const Task& task) {
  const std::lock_guard lock(mutex_);
  --working_;
  free_states_.push_back(task.token);
  place(task.parcel->sequence) = {task.parcel, Stage::kWorked};
}

void Conveyor::write_done(const Task& task) {
  const std::lock_guard lock(mutex_);
  --writing_;
  place(task.parcel->sequence).stage = Stage::kWritten;
}

void Conveyor::settle_done(const Task& task) {
  const std::lock_guard lock(mutex_);
  settling_ = false;
  place(next_settle_) = {};
  ++next_settle_;
  memory_bytes_ -= task.parcel->bytes;
  task.parcel->bytes = 0;
  free_.push_back(task.parcel);
}

void Conveyor::checkpoint_done() {
  const std::lock_guard lock(mutex_);
  settling_ = false;
}

void Conveyor::stop_reading() {
  const std::lock_guard lock(mutex_);
  if (open_lanes_ > 0) reads_stopped_ = true;
  changed_.notify_all();
}

void Conveyor::abandon() {
  const std::lock_guard lock(mutex_);
  abandoned_ = true;
  changed_.notify_all();
}

void Conveyor::fail(Error broken) {
  const std::lock_guard lock(mutex_);
  failed_ = true;
  if (!error_) error_ = std::move(broken);
  changed_.notify_all();
}

void Conveyor::fail_read(const Task& task, Error broken) {
  const std::lock_guard lock(mutex_);
  --reading_;
  memory_bytes_ -= task.parcel->bytes;
  task.parcel->bytes = 0;
  free_.push_back(task.parcel);
  reads_stopped_ = true;
  if (!error_) error_ = std::move(broken);
  changed_.notify_all();
}

void Conveyor::want_checkpoint() {
  const std::lock_guard lock(mutex_);
  checkpoint_wanted_ = true;
  changed_.notify_one();
}

std::chrono::nanoseconds Conveyor::stalled() const {
  const std::lock_guard lock(mutex_);
  return stalled_;
}

std::size_t Conveyor::under_way() const {
  const std::lock_guard lock(mutex_);
  return next_sequence_ - next_settle_;
}

}  // namespace bdp
