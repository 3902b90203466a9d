#include "lang/expression_text.h"

#include <string_view>

namespace bdp::lang {
namespace {

using Kind = Expression::Kind;

std::string text_of(const Operand& operand) {
  switch (operand.kind) {
    case Operand::Kind::kField:
    case Operand::Kind::kNumber:
      return operand.text;
    case Operand::Kind::kRegex:
      return "/" + operand.text + "/";
    case Operand::Kind::kString:
      return operand.text.find('"') == std::string::npos ? "\"" + operand.text + "\""
                                                         : "'" + operand.text + "'";
    case Operand::Kind::kList:
      break;
  }
  std::string list = "[";
  for (const Operand& item : operand.items) {
    if (list.size() > 1) list += ", ";
    list += text_of(item);
  }
  return list + "]";
}

std::string_view sign_of(Kind kind) {
  switch (kind) {
    case Kind::kEqual:
      return " == ";
    case Kind::kNotEqual:
      return " != ";
    case Kind::kLess:
      return " < ";
    case Kind::kLessEqual:
      return " <= ";
    case Kind::kGreater:
      return " > ";
    case Kind::kGreaterEqual:
      return " >= ";
    case Kind::kMatch:
      return " =~ ";
    case Kind::kNoMatch:
      return " !~ ";
    case Kind::kIn:
      return " in ";
    case Kind::kNotIn:
      return " not in ";
    case Kind::kAnd:
      return " and ";
    case Kind::kOr:
      return " or ";
    case Kind::kXor:
      return " xor ";
    case Kind::kNand:
      return " nand ";
    case Kind::kTruth:
    case Kind::kNot:
      break;
  }
  return "";
}

std::string inside(const Expression& child) {
  const std::string text = text_of(child);
  const bool alone = child.children.empty() || child.kind == Kind::kNot;
  return alone ? text : "(" + text + ")";
}

}  // namespace

std::string text_of(const Expression& expression) {
  if (expression.kind == Kind::kTruth) return text_of(expression.left);
  if (expression.kind == Kind::kNot) {
    const Expression& child = expression.children.front();
    return child.kind == Kind::kTruth ? "!" + text_of(child) : "!(" + text_of(child) + ")";
  }
  if (expression.children.empty()) {
    return text_of(expression.left) + std::string(sign_of(expression.kind)) +
           text_of(expression.right);
  }
  std::string text;
  for (const Expression& child : expression.children) {
    if (!text.empty()) text += sign_of(expression.kind);
    text += inside(child);
  }
  return text;
}

}  // namespace bdp::lang
