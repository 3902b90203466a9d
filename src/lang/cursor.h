#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "lang/ast.h"

namespace bdp::lang {

/// A place in a source text that moves forward and knows its line and column. Copy it to come
/// back. The text must outlive it.
class Cursor {
 public:
  explicit Cursor(std::string_view text) : text_(text) {}

  Position at() const { return at_; }
  bool at_end() const { return at_.offset >= text_.size(); }
  /// The byte here, or `ahead` bytes further; NUL behind the end.
  char peek(std::size_t ahead = 0) const {
    return at_.offset + ahead < text_.size() ? text_[at_.offset + ahead] : '\0';
  }
  bool starts_with(std::string_view prefix) const {
    return text_.substr(at_.offset).starts_with(prefix);
  }
  std::string_view since(Position start) const {
    return text_.substr(start.offset, at_.offset - start.offset);
  }

  void advance(std::size_t bytes = 1);
  /// Moves over `prefix` if it is here.
  bool take(std::string_view prefix);
  /// Moves over blanks and comments; true when there was one.
  bool skip_blanks();
  /// Moves over the longest run of letters, digits, '_' and '-'; it may be empty.
  std::string_view take_word();
  /// Moves over the text between quotes or slashes, which ends at the first `quote` that has no
  /// backslash before it, and returns it as it stands. False: it never ends, and the cursor stays.
  bool take_quoted(char quote, std::string_view& inside);
  /// Moves behind the brace that closes the one here, or to the end of the text.
  void skip_braces();
  void skip_rest() { advance(text_.size()); }
  /// Moves to the next brace of either kind that is in no string or comment, or to the end.
  void skip_to_brace();

  /// What is here, for a message: "'foo'", "a string", "the end of the text".
  std::string describe() const;

 private:
  std::string_view text_;
  Position at_;
};

/// A letter, digit, '_' or '-'.
constexpr bool is_word_byte(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
         c == '-';
}

}  // namespace bdp::lang
