#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>
#include <utility>

#include "base/result.h"
#include "os/clock.h"
#include "pipeline/counters.h"
#include "pipeline/dead_letters.h"
#include "pipeline/mark.h"
#include "pipeline/parcel.h"
#include "pipeline/sink.h"
#include "pipeline/source.h"

namespace bdp {

/// Accounts for parcels in their order and stores how far the run has come. The order of a
/// checkpoint is what makes kill -9 harmless: first the sink is durable, then the dead letters,
/// then the mark says so. One thread at a time, but for counters().
class Delivery {
 public:
  /// `dead_letters` and `marks` may be null: then rows that cannot be delivered are only counted,
  /// or nothing is stored. `from`: the mark that the run continues.
  Delivery(Source& source, Sink& sink, DeadLetters* dead_letters, MarkStore* marks,
           os::Clock& clock, std::chrono::nanoseconds interval, Mark from);

  /// Told of each dead letter, stored or not.
  void listen(std::function<void(const DeadLetter&)> listener) { listener_ = std::move(listener); }

  /// The next parcel in order is with the sink. Stores a checkpoint when one is due.
  Status settle(Parcel& parcel);

  /// Stores a checkpoint, unless nothing has happened since the last one.
  Status checkpoint();

  /// A checkpoint was due some time ago and no parcel came to bring it about.
  bool overdue() const;

  RowCounters counters() const;

 private:
  Status bury(const Parcel& parcel);
  Status add(const DeadLetter& letter);

  Source& source_;
  Sink& sink_;
  DeadLetters* dead_letters_;
  MarkStore* marks_;
  std::function<void(const DeadLetter&)> listener_;
  os::Clock& clock_;
  const std::chrono::nanoseconds interval_;

  mutable std::mutex mutex_;  ///< Guards what counters() and overdue() look at.
  Mark mark_;
  bool dirty_ = false;
  os::SteadyTime last_checkpoint_;
};

}  // namespace bdp
