#include <utility>

#include "lang/grammar.h"
#include "lang/parser.h"

namespace bdp::lang {
namespace {

/// Blocks, values and parentheses in each other. Far beyond any text that a person writes; far
/// below what the stack holds.
constexpr unsigned kDeepest = 100;

constexpr std::size_t kLongestText = std::size_t{16} << 20U;

bool means_else_if(std::string_view word) {
  return word == "elsif" || word == "elseif" || word == "elif";
}

}  // namespace

Block parse_block(std::string_view text, bool support_escapes, Diagnostics& diagnostics) {
  if (text.size() > kLongestText) {
    diagnostics.add({}, "the text has " + std::to_string(text.size()) + " bytes; " +
                            std::to_string(kLongestText) + " are allowed");
    return {};
  }
  return Grammar(text, support_escapes, diagnostics).program();
}

std::optional<Literal> parse_literal(std::string_view text, Diagnostics& diagnostics) {
  return Grammar(text, false, diagnostics).literal();
}

Block Grammar::program() {
  Block result;
  block(result, 0);
  while (!cursor_.at_end()) {
    fail("a '}' closes what was never opened; take it away");
    cursor_.advance();
    block(result, 0);
  }
  return result;
}

void Grammar::block(Block& into, unsigned depth) {
  if (!deep_enough(depth)) return;
  for (;;) {
    cursor_.skip_blanks();
    if (diagnostics_.full()) cursor_.skip_rest();
    if (cursor_.at_end() || cursor_.peek() == '}') return;
    const Position at = cursor_.at();
    if (cursor_.peek() == '"' || cursor_.peek() == '\'') {
      fail("a filter's name stands without quotes");
      skip_statement();
      continue;
    }
    const std::string_view word = cursor_.take_word();
    if (word == "if") {
      into.push_back({conditional(at, depth)});
    } else if (word.empty() || word == "else") {
      if (word.empty()) {
        expected("a filter or 'if'");
      } else {
        fail(at, "there is no 'if' before this 'else'");
      }
      skip_statement();
    } else if (auto parsed = plugin(word, at)) {
      into.push_back({*std::move(parsed)});
    }
  }
}

void Grammar::skip_statement() {
  // Moves in any case, as skip_to_brace() may not.
  if (cursor_.peek() != '{' && cursor_.peek() != '}') cursor_.skip_to_brace();
  if (cursor_.peek() == '{') cursor_.skip_braces();
}

std::optional<Plugin> Grammar::plugin(std::string_view name, Position at) {
  cursor_.skip_blanks();
  if (cursor_.peek() != '{') {
    expected("'{' after '" + std::string(name) + "'", did_you_mean(name, {"if", "else if"}));
    skip_statement();
    return std::nullopt;
  }
  if (name == "input" || name == "filter" || name == "output") {
    fail(at, "expected a filter, found a section; write only what stands between its braces");
    skip_statement();
    return std::nullopt;
  }
  Plugin result{std::string(name), {}, at};
  const Cursor open = cursor_;
  cursor_.advance();
  for (bool first = true;; first = false) {
    const bool blank = cursor_.skip_blanks();
    if (cursor_.take("}")) return result;
    if (cursor_.at_end()) {
      fail(open.at(), "the braces of '" + result.name + "' are not closed");
      return std::nullopt;
    }
    std::optional<Attribute> next;
    if (!first && !blank) {
      expected("a blank before the next option of '" + result.name + "'");
    } else {
      next = attribute(result.name);
    }
    if (!next) {
      cursor_ = open;
      cursor_.skip_braces();
      return std::nullopt;
    }
    result.attributes.push_back(*std::move(next));
  }
}

std::optional<Attribute> Grammar::attribute(std::string_view plugin) {
  Attribute result;
  result.at = cursor_.at();
  if (cursor_.peek() == '"' || cursor_.peek() == '\'') {
    if (!string(result.name)) return std::nullopt;
  } else {
    result.name = cursor_.take_word();
  }
  if (result.name.empty()) {
    expected("an option of '" + std::string(plugin) + "' or '}'",
             cursor_.peek() == ',' ? "options are separated by blanks" : "");
    return std::nullopt;
  }
  cursor_.skip_blanks();
  if (cursor_.peek() == '{') {
    expected("'=>' after '" + result.name + "'",
             "is the '}' of '" + std::string(plugin) + "' missing before it?");
    return std::nullopt;
  }
  if (!arrow(result.name)) return std::nullopt;
  cursor_.skip_blanks();
  if (!value(result.value, 0)) return std::nullopt;
  return result;
}

Conditional Grammar::conditional(Position at, unsigned depth) {
  Conditional result;
  Conditional::Branch& first = result.branches.emplace_back();
  first.at = at;
  first.condition = std::make_unique<Expression>();
  if (!condition(*first.condition, 0)) give_up(first);
  branch_body(first, "if", depth);
  while (next_branch(result, depth)) {
  }
  return result;
}

void Grammar::branch_body(Conditional::Branch& branch, std::string_view keyword, unsigned depth) {
  cursor_.skip_blanks();
  const Position open = cursor_.at();
  if (!cursor_.take("{")) {
    if (!diagnostics_.full() && !cursor_.at_end())
      expected("'{' after '" + std::string(keyword) + "'");
    cursor_.skip_to_brace();
    if (!cursor_.take("{")) return;
  }
  block(branch.body, depth + 1);
  if (!cursor_.take("}") && !diagnostics_.full()) {
    fail(open, "the braces of this '" + std::string(keyword) + "' are not closed");
  }
}

void Grammar::give_up(Conditional::Branch& branch) {
  branch.condition.reset();
  cursor_.skip_to_brace();
}

bool Grammar::next_branch(Conditional& into, unsigned depth) {
  const Cursor before = cursor_;
  cursor_.skip_blanks();
  const Position at = cursor_.at();
  const std::string_view word = cursor_.take_word();
  if (word != "else" && !means_else_if(word)) {
    cursor_ = before;
    return false;
  }
  bool conditional = word != "else";
  if (conditional) {
    fail(at, "'" + std::string(word) + "' is no word of this language; did you mean 'else if'?");
  } else {
    cursor_.skip_blanks();
    const Cursor behind = cursor_;
    conditional = cursor_.take_word() == "if";
    if (!conditional) cursor_ = behind;
  }
  Conditional::Branch& branch = into.branches.emplace_back();
  branch.at = at;
  if (conditional) {
    branch.condition = std::make_unique<Expression>();
    if (!condition(*branch.condition, 0)) give_up(branch);
  }
  branch_body(branch, conditional ? "else if" : "else", depth);
  return conditional;
}

bool Grammar::fail(std::string_view message) {
  return fail(cursor_.at(), message);
}

bool Grammar::fail(Position at, std::string_view message) {
  diagnostics_.add(at, message);
  return false;
}

bool Grammar::expected(std::string_view what, std::string_view advice) {
  std::string message = "expected " + std::string(what) + ", found " + cursor_.describe();
  if (!advice.empty()) {
    if (!advice.starts_with(';')) message += "; ";
    message += advice;
  }
  return fail(message);
}

bool Grammar::deep_enough(unsigned depth) {
  if (depth < kDeepest) return true;
  fail("more than " + std::to_string(kDeepest) + " levels stand in each other here");
  cursor_.skip_rest();
  return false;
}

}  // namespace bdp::lang
