#pragma once

#include <string>

namespace bdp::lang {

/// ?, * or +, greedy or lazy.
struct RegexRepeat {
  char kind = 0;  ///< 0: none.
  bool lazy = false;
};

/// A part of a sequence, translated.
struct RegexPiece {
  std::string text;
  bool is_atom = true;        ///< A quantifier may follow as it is.
  std::string literal = {};   ///< The characters it stands for, when it is just that.
  std::string required = {};  ///< Characters that every match of it holds.
  /// The text is `body`, repeated so: what can be merged with a quantifier around it.
  RegexRepeat repeat = {};
  std::string body = {};

  /// Repeats the piece as `quantifier` says: `{2,3}`.
  void apply(const std::string& quantifier);
  /// Repeats it and never gives back: `*+`.
  void apply_possessive(char kind);
  /// As Onigmo does, merges the repeats of (?:X+)* and the like into one: PCRE2 would try all of
  /// the exponentially many ways to share a text between the two.
  void apply(RegexRepeat outer);
};

}  // namespace bdp::lang
