#include "control/run_several.h"

#include <algorithm>
#include <utility>

#include "pipeline/fan_out.h"

namespace bdp {
namespace {

/// One sink's run, and what it is to do now.
struct Lane {
  std::unique_ptr<JobRun> run = {};
  std::optional<RunDecision> decision = {};
  Mark from = {};                  ///< Of the decision.
  std::optional<Error> away = {};  ///< The sink could not be reached.
  bool done = false;               ///< Everything is delivered.
};

/// The mark of a pass that no rows are counted for yet.
Mark mark_at(Checkpoint source) {
  Mark mark;
  mark.source = std::move(source);
  return mark;
}

class SeveralRuns {
 public:
  SeveralRuns(const RunRequest& request, const os::Environment& environment, RunRecords& records,
              const std::stop_token& stop, RunListener& listener)
      : request_(request),
        environment_(environment),
        records_(records),
        stop_(stop),
        listener_(listener) {}

  Result<std::vector<RunReport>> go(Job& job, std::vector<std::unique_ptr<SinkTarget>>& targets) {
    for (const auto& target : targets) {
      lanes_.push_back({.run = std::make_unique<JobRun>(request_, environment_, job, *target, stop_,
                                                        listener_)});
      TRY(begin(lanes_.back()));
      RunReport& report = lanes_.back().run->report();
      if (report.ending == RunEnding::kRefused && !report.violations.empty()) {
        std::vector<RunReport> refused;
        refused.push_back(lanes_.back().run->finish());
        return refused;
      }
    }
    for (Lane& lane : lanes_) {
      const std::vector<Lane*> together = beside(lane);
      if (together.size() > 1) TRY(run_together(together));
    }
    for (Lane& lane : lanes_) TRY(run_alone(lane));
    std::vector<RunReport> reports;
    for (Lane& lane : lanes_) reports.push_back(lane.run->finish());
    return reports;
  }

 private:
  Status begin(Lane& lane) {
    const auto away = [&](const Error& error) -> Status {
      if (error.code() != Code::kUnavailable) return error;
      lane.away = error;
      return {};
    };
    if (auto reached = lane.run->target().reach(); !reached) return away(reached.error());
    auto decision = lane.run->decide(records_, request_.restart);
    if (!decision) return away(decision.error());
    lane.decision = *std::move(decision);
    lane.done = !lane.decision;
    if (lane.decision && !lane.decision->resume_from.empty()) {
      TRY_ASSIGN(lane.from, decode_mark(lane.decision->resume_from));
    }
    return {};
  }

  /// The lanes that go on from the same place over the same files, `lane` among them.
  std::vector<Lane*> beside(Lane& lane) {
    std::vector<Lane*> together;
    if (!lane.decision) return together;
    for (Lane& other : lanes_) {
      if (other.decision && other.decision->state.current == lane.decision->state.current &&
          other.from.source.bytes == lane.from.source.bytes) {
        together.push_back(&other);
      }
    }
    return together;
  }

  Status run_together(const std::vector<Lane*>& lanes) {
    std::vector<std::unique_ptr<Sink>> sinks;
    std::vector<std::unique_ptr<MarkStore>> marks;
    std::vector<Branch> branches;
    for (Lane* lane : lanes) {
      TRY_ASSIGN(auto sink, lane->run->target().make_sink());
      sinks.push_back(std::move(sink));
      marks.push_back(records_.marks(lane->decision->state.key));
      branches.push_back({.sink = sinks.back().get(),
                          .from = lane->from,
                          .marks = marks.back().get(),
                          .dead_letter_path = lane->run->dead_letters()});
    }
    FanOut fan_out(environment_, std::move(branches), {.durable = request_.durable});
    Lane& first = *lanes.front();
    const std::vector<RunFile> files = first.decision->state.current;
    const auto source = first.run->source_of(files);
    for (Lane* lane : lanes) lane->run->report().files = files.size();
    listener_.started(total_size(files));
    const bool continued = !first.decision->resume_from.empty();
    RunOutcome outcome = first.run->pass(
        {.source = source.get(),
         .sink = &fan_out,
         .resume_from = continued ? encode_mark(mark_at(first.from.source)) : std::string(),
         .marks = &fan_out,
         .on_dead_letter = [&](const DeadLetter& letter) { fan_out.note(letter); }});
    const std::vector<BranchOutcome> branch_outcomes = fan_out.outcomes();
    for (std::size_t i = 0; i < lanes.size(); ++i) {
      TRY(settle(*lanes[i], outcome, branch_outcomes[i]));
    }
    return {};
  }

  Status settle(Lane& lane, RunOutcome outcome, const BranchOutcome& branch) {
    outcome.statistics.total = branch.total;
    outcome.statistics.this_run = branch.this_run;
    if (branch.detached) {
      outcome.error = branch.detached;
      outcome.ending = stop_.stop_requested() ? Ending::kStopped : Ending::kFailed;
    }
    lane.run->account(std::move(outcome), lane.run->dead_letters());
    TRY(lane.run->settle(records_, *lane.decision));
    lane.done = lane.run->report().ending == RunEnding::kFinished && !lane.decision->more_later;
    lane.decision.reset();
    return {};
  }

  /// What is left of a sink's way: all of it, or what it was let go with, or files that came since.
  Status run_alone(Lane& lane) {
    if (lane.done) return {};
    if (stop_.stop_requested()) {
      if (lane.away || lane.decision) lane.run->report().ending = RunEnding::kStopped;
      return {};
    }
    Status done;
    if (lane.away) done = lane.run->target().reach();
    const bool never_begun = lane.away.has_value();
    if (done) {
      done = lane.run->run_resumable(records_, never_begun && request_.restart,
                                     std::exchange(lane.decision, std::nullopt));
    }
    if (done) return {};
    // The other sinks have what they have.
    RunReport& report = lane.run->report();
    report.ending = RunEnding::kFailed;
    report.resumable = true;
    report.error = std::move(done).error();
    return {};
  }

  const RunRequest& request_;
  const os::Environment& environment_;
  RunRecords& records_;
  const std::stop_token stop_;
  RunListener& listener_;
  std::vector<Lane> lanes_;
};

}  // namespace

Result<std::vector<RunReport>> run_several(const RunRequest& request,
                                           const os::Environment& environment, Job& job,
                                           std::vector<std::unique_ptr<SinkTarget>>& targets,
                                           RunRecords& records, const std::stop_token& stop,
                                           RunListener& listener) {
  return SeveralRuns(request, environment, records, stop, listener).go(job, targets);
}

}  // namespace bdp
