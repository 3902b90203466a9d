#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "lang/ast.h"
#include "lang/cursor.h"
#include "lang/diagnostics.h"
#include "lang/sections.h"

namespace bdp::lang {

/// The parser's rules, by recursive descent. A rule that returns false or nothing has reported the
/// mistake; the rule that owns the block goes on behind it. Internal: parser.h is the way in.
class Grammar {
 public:
  Grammar(std::string_view text, bool support_escapes, Diagnostics& diagnostics)
      : cursor_(text), support_escapes_(support_escapes), diagnostics_(diagnostics) {}

  /// The whole text as one block.
  Block program();
  /// The whole text as sections (grammar_section.cpp).
  std::vector<Section> sections();
  /// The whole text as one value.
  std::optional<Literal> literal();

 private:
  // ---- blocks (grammar_block.cpp) ----
  /// Statements up to a '}', which stays, or to the end.
  void block(Block& into, unsigned depth);
  std::optional<Plugin> plugin(std::string_view name, Position at);
  std::optional<Attribute> attribute(std::string_view plugin);
  Conditional conditional(Position at, unsigned depth);
  /// The rest of a branch, behind its condition.
  void branch_body(Conditional::Branch& branch, std::string_view keyword, unsigned depth);
  /// Leaves out a condition with a mistake, and goes to the branch's brace.
  void give_up(Conditional::Branch& branch);
  /// `else`, `else if`, or what people write for it. False, and nothing is moved: none follows.
  bool next_branch(Conditional& into, unsigned depth);
  void skip_statement();

  // ---- values (grammar_value.cpp) ----
  bool value(Literal& into, unsigned depth);
  bool string(std::string& into);
  bool number(std::string& into);
  bool bareword(std::string& into);
  bool list(Literal& into, unsigned depth);
  bool hash(Literal& into, unsigned depth);
  bool hash_entry(Literal& into, std::unordered_set<std::string_view>& keys, unsigned depth);
  bool arrow(std::string_view after);
  /// The rest of a value that is a plugin, behind its name.
  bool plugin_value(Literal& into);

  // ---- conditions (grammar_condition.cpp) ----
  bool condition(Expression& into, unsigned depth);
  bool expression(Expression& into, unsigned depth);
  bool parenthesised(Expression& into, unsigned depth);
  bool comparison(Expression& into);
  bool operand(Operand& into);
  bool bracketed(Operand& into);
  bool list_operand(Operand& into);
  bool regex(Operand& into);
  /// The comparison here, if one stands here; its two sides are still empty. False: a mistake.
  bool comparison_operator(std::optional<Expression::Kind>& kind);
  bool boolean_operator(std::optional<Expression::Kind>& kind);

  /// Reports a mistake here, or at `at`. Always false.
  bool fail(std::string_view message);
  bool fail(Position at, std::string_view message);
  /// Reports "expected EXPECTED, found WHAT IS HERE" and `advice`. Always false.
  bool expected(std::string_view what, std::string_view advice = {});
  /// False, with a report: the text is nested too deeply to go on, and is left.
  bool deep_enough(unsigned depth);

  Cursor cursor_;
  bool support_escapes_;
  bool values_may_be_plugins_ = false;
  Diagnostics& diagnostics_;
};

}  // namespace bdp::lang
