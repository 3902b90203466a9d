#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "os/environment.h"
#include "pipeline/counters.h"
#include "pipeline/dead_letters.h"
#include "pipeline/mark.h"
#include "pipeline/retry.h"
#include "pipeline/sink.h"

namespace bdp {

/// One of several sinks of a run, and what is its own. All branches of a run stand at the same
/// place of the source.
struct Branch {
  Sink* sink = nullptr;
  Mark from = {};                     ///< That it continues.
  MarkStore* marks = nullptr;         ///< Told only of what this sink has.
  std::string dead_letter_path = {};  ///< Empty: they are only counted.
};

/// What became of a branch.
struct BranchOutcome {
  RowCounters total;     ///< What its last mark says.
  RowCounters this_run;  ///< Of that, since the run was begun.
  /// It was let go, and its last mark is where it has to go on from. Nothing: it kept up.
  std::optional<Error> detached;
};

struct FanOutOptions {
  /// How long, summed over the run, the others wait for one sink before they let it go.
  std::chrono::milliseconds patience{10'000};
  /// Of a write, as long as nobody waits for it.
  RetryPolicy retry = {};
  bool durable = false;  ///< Dead letters survive power loss.
};

/// Several sinks as one: every batch is read and filtered once and written to all of them at the
/// same time. A sink that fails, or that the others wait for too long, is let go; the others go
/// on. Each sink has a mark of its own, so it can go on alone later, from where it was let go.
///
/// It is the run's sink, the run's MarkStore, and listens to its dead letters. The run's own mark
/// begins with no rows; its figures count a row that any sink refuses as a dead letter.
class FanOut final : public Sink, public MarkStore {
 public:
  FanOut(const os::Environment& environment, std::vector<Branch> branches, FanOutOptions options);
  ~FanOut() override;

  // ---- Sink ----
  /// `from` is of no interest: each branch has its own.
  Status open(std::string_view from) override;
  std::unique_ptr<Prepared> prepare(const Batch& batch, const Selection& rows,
                                    std::unique_ptr<Prepared> reuse) const override;
  Result<WriteOutcome> write(const Batch& batch, const Selection& rows, Prepared* prepared,
                             std::stop_token stop) override;
  Status flush() override;
  std::string position() const override { return {}; }
  Status finish() override;
  bool waits() const override { return true; }

  // ---- MarkStore ----
  Status save(std::string_view mark) override;

  /// RunPlan::on_dead_letter.
  void note(const DeadLetter& letter);

  /// In the order of the branches; after the run.
  std::vector<BranchOutcome> outcomes() const;

 private:
  struct State;
  struct Refusal {
    RowId id;
    State* branch;
    Error reason;
  };
  struct Race;

  Result<WriteOutcome> write_one(State& branch, const Batch& batch, const Selection& rows,
                                 Prepared* prepared, const std::stop_token& stop);
  void write_all(Race& race, const Batch& batch, const Selection& rows, Prepared* prepared,
                 const std::stop_token& stop);
  /// The outcome of one branch, as part of the whole.
  void take(State& branch, const Batch& batch, WriteOutcome outcome, WriteOutcome& all);
  /// Nothing when some branch is left.
  Status require_one_left() const;

  const os::Environment environment_;
  const FanOutOptions options_;
  std::vector<std::unique_ptr<State>> branches_;
  std::vector<Refusal> refusals_;  ///< Of the batch that is written and not settled.
  std::uint64_t refused_rows_ = 0;
  std::optional<Error> letter_problem_;
};

}  // namespace bdp
