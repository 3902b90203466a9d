#include "pipeline/runner.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <numeric>

#include "os/clock.h"
#include "os/randomness.h"
#include "os/temporary_directory.h"
#include "pipeline/fake_sink.h"
#include "pipeline/fake_source.h"

namespace bdp {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::SizeIs;

class FakeState final : public Program::State {
 public:
  std::uint64_t rows = 0;
};

/// A program that is one function.
class FakeProgram final : public Program {
 public:
  using Step = std::function<void(Batch&, Selection&, FakeState&)>;
  explicit FakeProgram(Step step = {}, bool ordered = false)
      : step_(std::move(step)), ordered_(ordered) {}
  std::unique_ptr<State> new_state() const override { return std::make_unique<FakeState>(); }
  bool needs_order() const override { return ordered_; }
  void run(Batch& batch, Selection& rows, State& state) const override {
    if (step_) step_(batch, rows, static_cast<FakeState&>(state));
  }

 private:
  Step step_;
  bool ordered_;
};

struct FakeMarks final : MarkStore {
  std::string last;
  int saved = 0;
  int fail_at = -1;
  Status save(std::string_view mark) override {
    if (++saved == fail_at) return Error(Code::kExhausted, "no space for the mark");
    last = mark;
    return {};
  }
};

/// A job whose runs share storage, mark and dead letters, as runs of one command do.
struct Job {
  std::shared_ptr<Layout> layout = [] {
    auto made = std::make_shared<Layout>();
    made->add("message");
    return made;
  }();
  os::FakeClock clock{os::WallTime(std::chrono::seconds(1'700'000'000))};
  os::FakeRandomness randomness{1};
  os::TemporaryDirectory directory;
  FakeSource::Script source;
  FakeSink::Script sink;
  FakeDecoder decoder;
  FakeProgram program;
  FakeStorage storage;
  FakeMarks marks;
  unsigned processors = 2;
  unsigned readers = 1;
  unsigned most_writes = 0;
  std::chrono::milliseconds checkpoint_interval{0};

  std::string letters_path() const { return directory.path() + "/dead_letters.jsonl"; }
  std::string letters() {
    auto text = os::read_whole(os::real_files(), letters_path(), 1 << 20);
    return text ? *text : "";
  }

  RunOutcome run(std::stop_token stop = {}, ProgressListener* listener = nullptr) {
    FakeSource from(source);
    FakeSink to(storage, sink);
    RunPlan plan{.environment = {os::real_files(), clock, randomness},
                 .source = from,
                 .decoder = decoder,
                 .program = program,
                 .sink = to,
                 .layout = layout};
    plan.resume_from = marks.last;
    plan.marks = &marks;
    plan.dead_letter_path = letters_path();
    plan.processors = processors;
    plan.readers = readers;
    plan.checkpoint_interval = checkpoint_interval;
    plan.progress_interval = std::chrono::milliseconds(1);
    RunOutcome outcome = run_pipeline(plan, stop, listener);
    most_writes = to.most_inside();
    return outcome;
  }

  /// The positions that arrived.
  std::vector<std::uint64_t> arrived() const {
    std::vector<std::uint64_t> positions;
    for (const auto& [id, text] : storage.rows) positions.push_back(id.low);
    return positions;
  }
};

std::vector<std::uint64_t> first(std::uint64_t count) {
  std::vector<std::uint64_t> numbers(count);
  std::iota(numbers.begin(), numbers.end(), std::uint64_t{0});
  return numbers;
}

class RunnerThreads : public testing::TestWithParam<unsigned> {};

TEST_P(RunnerThreads, DeliverEveryRowInOrder) {
  Job job;
  job.processors = GetParam();
  job.source.rows = 5000;
  const RunOutcome outcome = job.run();
  ASSERT_EQ(outcome.ending, Ending::kComplete) << outcome.error->message();
  EXPECT_EQ(job.arrived(), first(5000));
  EXPECT_EQ(outcome.statistics.total.read, 5000U);
  EXPECT_EQ(outcome.statistics.total.delivered, 5000U);
  EXPECT_EQ(job.most_writes, 1U);
}

TEST_P(RunnerThreads, ReadSeveralLanesSideBySide) {
  Job job;
  job.processors = GetParam();
  job.readers = 3;
  job.source.lanes = 3;
  job.source.rows = 1000;
  ASSERT_EQ(job.run().ending, Ending::kComplete);
  auto positions = job.arrived();
  EXPECT_THAT(positions, SizeIs(3000));
  std::sort(positions.begin(), positions.end());
  EXPECT_EQ(positions[1000], FakeSource::kLaneStride);
  EXPECT_EQ(std::unique(positions.begin(), positions.end()), positions.end());
}

TEST_P(RunnerThreads, KeepSeveralWritesInFlight) {
  Job job;
  job.processors = GetParam();
  job.sink.writes_in_flight = 3;
  job.source.rows = 1000;
  ASSERT_EQ(job.run().ending, Ending::kComplete);
  auto positions = job.arrived();
  std::sort(positions.begin(), positions.end());
  EXPECT_EQ(positions, first(1000));
  EXPECT_LE(job.most_writes, 3U);
}

INSTANTIATE_TEST_SUITE_P(Processors, RunnerThreads, testing::Values(1, 2, 4));

TEST(Runner, EndsAtOnceWhenThereIsNothingToRead) {
  Job job;
  job.source.rows = 0;
  const RunOutcome outcome = job.run();
  EXPECT_EQ(outcome.ending, Ending::kComplete);
  EXPECT_EQ(outcome.statistics.total, RowCounters());
}

TEST(Runner, AccountsForEveryRow) {
  Job job;
  job.decoder.unlucky = true;
  job.sink.refuse_seven = true;
  // Of 0..99: 13 is not decoded, 20..29 dropped, 40 becomes three, 50 cannot be filtered.
  job.program = FakeProgram([](Batch& batch, Selection& rows, FakeState&) {
    std::erase_if(rows, [&](RowIndex row) {
      const std::string_view text = batch.at(0, row).as_text();
      if (text == "50") batch.reject(row, Error(Code::kInvalid, "50 is too much"));
      return text == "50" || (text.size() == 2 && text.front() == '2');
    });
    const auto forty = std::find_if(
        rows.begin(), rows.end(), [&](RowIndex row) { return batch.at(0, row).as_text() == "40"; });
    if (forty == rows.end()) return;
    const RowIndex child = batch.add_row(*forty, *forty);
    const RowIndex next_child = batch.add_row(*forty, child);
    rows.insert(forty + 1, {child, next_child});
  });
  const RunOutcome outcome = job.run();
  ASSERT_EQ(outcome.ending, Ending::kComplete);
  const RowCounters& rows = outcome.statistics.total;
  EXPECT_EQ(rows.read, 100U);
  EXPECT_EQ(rows.added, 2U);
  EXPECT_EQ(rows.dropped, 10U);
  EXPECT_EQ(rows.dead_letters, 3U);
  EXPECT_EQ(rows.delivered, 89U);
  EXPECT_TRUE(rows.conserved());
  EXPECT_THAT(
      job.letters(),
      AllOf(
          HasSubstr(R"("position":13,"stage":"decode","code":"invalid","reason":"13 is unlucky",)"
                    R"("bytes":2,"text":"13"})"),
          HasSubstr(R"("position":50,"stage":"filter","code":"invalid","reason":"50 is too mu)"),
          HasSubstr(R"("position":7,"stage":"sink","code":"invalid","reason":"7 is not wanted)")));
}

TEST(Runner, TriesAgainWhileTheSinkIsAway) {
  Job job;
  job.sink.fail_at = 3;
  job.sink.failures = 5;
  const RunOutcome outcome = job.run();
  ASSERT_EQ(outcome.ending, Ending::kComplete);
  EXPECT_EQ(outcome.statistics.retries, 5U);
  EXPECT_EQ(job.arrived(), first(100));
}

TEST(Runner, GivesUpWhenTheSinkStaysAway) {
  Job job;
  job.sink.fail_at = 3;
  job.sink.failures = 100'000;
  const RunOutcome outcome = job.run();
  ASSERT_EQ(outcome.ending, Ending::kFailed);
  EXPECT_EQ(outcome.error->message(), "the sink is away");
  EXPECT_GE(job.clock.steady().time_since_epoch(), RetryPolicy().unavailable_for);
}

class RunnerFaults : public testing::TestWithParam<unsigned> {};

TEST_P(RunnerFaults, EveryWriteThatFailsForGoodCanBeResumed) {
  Job job;
  job.sink.fail_at = GetParam();
  job.sink.code = Code::kExhausted;
  RunOutcome outcome = job.run();
  EXPECT_EQ(outcome.ending, GetParam() <= 15 ? Ending::kFailed : Ending::kComplete);
  job.sink.fail_at.reset();
  outcome = job.run();
  ASSERT_EQ(outcome.ending, Ending::kComplete);
  EXPECT_EQ(job.arrived(), first(100));
  EXPECT_EQ(outcome.statistics.total.read, 100U);
  EXPECT_EQ(outcome.statistics.total.delivered, 100U);
}

TEST_P(RunnerFaults, EveryFlushThatFailsCanBeResumed) {
  Job job;
  job.sink.fail_flush_at = GetParam();
  job.run();
  job.sink.fail_flush_at.reset();
  ASSERT_EQ(job.run().ending, Ending::kComplete);
  EXPECT_EQ(job.arrived(), first(100));
}

TEST_P(RunnerFaults, EveryMarkThatIsNotStoredCanBeResumed) {
  Job job;
  job.sink.refuse_seven = true;
  job.marks.fail_at = static_cast<int>(GetParam());
  job.run();
  const RunOutcome outcome = job.run();
  ASSERT_EQ(outcome.ending, Ending::kComplete);
  EXPECT_THAT(job.storage.rows, SizeIs(99));
  const std::string letters = job.letters();
  EXPECT_EQ(std::count(letters.begin(), letters.end(), '\n'), 1) << letters;
}

TEST_P(RunnerFaults, ByRowIdEveryFaultCanBeResumed) {
  Job job;
  job.sink.writes_in_flight = 3;
  job.sink.fail_at = GetParam();
  job.sink.code = Code::kInvalid;
  job.run();
  job.sink.fail_at.reset();
  const RunOutcome outcome = job.run();
  ASSERT_EQ(outcome.ending, Ending::kComplete);
  EXPECT_THAT(job.storage.rows, SizeIs(100));
  const RowCounters& rows = outcome.statistics.total;
  EXPECT_EQ(rows.delivered + rows.already_there, 100U);
}

TEST_P(RunnerFaults, ASourceThatBreaksLosesNothingThatItGaveBefore) {
  Job job;
  job.source.fail_after = GetParam();
  RunOutcome outcome = job.run();
  if (GetParam() <= 15) {
    ASSERT_EQ(outcome.ending, Ending::kFailed);
    EXPECT_EQ(outcome.error->message(), "the source is broken");
    EXPECT_EQ(job.arrived(), first(std::min(100U, 7 * GetParam())));
  }
  job.source.fail_after.reset();
  ASSERT_EQ(job.run().ending, Ending::kComplete);
  EXPECT_EQ(job.arrived(), first(100));
}

INSTANTIATE_TEST_SUITE_P(AtTheNth, RunnerFaults, testing::Range(1U, 18U));

struct StopAfter final : ProgressListener {
  std::stop_source stop;
  std::uint64_t rows = 0;
  void progress(const RunStatistics& statistics) override {
    if (statistics.this_run.delivered >= rows) stop.request_stop();
  }
};

TEST(Runner, StopsWhileTheSourceWaitsAndGoesOnLater) {
  Job job;
  job.source.hang_after = 5;
  StopAfter listener;
  listener.rows = 35;
  RunOutcome outcome = job.run(listener.stop.get_token(), &listener);
  ASSERT_EQ(outcome.ending, Ending::kStopped);
  EXPECT_EQ(job.arrived(), first(35));
  job.source.hang_after.reset();
  outcome = job.run();
  ASSERT_EQ(outcome.ending, Ending::kComplete);
  EXPECT_EQ(job.arrived(), first(100));
  EXPECT_EQ(outcome.statistics.total.delivered, 100U);
  EXPECT_EQ(outcome.statistics.this_run.delivered, 65U);
}

TEST(Runner, ARequestToStopBeforeTheStartStopsAtOnce) {
  Job job;
  std::stop_source stop;
  stop.request_stop();
  EXPECT_EQ(job.run(stop.get_token()).ending, Ending::kStopped);
  EXPECT_TRUE(job.storage.rows.empty());
}

TEST(Runner, RefusesADamagedMark) {
  Job job;
  job.marks.last = "nonsense";
  const RunOutcome outcome = job.run();
  ASSERT_EQ(outcome.ending, Ending::kFailed);
  EXPECT_THAT(outcome.error->message(), HasSubstr("--restart"));
}

TEST(Runner, AProgramThatNeedsOrderSeesEveryBatchInOrderAlsoAfterAResume) {
  Job job;
  std::vector<std::uint64_t> seen;
  job.processors = 4;
  job.program = FakeProgram(
      [&](Batch& batch, Selection& rows, FakeState& state) {
        seen.push_back(state.rows);
        state.rows += rows.size();
        EXPECT_EQ(batch.position(0), seen.back());
      },
      true);
  job.source.fail_after = 6;
  ASSERT_EQ(job.run().ending, Ending::kFailed);
  EXPECT_THAT(seen, ElementsAre(0, 7, 14, 21, 28, 35));
  seen.clear();
  job.source.fail_after.reset();
  const RunOutcome outcome = job.run();
  ASSERT_EQ(outcome.ending, Ending::kComplete);
  EXPECT_EQ(seen.front(), 0U);
  EXPECT_EQ(job.arrived(), first(100));
  EXPECT_EQ(outcome.statistics.total.read, 100U);
}

}  // namespace
}  // namespace bdp
