#include <utility>

#include "lang/grammar.h"

namespace bdp::lang {
namespace {

using Kind = Expression::Kind;

bool stands_alone(Kind kind) {
  return kind == Kind::kXor || kind == Kind::kNand;
}

/// `parts` joined by `operators`: "and" before "or".
Expression join(std::vector<Expression> parts, const std::vector<Kind>& operators) {
  Expression result;
  result.at = parts.front().at;
  if (stands_alone(operators.front())) {
    result.kind = operators.front();
    result.children = std::move(parts);
    return result;
  }
  result.kind = Kind::kOr;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (i == 0 || operators[i - 1] == Kind::kOr) {
      result.children.push_back(std::move(parts[i]));
      continue;
    }
    Expression& group = result.children.back();
    const bool started = i >= 2 && operators[i - 2] == Kind::kAnd;
    if (!started) {
      Expression first = std::move(group);
      group = Expression();
      group.kind = Kind::kAnd;
      group.at = first.at;
      group.children.push_back(std::move(first));
    }
    group.children.push_back(std::move(parts[i]));
  }
  if (result.children.size() > 1) return result;
  Expression only = std::move(result.children.front());
  return only;
}

}  // namespace

bool Grammar::condition(Expression& into, unsigned depth) {
  if (!deep_enough(depth)) return false;
  std::vector<Expression> parts(1);
  std::vector<Kind> operators;
  if (!expression(parts.front(), depth)) return false;
  for (;;) {
    cursor_.skip_blanks();
    const Position at = cursor_.at();
    std::optional<Kind> kind;
    if (!boolean_operator(kind)) return false;
    if (!kind) break;
    operators.push_back(*kind);
    if (operators.size() > 1 && (stands_alone(*kind) || stands_alone(operators.front()))) {
      return fail(at, "'xor' and 'nand' stand alone; put parentheses around one of the two parts");
    }
    if (!expression(parts.emplace_back(), depth)) return false;
  }
  into = operators.empty() ? std::move(parts.front()) : join(std::move(parts), operators);
  return true;
}

bool Grammar::boolean_operator(std::optional<Kind>& kind) {
  constexpr std::pair<std::string_view, Kind> kWords[] = {
      {"and", Kind::kAnd}, {"or", Kind::kOr}, {"xor", Kind::kXor}, {"nand", Kind::kNand}};
  for (const auto& [sign, word] : {std::pair{"&", "and"}, std::pair{"|", "or"}}) {
    if (cursor_.starts_with(sign)) {
      return expected("an operator", std::string("did you mean '") + word + "'?");
    }
  }
  const Cursor before = cursor_;
  const std::string_view word = cursor_.take_word();
  if (word.empty()) return true;
  for (const auto& [name, meaning] : kWords) {
    if (word == name) {
      kind = meaning;
      return true;
    }
  }
  cursor_ = before;
  return expected("an operator or '{'",
                  did_you_mean(word, {"and", "or", "xor", "nand", "in", "not in"}));
}

bool Grammar::expression(Expression& into, unsigned depth) {
  cursor_.skip_blanks();
  into.at = cursor_.at();
  if (cursor_.peek() == '(') return parenthesised(into, depth);
  if (cursor_.peek() != '!') return comparison(into);
  cursor_.advance();
  cursor_.skip_blanks();
  into.kind = Kind::kNot;
  Expression& child = into.children.emplace_back();
  child.at = cursor_.at();
  if (cursor_.peek() == '(') return parenthesised(child, depth);
  if (cursor_.peek() != '[') return expected("'(' or a field after '!'");
  if (!bracketed(child.left)) return false;
  if (child.left.kind != Operand::Kind::kField) {
    return fail(child.at, "expected a field after '!', found a list");
  }
  cursor_.skip_blanks();
  std::optional<Kind> kind;
  const Position at = cursor_.at();
  if (!comparison_operator(kind)) return false;
  if (!kind) return true;
  return fail(at, "'!' does not negate a comparison; write !(" + child.left.text + " ...)");
}

bool Grammar::parenthesised(Expression& into, unsigned depth) {
  const Position open = cursor_.at();
  cursor_.advance();
  Expression inside;
  if (!condition(inside, depth + 1)) return false;
  cursor_.skip_blanks();
  if (cursor_.at_end()) return fail(open, "this parenthesis is not closed");
  if (!cursor_.take(")")) return expected("')' or an operator");
  into = std::move(inside);
  return true;
}

bool Grammar::comparison(Expression& into) {
  if (!operand(into.left)) return false;
  cursor_.skip_blanks();
  std::optional<Kind> kind;
  if (!comparison_operator(kind)) return false;
  if (!kind) return true;
  into.kind = *kind;
  cursor_.skip_blanks();
  if (*kind != Kind::kMatch && *kind != Kind::kNoMatch) return operand(into.right);
  if (cursor_.peek() != '/' && cursor_.peek() != '"' && cursor_.peek() != '\'') {
    return expected("a regular expression", "write it as /.../ or \"...\"");
  }
  return operand(into.right);
}

bool Grammar::comparison_operator(std::optional<Kind>& kind) {
  constexpr std::pair<std::string_view, Kind> kSigns[] = {
      {"==", Kind::kEqual},        {"!=", Kind::kNotEqual}, {"<=", Kind::kLessEqual},
      {">=", Kind::kGreaterEqual}, {"=~", Kind::kMatch},    {"!~", Kind::kNoMatch},
      {"<", Kind::kLess},          {">", Kind::kGreater}};
  for (const auto& [sign, meaning] : kSigns) {
    if (cursor_.take(sign)) {
      kind = meaning;
      return true;
    }
  }
  if (cursor_.peek() == '=') return expected("an operator", "did you mean '=='?");
  const Cursor before = cursor_;
  const std::string_view word = cursor_.take_word();
  if (word == "in") {
    kind = Kind::kIn;
    return true;
  }
  if (word == "not") {
    cursor_.skip_blanks();
    if (cursor_.take_word() != "in") {
      cursor_ = before;
      return fail("expected 'in' after 'not'");
    }
    kind = Kind::kNotIn;
    return true;
  }
  cursor_ = before;
  return true;
}

bool Grammar::operand(Operand& into) {
  into.at = cursor_.at();
  const char c = cursor_.peek();
  if (c == '[') return bracketed(into);
  if (c == '/') return regex(into);
  if (c == '"' || c == '\'') {
    into.kind = Operand::Kind::kString;
    return string(into.text);
  }
  if ((c >= '0' && c <= '9') || c == '-') {
    into.kind = Operand::Kind::kNumber;
    return number(into.text);
  }
  Cursor behind = cursor_;
  const std::string_view word = behind.take_word();
  if (word.empty()) return expected("a field, a text or a number");
  behind.skip_blanks();
  if (behind.peek() == '(') {
    return expected("a field, a text or a number", "conditions have no functions");
  }
  if (word == "not") return expected("a field, a text or a number", "did you mean '!'?");
  return expected("a field, a text or a number", "a field is written [" + std::string(word) +
                                                     "], a text \"" + std::string(word) + "\"");
}

bool Grammar::regex(Operand& into) {
  into.kind = Operand::Kind::kRegex;
  std::string_view inside;
  if (!cursor_.take_quoted('/', inside)) return fail("this regular expression has no closing '/'");
  into.text = inside;
  return true;
}

bool Grammar::bracketed(Operand& into) {
  into.at = cursor_.at();
  // A field unless a comma stands in it: ["x"] is the field of that name, quotes included.
  const Cursor before = cursor_;
  while (cursor_.peek() == '[') {
    Cursor element = cursor_;
    do {
      element.advance();
    } while (!element.at_end() && element.peek() != ']' && element.peek() != '[' &&
             element.peek() != ',');
    if (element.peek() != ']' || element.since(cursor_.at()).size() < 2) break;
    element.advance();
    cursor_ = element;
  }
  if (cursor_.at().offset == before.at().offset) return list_operand(into);
  into.kind = Operand::Kind::kField;
  into.text = cursor_.since(before.at());
  return true;
}

bool Grammar::list_operand(Operand& into) {
  into.kind = Operand::Kind::kList;
  Literal items;
  if (!list(items, 0)) return false;
  for (Literal& item : items.items) {
    const bool number = item.kind == Literal::Kind::kNumber;
    if (item.kind == Literal::Kind::kList || item.kind == Literal::Kind::kHash) {
      return fail(item.at, "a list in a condition holds texts and numbers, no fields");
    }
    into.items.push_back({number ? Operand::Kind::kNumber : Operand::Kind::kString,
                          std::move(item.text),
                          {},
                          item.at});
  }
  return true;
}

}  // namespace bdp::lang
