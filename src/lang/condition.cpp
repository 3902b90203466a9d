#include "lang/condition.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "lang/comparison.h"

namespace bdp::lang {
namespace {

using Kind = Expression::Kind;

Verdict negated(Verdict verdict) {
  switch (verdict) {
    case Verdict::kNo:
      return Verdict::kYes;
    case Verdict::kYes:
      return Verdict::kNo;
    default:
      return Verdict::kFails;
  }
}

class Not final : public Predicate {
 public:
  explicit Not(PredicatePtr child) : child_(std::move(child)) {}
  void test(const Batch& batch, std::span<const RowIndex> rows, Verdict* verdicts,
            ConditionScratch& scratch) const override {
    child_->test(batch, rows, verdicts, scratch);
    std::transform(verdicts, verdicts + rows.size(), verdicts, negated);
  }

 private:
  PredicatePtr child_;
};

/// `and`, `or`: a child is asked only of the rows that the ones before it left open, so that a
/// comparison which would fail on the others is never made.
class Chain final : public Predicate {
 public:
  /// `open`: the verdict that asks the next child; kYes makes it an `and`, kNo an `or`.
  Chain(std::vector<PredicatePtr> children, Verdict open, std::size_t level)
      : children_(std::move(children)), open_(open), level_(level) {}

  void test(const Batch& batch, std::span<const RowIndex> rows, Verdict* verdicts,
            ConditionScratch& scratch) const override {
    ConditionScratch::Question& next = scratch.levels[level_];
    children_.front()->test(batch, rows, verdicts, scratch);
    for (std::size_t child = 1; child < children_.size(); ++child) {
      next.rows.clear();
      next.places.clear();
      for (std::size_t i = 0; i < rows.size(); ++i) {
        if (verdicts[i] != open_) continue;
        next.rows.push_back(rows[i]);
        next.places.push_back(i);
      }
      if (next.rows.empty()) return;
      next.answers.resize(next.rows.size());
      children_[child]->test(batch, next.rows, next.answers.data(), scratch);
      for (std::size_t i = 0; i < next.places.size(); ++i) {
        verdicts[next.places[i]] = next.answers[i];
      }
    }
  }

 private:
  std::vector<PredicatePtr> children_;
  Verdict open_;
  std::size_t level_;
};

class Xor final : public Predicate {
 public:
  Xor(PredicatePtr left, PredicatePtr right, std::size_t level)
      : left_(std::move(left)), right_(std::move(right)), level_(level) {}

  void test(const Batch& batch, std::span<const RowIndex> rows, Verdict* verdicts,
            ConditionScratch& scratch) const override {
    std::vector<Verdict>& others = scratch.levels[level_].answers;
    left_->test(batch, rows, verdicts, scratch);
    others.resize(rows.size());
    right_->test(batch, rows, others.data(), scratch);
    for (std::size_t i = 0; i < rows.size(); ++i) {
      const bool fails = verdicts[i] == Verdict::kFails || others[i] == Verdict::kFails;
      verdicts[i] = fails ? Verdict::kFails : verdict(verdicts[i] != others[i]);
    }
  }

 private:
  PredicatePtr left_;
  PredicatePtr right_;
  std::size_t level_;
};

/// Builds the tree. All nodes of one depth share the scratch of that level.
class TreeBuilder {
 public:
  explicit TreeBuilder(ComparisonCompiler& leaves) : leaves_(leaves) {}

  /// Null: some leaf has a mistake.
  PredicatePtr build(const Expression& expression, std::size_t level) {
    levels_ = std::max(levels_, level + 1);
    if (expression.children.empty()) return leaves_.compile(expression);
    std::vector<PredicatePtr> children;
    bool complete = true;
    for (const Expression& child : expression.children) {
      complete = children.emplace_back(build(child, level + 1)) != nullptr && complete;
    }
    if (!complete) return nullptr;
    switch (expression.kind) {
      case Kind::kNot:
        return std::make_unique<Not>(std::move(children[0]));
      case Kind::kXor:
        return std::make_unique<Xor>(std::move(children[0]), std::move(children[1]), level);
      case Kind::kOr:
        return std::make_unique<Chain>(std::move(children), Verdict::kNo, level);
      case Kind::kNand:
        return std::make_unique<Not>(
            std::make_unique<Chain>(std::move(children), Verdict::kYes, level));
      default:
        return std::make_unique<Chain>(std::move(children), Verdict::kYes, level);
    }
  }

  std::size_t levels() const { return levels_; }

 private:
  ComparisonCompiler& leaves_;
  std::size_t levels_ = 0;
};

}  // namespace

std::optional<Condition> Condition::compile(const Expression& expression,
                                            const VariableLookup& variables, Layout& layout,
                                            Diagnostics& diagnostics) {
  ComparisonCompiler leaves(layout, variables, diagnostics);
  TreeBuilder builder(leaves);
  PredicatePtr root = builder.build(expression, 0);
  if (root == nullptr) return std::nullopt;
  return Condition(std::move(root), builder.levels());
}

ConditionScratch Condition::new_scratch() const {
  ConditionScratch result;
  result.levels.resize(levels_);
  return result;
}

std::span<const Verdict> Condition::test(const Batch& batch, std::span<const RowIndex> rows,
                                         ConditionScratch& scratch) const {
  scratch.verdicts.resize(rows.size());
  root_->test(batch, rows, scratch.verdicts.data(), scratch);
  return scratch.verdicts;
}

}  // namespace bdp::lang
