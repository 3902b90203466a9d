#include "lang/regex_piece.h"

#include <string_view>
#include <utility>

namespace bdp::lang {
namespace {

/// What becomes of a repeat of a repeat; "" keeps both.
std::string_view merged_quantifier(RegexRepeat inner, RegexRepeat outer) {
  // Rows: inner, columns: outer, both in the order ? * + ?? *? +?. A ")" ends an inner group.
  static constexpr std::string_view kTable[6][6] = {
      {"?", "*", "*", "??", "*?", ""},       //
      {"*", "*", "*", "+)??", "+)??", "*"},  //
      {"*", "*", "+", "", "+)??", "+"},      //
      {"??", "*?", "*?", "??", "*?", "*?"},  //
      {"*?", "*?", "*?", "*?", "*?", "*?"},  //
      {"", "", "", "*?", "*?", "+?"},
  };
  const auto index = [](RegexRepeat repeat) {
    return std::string_view("?*+").find(repeat.kind) + (repeat.lazy ? 3U : 0U);
  };
  return kTable[index(inner)][index(outer)];
}

std::string as_atom(const RegexPiece& piece) {
  return piece.is_atom ? piece.text : "(?:" + piece.text + ")";
}

}  // namespace

void RegexPiece::apply(const std::string& quantifier) {
  *this = {.text = as_atom(*this) + quantifier, .is_atom = false};
}

void RegexPiece::apply_possessive(char kind) {
  // Not `(a)*+`: the machine code of PCRE2 10.42 keeps the group of a try that failed.
  if (text.starts_with('(')) {
    apply(std::string(1, kind));
    *this = {.text = "(?>" + text + ")"};
  } else {
    apply(std::string{kind, '+'});
  }
}

void RegexPiece::apply(RegexRepeat outer) {
  const std::string quantifier = std::string(1, outer.kind) + (outer.lazy ? "?" : "");
  if (repeat.kind == 0) {
    std::string inner = as_atom(*this);
    *this = {
        .text = inner + quantifier, .is_atom = false, .repeat = outer, .body = std::move(inner)};
    return;
  }
  const std::string merged(merged_quantifier(repeat, outer));
  if (merged.empty()) return apply(quantifier);
  if (merged.find(')') != std::string::npos) {
    *this = {.text = "(?:" + body + merged, .is_atom = false};
    return;
  }
  text = body + merged;
  required.clear();
  is_atom = false;
  repeat = {merged.front(), merged.size() == 2};
}

}  // namespace bdp::lang
