#include "lang/comparison.h"

#include <charconv>
#include <cstdlib>
#include <utility>

#include "lang/field_test.h"
#include "record/field_path.h"

namespace bdp::lang {
namespace {

using Kind = Expression::Kind;

template <class Test>
PredicatePtr field_test(FieldRef field, Test test) {
  return std::make_unique<FieldTest<Test>>(std::move(field), std::move(test));
}

template <class Test>
PredicatePtr pair_test(FieldRef left, FieldRef right, Test test) {
  return std::make_unique<FieldPairTest<Test>>(std::move(left), std::move(right), std::move(test));
}

PredicatePtr constant(bool holds) {
  return std::make_unique<ConstantVerdict>(verdict(holds));
}

Orders orders_of(Kind kind) {
  switch (kind) {
    case Kind::kLess:
      return {true, false, false};
    case Kind::kLessEqual:
      return {true, true, false};
    case Kind::kGreater:
      return {false, false, true};
    default:
      return {false, true, true};
  }
}

/// As a list item is printed before it is compared.
std::string printed(Value value) {
  Arena arena;
  TextBuilder text(arena);
  append_sprintf(text, value);
  return std::string(text.finish());
}

}  // namespace

/// One side of a comparison, ready for use.
struct ComparisonCompiler::Side {
  Operand::Kind kind = Operand::Kind::kField;
  FieldRef field;
  Constant constant = Constant::text({});  ///< kString, kNumber.
  std::string text;                        ///< kString: the constant; kRegex.
  std::vector<std::string> texts;          ///< kList: the items, printed.

  bool is_field() const { return kind == Operand::Kind::kField; }
  bool is_constant() const {
    return kind == Operand::Kind::kString || kind == Operand::Kind::kNumber;
  }
};

PredicatePtr ComparisonCompiler::fail(Position at, std::string_view message) {
  diagnostics_.add(at, message);
  return nullptr;
}

bool ComparisonCompiler::side(const Operand& operand, Side& into) {
  into.kind = operand.kind;
  switch (operand.kind) {
    case Operand::Kind::kField: {
      auto path = FieldPath::parse(operand.text);
      if (!path) return fail(operand.at, path.error().message()) != nullptr;
      into.field = FieldRef::resolve(*path, layout_);
      return true;
    }
    case Operand::Kind::kString: {
      auto text = expand_variables(operand.text, variables_);
      if (!text) return fail(operand.at, text.error().message()) != nullptr;
      into.text = *text;
      into.constant = Constant::text(*std::move(text));
      return true;
    }
    case Operand::Kind::kNumber:
      return number(operand, into);
    case Operand::Kind::kRegex:
      into.text = operand.text;
      return true;
    case Operand::Kind::kList:
      return list(operand, into);
  }
  return false;
}

bool ComparisonCompiler::number(const Operand& operand, Side& into) {
  const std::string& text = operand.text;
  if (text.find('.') != std::string::npos) {
    into.constant = Constant::number(Value::real(std::strtod(text.c_str(), nullptr)), {});
    return true;
  }
  std::int64_t integer = 0;
  const auto problem = std::from_chars(text.data(), text.data() + text.size(), integer).ec;
  const Value value = problem == std::errc() ? Value::integer(integer) : Value::big_integer({});
  into.constant = Constant::number(value, text);
  return true;
}

bool ComparisonCompiler::list(const Operand& operand, Side& into) {
  for (const Operand& item : operand.items) {
    Side one;
    if (!side(item, one)) return false;
    into.texts.push_back(printed(one.constant.value()));
  }
  return true;
}

PredicatePtr ComparisonCompiler::compile(const Expression& expression) {
  Side left;
  Side right;
  if (!side(expression.left, left)) return nullptr;
  if (expression.kind == Kind::kTruth) return truth(expression, left);
  if (!side(expression.right, right)) return nullptr;
  switch (expression.kind) {
    case Kind::kEqual:
    case Kind::kNotEqual:
      return equality(expression, left, right);
    case Kind::kIn:
    case Kind::kNotIn:
      return membership(expression, left, right);
    case Kind::kMatch:
    case Kind::kNoMatch:
      return match(expression, left, right);
    default:
      return order(expression, left, right);
  }
}

PredicatePtr ComparisonCompiler::truth(const Expression& expression, Side& left) {
  if (left.is_field()) return field_test(std::move(left.field), IsTrue());
  if (left.is_constant()) {
    return std::make_unique<ConstantVerdict>(IsTrue()(left.constant.value()));
  }
  return fail(expression.at,
              "a list or a regular expression alone is no condition; write "
              "[field] in [...] or [field] =~ /.../");
}

PredicatePtr ComparisonCompiler::equality(const Expression& expression, Side& left, Side& right) {
  const bool wanted = expression.kind == Kind::kEqual;
  if (!left.is_field()) std::swap(left, right);
  if ((!left.is_field() && !left.is_constant()) || (!right.is_field() && !right.is_constant())) {
    return fail(expression.at,
                "'==' and '!=' compare fields, texts and numbers; write 'in' for a "
                "list and '=~' for a regular expression");
  }
  if (right.is_field()) {
    return pair_test(std::move(left.field), std::move(right.field), FieldsAreSame{wanted});
  }
  if (!left.is_field()) {
    return constant(same_value(left.constant.value(), right.constant.value()) == wanted);
  }
  if (right.kind == Operand::Kind::kString) {
    return field_test(std::move(left.field), EqualsText{std::move(right.text), wanted});
  }
  return field_test(std::move(left.field), EqualsNumber{std::move(right.constant), wanted});
}

PredicatePtr ComparisonCompiler::order(const Expression& expression, Side& left, Side& right) {
  Orders orders = orders_of(expression.kind);
  if (!left.is_field() && right.is_field()) {
    // 1 < [a] is [a] > 1.
    std::swap(left, right);
    std::swap(orders.less, orders.greater);
  }
  if ((!left.is_field() && !left.is_constant()) || (!right.is_field() && !right.is_constant())) {
    return fail(expression.at, "'<' and '>' compare fields, texts and numbers");
  }
  if (right.is_field()) {
    return pair_test(std::move(left.field), std::move(right.field), FieldsCompare{orders});
  }
  if (left.is_field()) {
    return field_test(std::move(left.field), ComparesToConstant{std::move(right.constant), orders});
  }
  const Verdict verdict = orders.of(left.constant.value(), right.constant.value());
  if (verdict == Verdict::kFails) {
    return fail(expression.at, "a text and a number cannot be compared");
  }
  return std::make_unique<ConstantVerdict>(verdict);
}

PredicatePtr ComparisonCompiler::membership(const Expression& expression, Side& left, Side& right) {
  const bool wanted = expression.kind == Kind::kIn;
  if (!left.is_field() && !left.is_constant()) {
    return fail(expression.left.at, "expected a field, a text or a number before 'in'");
  }
  if (right.kind == Operand::Kind::kRegex) {
    return fail(expression.right.at,
                "expected a field, a list or a text after 'in'; write '=~' for a regular "
                "expression");
  }
  if (left.is_field() && right.is_field()) {
    return pair_test(std::move(left.field), std::move(right.field), FieldIsInField{wanted});
  }
  if (right.is_field()) {
    return field_test(std::move(right.field), HasConstant{std::move(left.constant), wanted});
  }
  if (right.kind == Operand::Kind::kList) {
    if (left.is_field()) {
      return std::make_unique<FieldIsInList>(std::move(left.field), std::move(right.texts), wanted);
    }
    const std::string sought = printed(left.constant.value());
    const bool found =
        std::find(right.texts.begin(), right.texts.end(), sought) != right.texts.end();
    return constant(found == wanted);
  }
  std::string text = printed(right.constant.value());
  if (left.is_field()) {
    return field_test(std::move(left.field), IsPartOfText{std::move(text), wanted});
  }
  return constant(IsPartOfText{std::move(text), wanted}(left.constant.value()) == Verdict::kYes);
}

PredicatePtr ComparisonCompiler::match(const Expression& expression, Side& left, Side& right) {
  const bool wanted = expression.kind == Kind::kMatch;
  auto regex = Regex::compile(right.text);
  if (!regex) return fail(expression.right.at, regex.error().message());
  MatchesRegex test{*std::move(regex), wanted};
  if (left.is_field()) return field_test(std::move(left.field), std::move(test));
  if (left.kind == Operand::Kind::kString) {
    return std::make_unique<ConstantVerdict>(test(left.constant.value()));
  }
  return fail(expression.left.at, "expected a field or a text before '=~'");
}

}  // namespace bdp::lang
