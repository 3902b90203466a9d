#include "pipeline/fan_out.h"

#include <algorithm>
#include <condition_variable>
#include <thread>
#include <utility>

#include "base/check.h"

namespace bdp {
namespace {

using Clock = std::chrono::steady_clock;

}  // namespace

struct FanOut::State {
  Branch branch;
  std::unique_ptr<DeadLetters> letters;
  std::atomic<bool> attached = true;  ///< Read by the workers, too.
  std::optional<Error> why;           ///< Not attached.
  std::chrono::nanoseconds behind{0};
  RowCounters own;    ///< delivered, already_there, and what it refused as dead_letters.
  RowCounters saved;  ///< Its last mark.

  void detach(Error error) {
    attached = false;
    why = std::move(error);
  }
};

/// The writes of one batch: who is done, and how it ended.
struct FanOut::Race {
  struct Lane {
    State* state;
    std::size_t place;
    std::stop_source stop;
    std::optional<Result<WriteOutcome>> result;
    std::optional<Clock::time_point> end;
    bool let_go = false;
  };
  std::vector<std::unique_ptr<Lane>> lanes;
  std::mutex mutex;
  std::condition_variable changed;
};

namespace {

/// A batch in the forms of all sinks, by branch.
class PreparedForAll final : public Prepared {
 public:
  std::vector<std::unique_ptr<Prepared>> forms;
};

}  // namespace

FanOut::FanOut(const os::Environment& environment, std::vector<Branch> branches,
               FanOutOptions options)
    : environment_(environment), options_(options) {
  for (Branch& branch : branches) {
    branches_.push_back(std::make_unique<State>());
    branches_.back()->saved = branch.from.rows;
    branches_.back()->branch = std::move(branch);
  }
}

FanOut::~FanOut() = default;

Status FanOut::open(std::string_view) {
  for (const auto& state : branches_) {
    const Branch& branch = state->branch;
    if (auto opened = branch.sink->open(branch.from.sink_position); !opened) {
      state->detach(std::move(opened).error());
      continue;
    }
    if (branch.dead_letter_path.empty()) continue;
    TRY_ASSIGN(state->letters,
               DeadLetters::open(environment_.files, environment_.clock, branch.dead_letter_path,
                                 branch.from.dead_letter_bytes, options_.durable));
  }
  return require_one_left();
}

Status FanOut::require_one_left() const {
  for (const auto& state : branches_) {
    if (state->attached) return {};
  }
  return *branches_.front()->why;
}

std::unique_ptr<Prepared> FanOut::prepare(const Batch& batch, const Selection& rows,
                                          std::unique_ptr<Prepared> reuse) const {
  if (!reuse) reuse = std::make_unique<PreparedForAll>();
  auto& forms = static_cast<PreparedForAll&>(*reuse).forms;
  forms.resize(branches_.size());
  for (std::size_t i = 0; i < branches_.size(); ++i) {
    if (!branches_[i]->attached) continue;
    forms[i] = branches_[i]->branch.sink->prepare(batch, rows, std::move(forms[i]));
  }
  return reuse;
}

Result<WriteOutcome> FanOut::write_one(State& state, const Batch& batch, const Selection& rows,
                                       Prepared* prepared, const std::stop_token& stop) {
  Backoff backoff(options_.retry, environment_.clock, environment_.randomness);
  for (;;) {
    auto outcome = state.branch.sink->write(batch, rows, prepared, stop);
    if (outcome || !backoff.again(outcome.error(), stop)) return outcome;
  }
}

void FanOut::write_all(Race& race, const Batch& batch, const Selection& rows, Prepared* prepared,
                       const std::stop_token& stop) {
  auto& forms = static_cast<PreparedForAll&>(*prepared).forms;
  std::vector<std::jthread> threads;
  const std::stop_callback on_stop(stop, [&race] {
    for (const auto& lane : race.lanes) lane->stop.request_stop();
  });
  for (const auto& entry : race.lanes) {
    threads.emplace_back([&, lane = entry.get()] {
      auto result =
          write_one(*lane->state, batch, rows, forms[lane->place].get(), lane->stop.get_token());
      const std::lock_guard lock(race.mutex);
      lane->result = std::move(result);
      lane->end = Clock::now();
      race.changed.notify_all();
    });
  }
  std::unique_lock lock(race.mutex);
  for (;;) {
    std::optional<Clock::time_point> first;  // That somebody was done.
    bool all = true;
    for (const auto& lane : race.lanes) {
      if (!lane->end) {
        all = false;
      } else if (!first && *lane->result) {
        first = lane->end;
      } else if (*lane->result) {
        first = std::min(*first, *lane->end);
      }
    }
    if (all) break;
    if (!first) {
      race.changed.wait(lock);
      continue;
    }
    auto wake = Clock::time_point::max();
    bool stopped_one = false;
    for (const auto& lane : race.lanes) {
      if (lane->end || lane->let_go) continue;
      const auto limit = *first + (options_.patience - lane->state->behind);
      if (Clock::now() >= limit) {
        lane->let_go = true;
        lock.unlock();
        lane->stop.request_stop();
        lock.lock();
        stopped_one = true;
      } else {
        wake = std::min(wake, limit);
      }
    }
    // It may have ended, and said so, while the lock was open.
    if (stopped_one) continue;
    if (wake == Clock::time_point::max()) {
      race.changed.wait(lock);
    } else {
      race.changed.wait_until(lock, wake);
    }
  }
}

Result<WriteOutcome> FanOut::write(const Batch& batch, const Selection& rows, Prepared* prepared,
                                   std::stop_token stop) {
  if (letter_problem_) return *letter_problem_;
  TRY(require_one_left());
  Race race;
  for (std::size_t i = 0; i < branches_.size(); ++i) {
    if (!branches_[i]->attached) continue;
    race.lanes.push_back(std::make_unique<Race::Lane>());
    race.lanes.back()->state = branches_[i].get();
    race.lanes.back()->place = i;
  }
  write_all(race, batch, rows, prepared, stop);
  if (stop.stop_requested()) {
    for (const auto& lane : race.lanes) {
      if (!*lane->result) return std::move(*lane->result).error();
    }
  }
  std::optional<Clock::time_point> first;
  for (const auto& lane : race.lanes) first = first ? std::min(*first, *lane->end) : *lane->end;
  refusals_.clear();
  WriteOutcome all;
  for (const auto& lane : race.lanes) {
    State& state = *lane->state;
    state.behind += *lane->end - *first;
    if (*lane->result) {
      take(state, batch, std::move(**lane->result), all);
    } else if (lane->let_go) {
      state.detach(Error(Code::kUnavailable, "the other sinks have waited for it long enough"));
    } else {
      state.detach(std::move(*lane->result).error());
    }
  }
  TRY(require_one_left());
  std::ranges::sort(all.refused, {}, &Rejection::row);
  const auto twice = std::ranges::unique(all.refused, {}, &Rejection::row);
  all.refused.erase(twice.begin(), twice.end());
  refused_rows_ += all.refused.size();
  all.delivered = rows.size() - all.refused.size();
  return all;
}

void FanOut::take(State& state, const Batch& batch, WriteOutcome outcome, WriteOutcome& all) {
  state.own.delivered += outcome.delivered;
  state.own.already_there += outcome.already_there;
  state.own.dead_letters += outcome.refused.size();
  all.bytes += outcome.bytes;
  for (Rejection& refused : outcome.refused) {
    refusals_.push_back({batch.id(refused.row), &state, refused.reason});
    all.refused.push_back(std::move(refused));
  }
}

void FanOut::note(const DeadLetter& letter) {
  const auto add = [&](State& state, const DeadLetter& own) {
    if (!state.attached || !state.letters) return;
    if (auto added = state.letters->add(own); !added) letter_problem_ = std::move(added).error();
  };
  if (letter.stage != DeadLetterStage::kSink) {
    for (const auto& state : branches_) add(*state, letter);
    return;
  }
  for (const Refusal& refusal : refusals_) {
    if (refusal.id != letter.id) continue;
    add(*refusal.branch, {.id = letter.id,
                          .position = letter.position,
                          .path = letter.path,
                          .stage = letter.stage,
                          .reason = refusal.reason,
                          .original = letter.original,
                          .length = letter.length});
  }
}

Status FanOut::flush() {
  if (letter_problem_) return *letter_problem_;
  for (const auto& state : branches_) {
    if (!state->attached) continue;
    if (auto flushed = state->branch.sink->flush(); !flushed) {
      state->detach(std::move(flushed).error());
    }
  }
  return require_one_left();
}

Status FanOut::save(std::string_view bytes) {
  TRY_ASSIGN(const Mark run, decode_mark(bytes));
  for (const auto& state : branches_) {
    if (!state->attached) continue;
    const Branch& branch = state->branch;
    Mark mark = branch.from;
    mark.source = run.source;
    mark.sink_position = branch.sink->position();
    mark.rows += run.rows;
    // What became of the rows is each sink's own; what came before it is everybody's.
    mark.rows.delivered = branch.from.rows.delivered + state->own.delivered;
    mark.rows.already_there = branch.from.rows.already_there + state->own.already_there;
    mark.rows.dead_letters -= refused_rows_;
    mark.rows.dead_letters += state->own.dead_letters;
    CHECK(mark.rows.conserved());
    if (state->letters) {
      TRY(state->letters->flush());
      mark.dead_letter_bytes = state->letters->length();
    }
    if (branch.marks != nullptr) TRY(branch.marks->save(encode_mark(mark)));
    state->saved = mark.rows;
  }
  return {};
}

Status FanOut::finish() {
  for (const auto& state : branches_) {
    if (!state->attached) continue;
    if (auto finished = state->branch.sink->finish(); !finished) {
      state->detach(std::move(finished).error());
    }
  }
  return require_one_left();
}

std::vector<BranchOutcome> FanOut::outcomes() const {
  std::vector<BranchOutcome> outcomes;
  for (const auto& state : branches_) {
    RowCounters this_run = state->saved;
    this_run -= state->branch.from.rows;
    outcomes.push_back({state->saved, this_run, state->why});
  }
  return outcomes;
}

}  // namespace bdp
