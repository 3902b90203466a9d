#include "pipeline/runner.h"

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

#include "base/check.h"
#include "os/machine.h"
#include "pipeline/conveyor.h"
#include "pipeline/dead_letters.h"
#include "pipeline/delivery.h"
#include "pipeline/parcel.h"

namespace bdp {
namespace {

using Clock = std::chrono::steady_clock;

/// A sum that many threads add to, and that is read now and then.
class Sum {
 public:
  void add(std::uint64_t amount) { sum_.fetch_add(amount, std::memory_order_relaxed); }
  std::uint64_t get() const { return sum_.load(std::memory_order_relaxed); }
  std::chrono::nanoseconds time() const { return std::chrono::nanoseconds(get()); }

 private:
  std::atomic<std::uint64_t> sum_{0};
};

/// Adds the time of its life to a sum.
class Stopwatch {
 public:
  explicit Stopwatch(Sum& sum) : sum_(sum), start_(Clock::now()) {}
  Stopwatch(const Stopwatch&) = delete;
  Stopwatch& operator=(const Stopwatch&) = delete;
  ~Stopwatch() {
    sum_.add(static_cast<std::uint64_t>(std::chrono::nanoseconds(Clock::now() - start_).count()));
  }

 private:
  Sum& sum_;
  const Clock::time_point start_;
};

/// How many threads and parcels a run has.
struct Crew {
  ConveyorLimits limits;
  unsigned threads = 1;
};

Crew crew_of(const RunPlan& plan) {
  const bool ordered = plan.program.needs_order();
  const unsigned processors =
      plan.processors > 0 ? plan.processors : std::max(1U, os::usable_processors());
  Crew crew;
  ConveyorLimits& limits = crew.limits;
  limits.lanes = ordered ? 1 : std::clamp(plan.readers, 1U, std::max(1U, plan.source.lanes()));
  limits.workers = ordered ? 1 : (plan.workers > 0 ? plan.workers : processors);
  limits.writes = std::max(1U, plan.sink.writes_in_flight());
  limits.memory_bytes = plan.memory_bytes;
  limits.chunk_bytes = plan.source.chunk_bytes();
  // Threads that compute: more of them than processors would only push each other out of the
  // caches. Those that wait for others come on top.
  crew.threads = std::min(processors, limits.lanes + limits.workers + 1);
  if (plan.source.waits()) crew.threads += limits.lanes;
  limits.busy = crew.threads;
  if (plan.sink.waits()) crew.threads += limits.writes;
  // One in each pair of hands; the others are read ahead or wait for their turn when a thread is
  // held up. The memory of those that are not needed is never touched.
  limits.parcels = 3 * crew.threads + 2;
  return crew;
}

class Run {
 public:
  Run(const RunPlan& plan, const Crew& crew, const Mark& from, DeadLetters* dead_letters)
      : plan_(plan),
        crew_(crew),
        conveyor_(crew.limits, plan.source, plan.layout),
        delivery_(plan.source, plan.sink, dead_letters, plan.marks, plan.environment.clock,
                  plan.checkpoint_interval, from),
        before_(from.rows),
        start_(plan.environment.clock.steady()),
        meter_(start_) {
    delivery_.listen(plan.on_dead_letter);
    for (unsigned i = 0; i < crew.limits.workers; ++i) {
      states_.push_back(plan.program.new_state());
    }
  }

  RunOutcome go(const std::stop_token& stop, ProgressListener* listener) {
    {
      const std::stop_callback on_stop(stop, [this] {
        quit_.request_stop();
        conveyor_.stop_reading();
      });
      std::vector<std::jthread> threads;
      for (unsigned i = 0; i < crew_.threads; ++i) {
        threads.emplace_back([this] { serve(); });
      }
      watch(stop, listener);
    }
    return finish(stop);
  }

 private:
  /// What each thread does: the next duty, until there is none.
  void serve() {
    for (;;) {
      const Task task = conveyor_.next();
      switch (task.duty) {
        case Duty::kRead:
          read(task);
          break;
        case Duty::kWork:
          work(*task.parcel, task.token);
          conveyor_.work_done(task);
          break;
        case Duty::kWrite:
          write(task);
          break;
        case Duty::kSettle:
          settle(task);
          break;
        case Duty::kCheckpoint:
          checkpoint();
          break;
        case Duty::kLeave: {
          const std::lock_guard lock(mutex_);
          ++left_;
          changed_.notify_all();
          return;
        }
      }
    }
  }

  void read(const Task& task) {
    Parcel& parcel = *task.parcel;
    parcel.batch.reset();
    parcel.chunk.clear();
    Result<bool> got = false;
    {
      const Stopwatch stopwatch(reading_);
      got = plan_.source.next(task.token, parcel.chunk, quit_.get_token());
    }
    if (got) {
      conveyor_.read_done(task, *got);
    } else if (got.error().code() == Code::kCancelled && quit_.stop_requested()) {
      conveyor_.read_done(task, false);
    } else {
      conveyor_.fail_read(task, std::move(got).error());
    }
  }

  void work(Parcel& parcel, unsigned state) {
    const Stopwatch stopwatch(filtering_);
    Batch& batch = parcel.batch;
    plan_.decoder.decode(parcel.chunk, batch);
    const RowIndex decoded = batch.rows();
    parcel.undecoded = batch.rejected().size();
    select_all(batch, parcel.rows);
    if (parcel.undecoded > 0) take_out_rejected(parcel);
    plan_.program.run(batch, parcel.rows, *states_[state]);
    parcel.outcome = {};
    parcel.counters = {};
    if (parcel.chunk.replayed) {
      parcel.rows.clear();
      return;
    }
    parcel.counters.read = decoded + parcel.chunk.skipped.size();
    parcel.counters.added = batch.rows() - decoded;
    parcel.counters.dropped = batch.rows() - parcel.rows.size() - batch.rejected().size();
    parcel.counters.bytes_read = parcel.chunk.bytes.size();
    for (const SkippedRecord& skipped : parcel.chunk.skipped) {
      parcel.counters.bytes_read += skipped.length;
    }
    events_in_.add(parcel.counters.read);
    events_filtered_.add(parcel.counters.read + parcel.counters.added);
    parcel.prepared = plan_.sink.prepare(batch, parcel.rows, std::move(parcel.prepared));
  }

  static void take_out_rejected(Parcel& parcel) {
    std::vector<bool> rejected(parcel.batch.rows());
    for (const Rejection& rejection : parcel.batch.rejected()) rejected[rejection.row] = true;
    std::erase_if(parcel.rows, [&](RowIndex row) { return rejected[row]; });
  }

  void write(const Task& task) {
    Parcel& parcel = *task.parcel;
    if (!parcel.rows.empty()) {
      const Stopwatch stopwatch(writing_);
      Backoff backoff(plan_.retry, plan_.environment.clock, plan_.environment.randomness);
      for (;;) {
        auto outcome =
            plan_.sink.write(parcel.batch, parcel.rows, parcel.prepared.get(), quit_.get_token());
        if (outcome) {
          parcel.outcome = *std::move(outcome);
          break;
        }
        if (!backoff.again(outcome.error(), quit_.get_token())) {
          fail(std::move(outcome).error());
          return;
        }
        retries_.add(1);
      }
      bytes_out_.add(parcel.outcome.bytes);
      events_out_.add(parcel.rows.size());
    }
    conveyor_.write_done(task);
  }

  void settle(const Task& task) {
    const Stopwatch stopwatch(storing_);
    if (auto status = delivery_.settle(*task.parcel); !status) {
      fail(std::move(status).error());
    } else {
      conveyor_.settle_done(task);
    }
  }

  void checkpoint() {
    const Stopwatch stopwatch(storing_);
    if (auto status = delivery_.checkpoint(); !status) {
      fail(std::move(status).error());
    } else {
      conveyor_.checkpoint_done();
    }
  }

  void fail(Error error) {
    conveyor_.fail(std::move(error));
    quit_.request_stop();
  }

  /// The calling thread's part: progress, samples, and the end of patience after a stop.
  void watch(const std::stop_token& stop, ProgressListener* listener) {
    std::optional<Clock::time_point> asked_to_stop;
    std::unique_lock lock(mutex_);
    while (!changed_.wait_for(lock, plan_.progress_interval,
                              [this] { return left_ == crew_.threads; })) {
      lock.unlock();
      if (stop.stop_requested() && !asked_to_stop) asked_to_stop = Clock::now();
      if (asked_to_stop && Clock::now() - *asked_to_stop >= plan_.stop_grace) conveyor_.abandon();
      if (delivery_.overdue()) conveyor_.want_checkpoint();
      const RunStatistics now = statistics();
      meter_.note(plan_.environment.clock.steady(), now.flow);
      if (listener != nullptr) listener->progress(now);
      lock.lock();
    }
  }

  RunOutcome finish(const std::stop_token& stop) {
    RunOutcome outcome;
    outcome.error = conveyor_.error();
    // A failed sink stands nobody knows where; the mark stored before is the one that holds.
    if (!conveyor_.failed()) {
      const Stopwatch stopwatch(storing_);
      if (auto status = delivery_.checkpoint(); !status && !outcome.error) {
        outcome.error = std::move(status).error();
      }
    }
    if (conveyor_.complete() && !outcome.error) {
      if (auto status = plan_.sink.finish(); !status) outcome.error = std::move(status).error();
    }
    outcome.statistics = statistics();
    if (conveyor_.complete() && !outcome.error) {
      CHECK(outcome.statistics.total.conserved());
      outcome.ending = Ending::kComplete;
    } else if (outcome.error ? outcome.error->code() == Code::kCancelled ||
                                   (stop.stop_requested() && outcome.error->retryable())
                             : stop.stop_requested()) {
      outcome.ending = Ending::kStopped;
    }
    return outcome;
  }

  RunStatistics statistics() const {
    RunStatistics now;
    now.total = delivery_.counters();
    now.this_run = now.total;
    now.this_run -= before_;
    now.flow = {.in = events_in_.get(),
                .filtered = events_filtered_.get(),
                .out = events_out_.get(),
                .stalled = conveyor_.stalled(),
                .busy = filtering_.time() + writing_.time() + storing_.time()};
    const os::SteadyTime time = plan_.environment.clock.steady();
    now.rates = meter_.rates(time, now.flow);
    now.bytes_out = bytes_out_.get();
    now.retries = retries_.get();
    now.elapsed = time - start_;
    now.reading = reading_.time();
    now.filtering = filtering_.time();
    now.writing = writing_.time();
    now.storing = storing_.time();
    now.threads = crew_.threads;
    now.readers = crew_.limits.lanes;
    now.workers = crew_.limits.workers;
    return now;
  }

  const RunPlan& plan_;
  const Crew crew_;
  Conveyor conveyor_;
  Delivery delivery_;
  const RowCounters before_;
  const os::SteadyTime start_;
  FlowMeter meter_;
  std::vector<std::unique_ptr<Program::State>> states_;
  std::stop_source quit_;  ///< On a request from outside, or when something has failed.

  Sum reading_, filtering_, writing_, storing_;
  Sum events_in_, events_filtered_, events_out_, bytes_out_, retries_;

  std::mutex mutex_;
  std::condition_variable changed_;
  unsigned left_ = 0;
};

Status open_sink(const RunPlan& plan, const std::string& position, const std::stop_token& stop) {
  Backoff backoff(plan.retry, plan.environment.clock, plan.environment.randomness);
  for (;;) {
    auto opened = plan.sink.open(position);
    if (opened || !backoff.again(opened.error(), stop)) return opened;
  }
}

Result<RunOutcome> start(const RunPlan& plan, const std::stop_token& stop,
                         ProgressListener* listener) {
  Mark from;
  if (!plan.resume_from.empty()) {
    TRY_ASSIGN(from, decode_mark(plan.resume_from));
  }
  const bool replay = !plan.resume_from.empty() && plan.program.needs_order();
  TRY(plan.source.open(from.source, replay));
  TRY(open_sink(plan, from.sink_position, stop));
  std::unique_ptr<DeadLetters> dead_letters;
  if (!plan.dead_letter_path.empty()) {
    TRY_ASSIGN(dead_letters,
               DeadLetters::open(plan.environment.files, plan.environment.clock,
                                 plan.dead_letter_path, from.dead_letter_bytes, plan.durable));
  }
  return Run(plan, crew_of(plan), from, dead_letters.get()).go(stop, listener);
}

}  // namespace

RunOutcome run_pipeline(const RunPlan& plan, std::stop_token stop, ProgressListener* listener) {
  auto outcome = start(plan, stop, listener);
  if (outcome) return *std::move(outcome);
  RunOutcome failed;
  failed.error = std::move(outcome).error();
  return failed;
}

}  // namespace bdp
