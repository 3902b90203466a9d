#include "pipeline/if_step.h"

#include <algorithm>
#include <utility>

namespace bdp {
namespace {

using lang::Verdict;

struct IfScratch final : Scratch {
  struct Branch {
    lang::ConditionScratch condition;
    StepList::Scratches steps;
  };
  std::vector<Branch> branches;
  Selection inside;  ///< Of the branch that runs.
  Selection done;    ///< Of the branches before it.
  Selection merged;
};

Error not_comparable(const std::string& place) {
  return {Code::kInvalid,
          place +
              ": the condition compares what cannot be compared, such as a missing field or a "
              "text with a number; test the field first: if [a] and [a] > 1"};
}

/// Moves the rows that the condition holds for from `rows` to `inside`.
void split(Batch& batch, std::span<const Verdict> verdicts, const std::string& place,
           Selection& rows, Selection& inside) {
  std::size_t kept = 0;
  for (std::size_t i = 0; i < verdicts.size(); ++i) {
    const RowIndex row = rows[i];
    switch (verdicts[i]) {
      case Verdict::kYes:
        inside.push_back(row);
        break;
      case Verdict::kNo:
        rows[kept++] = row;
        break;
      case Verdict::kFails:
        batch.reject(row, not_comparable(place));
        break;
    }
  }
  rows.resize(kept);
}

/// Adds `more` to `into`; `memory` is for the work.
void merge(const Batch& batch, Selection& into, Selection& more, Selection& memory) {
  if (more.empty()) return;
  if (into.empty()) {
    into.swap(more);
    return;
  }
  memory.clear();
  merge_selections(batch, into, more, memory);
  into.swap(memory);
}

}  // namespace

std::unique_ptr<Scratch> IfStep::new_scratch() const {
  auto result = std::make_unique<IfScratch>();
  for (const Branch& branch : branches_) {
    IfScratch::Branch& own = result->branches.emplace_back();
    if (branch.condition) own.condition = branch.condition->new_scratch();
    own.steps = branch.steps.new_scratches();
  }
  return result;
}

bool IfStep::needs_order() const {
  return std::any_of(branches_.begin(), branches_.end(),
                     [](const Branch& branch) { return branch.steps.needs_order(); });
}

void IfStep::run(Batch& batch, Selection& rows, Scratch& scratch) const {
  auto& own = static_cast<IfScratch&>(scratch);
  own.done.clear();
  for (std::size_t i = 0; i < branches_.size() && !rows.empty(); ++i) {
    const Branch& branch = branches_[i];
    own.inside.clear();
    if (branch.condition) {
      const auto verdicts = branch.condition->test(batch, rows, own.branches[i].condition);
      split(batch, verdicts, branch.place, rows, own.inside);
    } else {
      own.inside.swap(rows);
    }
    branch.steps.run(batch, own.inside, own.branches[i].steps);
    merge(batch, own.done, own.inside, own.merged);
  }
  merge(batch, own.done, rows, own.merged);
  rows.swap(own.done);
}

}  // namespace bdp
