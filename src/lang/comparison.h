#pragma once

#include <string_view>

#include "base/result.h"
#include "lang/ast.h"
#include "lang/diagnostics.h"
#include "lang/predicate.h"
#include "lang/variables.h"
#include "record/layout.h"

namespace bdp::lang {

/// Compiles the leaves of conditions: a field alone, comparisons, `in`, `=~`.
class ComparisonCompiler {
 public:
  /// All must outlive this object, but not what it makes.
  ComparisonCompiler(Layout& layout, const VariableLookup& variables, Diagnostics& diagnostics)
      : layout_(layout), variables_(variables), diagnostics_(diagnostics) {}

  /// Null: there is a mistake, and it is reported.
  PredicatePtr compile(const Expression& expression);

 private:
  struct Side;

  bool side(const Operand& operand, Side& into);
  bool number(const Operand& operand, Side& into);
  bool list(const Operand& operand, Side& into);
  PredicatePtr truth(const Expression& expression, Side& left);
  PredicatePtr equality(const Expression& expression, Side& left, Side& right);
  PredicatePtr order(const Expression& expression, Side& left, Side& right);
  PredicatePtr membership(const Expression& expression, Side& left, Side& right);
  PredicatePtr match(const Expression& expression, Side& left, Side& right);
  PredicatePtr fail(Position at, std::string_view message);

  Layout& layout_;
  const VariableLookup& variables_;
  Diagnostics& diagnostics_;
};

}  // namespace bdp::lang
