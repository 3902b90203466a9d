#include "pipeline/delivery.h"

#include <utility>

#include "base/check.h"

namespace bdp {

Delivery::Delivery(Source& source, Sink& sink, DeadLetters* dead_letters, MarkStore* marks,
                   os::Clock& clock, std::chrono::nanoseconds interval, Mark from)
    : source_(source),
      sink_(sink),
      dead_letters_(dead_letters),
      marks_(marks),
      clock_(clock),
      interval_(interval),
      mark_(std::move(from)),
      last_checkpoint_(clock.steady()) {}

Status Delivery::settle(Parcel& parcel) {
  const WriteOutcome& outcome = parcel.outcome;
  CHECK(outcome.delivered + outcome.already_there + outcome.refused.size() == parcel.rows.size());
  if (!parcel.chunk.replayed) {
    parcel.counters.delivered = outcome.delivered;
    parcel.counters.already_there = outcome.already_there;
    parcel.counters.dead_letters =
        parcel.chunk.skipped.size() + parcel.batch.rejected().size() + outcome.refused.size();
    if (parcel.counters.dead_letters > 0) TRY(bury(parcel));
  }
  bool due = false;
  {
    const std::lock_guard lock(mutex_);
    mark_.source = std::move(parcel.end);
    mark_.rows += parcel.counters;
    dirty_ = true;
    due = clock_.steady() - last_checkpoint_ >= interval_;
  }
  return due ? checkpoint() : Status();
}

Status Delivery::bury(const Parcel& parcel) {
  const Batch& batch = parcel.batch;
  for (const SkippedRecord& skipped : parcel.chunk.skipped) {
    TRY(add({.id = RowId::at(parcel.chunk.source, skipped.position),
             .position = skipped.position,
             .path = parcel.chunk.path,
             .stage = DeadLetterStage::kDecode,
             .reason = skipped.reason,
             .original = skipped.head,
             .length = skipped.length}));
  }
  const auto bury_row = [&](const Rejection& rejection, DeadLetterStage stage) {
    const std::string_view original = batch.original(rejection.row);
    return add({.id = batch.id(rejection.row),
                .position = batch.position(rejection.row),
                .path = parcel.chunk.path,
                .stage = stage,
                .reason = rejection.reason,
                .original = original,
                .length = original.size()});
  };
  for (std::size_t i = 0; i < batch.rejected().size(); ++i) {
    TRY(bury_row(batch.rejected()[i],
                 i < parcel.undecoded ? DeadLetterStage::kDecode : DeadLetterStage::kFilter));
  }
  for (const Rejection& refused : parcel.outcome.refused) {
    TRY(bury_row(refused, DeadLetterStage::kSink));
  }
  return {};
}

Status Delivery::add(const DeadLetter& letter) {
  if (listener_) listener_(letter);
  return dead_letters_ != nullptr ? dead_letters_->add(letter) : Status();
}

Status Delivery::checkpoint() {
  if (!dirty_) return {};
  TRY(sink_.flush());
  if (dead_letters_ != nullptr) {
    TRY(dead_letters_->flush());
    mark_.dead_letter_bytes = dead_letters_->length();
  }
  mark_.sink_position = sink_.position();
  if (marks_ != nullptr) TRY(marks_->save(encode_mark(mark_)));
  TRY(source_.commit(mark_.source));
  const std::lock_guard lock(mutex_);
  dirty_ = false;
  last_checkpoint_ = clock_.steady();
  return {};
}

bool Delivery::overdue() const {
  const std::lock_guard lock(mutex_);
  return dirty_ && clock_.steady() - last_checkpoint_ >= 2 * interval_;
}

RowCounters Delivery::counters() const {
  const std::lock_guard lock(mutex_);
  return mark_.rows;
}

}  // namespace bdp
