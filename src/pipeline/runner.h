#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>

#include "base/result.h"
#include "os/environment.h"
#include "pipeline/counters.h"
#include "pipeline/dead_letters.h"
#include "pipeline/flow_meter.h"
#include "pipeline/mark.h"
#include "pipeline/program.h"
#include "pipeline/retry.h"
#include "pipeline/sink.h"
#include "pipeline/source.h"

namespace bdp {

/// All that a run needs. The objects outlive it; source and sink are opened by it.
struct RunPlan {
  os::Environment environment;
  Source& source;
  const Decoder& decoder;
  const Program& program;
  Sink& sink;
  /// Of decoder, program and sink; no longer changed.
  std::shared_ptr<const Layout> layout = {};

  /// The last mark that `marks` was given, when an unfinished run is continued; else empty.
  std::string resume_from = {};
  /// Null: the run cannot be continued, nothing is stored.
  MarkStore* marks = nullptr;
  /// Empty: rows that cannot be delivered are only counted.
  std::string dead_letter_path = {};
  /// Told of each row that cannot be delivered, in order, by one thread at a time; may be empty.
  std::function<void(const DeadLetter&)> on_dead_letter = {};
  /// Dead letters survive power loss.
  bool durable = false;

  unsigned readers = 1;     ///< At most; a source has no more than its lanes.
  unsigned workers = 0;     ///< Threads that filter at once; 0: one a processor.
  unsigned processors = 0;  ///< Threads that compute at once; 0: what the machine lets us use.
  std::size_t memory_bytes = std::size_t{32} * 1024 * 1024;  ///< Of chunks under way.
  std::chrono::milliseconds checkpoint_interval{500};
  std::chrono::milliseconds progress_interval{200};
  /// After a request to stop, what is under way has this long to reach the sink.
  std::chrono::milliseconds stop_grace{400};
  RetryPolicy retry = {};
};

/// How a run is doing.
struct RunStatistics {
  RowCounters total;     ///< Over all runs of the job: what the mark says.
  RowCounters this_run;  ///< Since it was started or continued.
  FlowTotals flow;
  FlowRates rates;
  std::uint64_t bytes_out = 0;
  std::uint64_t retries = 0;
  std::chrono::nanoseconds elapsed{0};
  std::chrono::nanoseconds reading{0};    ///< Summed over threads, as the three below.
  std::chrono::nanoseconds filtering{0};  ///< Decoding, filters, encoding.
  std::chrono::nanoseconds writing{0};
  std::chrono::nanoseconds storing{0};  ///< Flushes and checkpoints.
  unsigned threads = 0;
  unsigned readers = 0;
  unsigned workers = 0;
};

/// Told about a run about every RunPlan::progress_interval, by the thread that called it.
class ProgressListener {
 public:
  virtual ~ProgressListener() = default;
  virtual void progress(const RunStatistics& statistics) = 0;
};

enum class Ending : std::uint8_t {
  kComplete,  ///< Everything the source has is delivered and stored.
  kStopped,   ///< On request; to be continued.
  kFailed,    ///< `error` says why; what was stored stays, to be continued.
};

struct RunOutcome {
  Ending ending = Ending::kFailed;
  std::optional<Error> error;
  RunStatistics statistics;
};

/// Moves everything from the source through the program to the sink, on threads of its own, and
/// returns when that is done, has failed, or was stopped. `listener` may be null.
RunOutcome run_pipeline(const RunPlan& plan, std::stop_token stop, ProgressListener* listener);

}  // namespace bdp
