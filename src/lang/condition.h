#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <span>

#include "lang/ast.h"
#include "lang/diagnostics.h"
#include "lang/predicate.h"
#include "lang/variables.h"
#include "record/layout.h"

namespace bdp::lang {

/// The condition of an `if`, compiled. Immutable; shared by threads, each with a scratch.
class Condition {
 public:
  /// Nothing: there are mistakes, and they are in `diagnostics`. Fields get slots in `layout`.
  static std::optional<Condition> compile(const Expression& expression,
                                          const VariableLookup& variables, Layout& layout,
                                          Diagnostics& diagnostics);

  ConditionScratch new_scratch() const;

  /// One verdict for each of `rows`. Valid until the next call with this scratch.
  std::span<const Verdict> test(const Batch& batch, std::span<const RowIndex> rows,
                                ConditionScratch& scratch) const;

 private:
  Condition(PredicatePtr root, std::size_t levels) : root_(std::move(root)), levels_(levels) {}

  PredicatePtr root_;
  std::size_t levels_;
};

}  // namespace bdp::lang
