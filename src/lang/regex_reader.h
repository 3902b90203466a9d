#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "lang/utf8.h"

namespace bdp::lang {

/// An error at a byte of a regular expression.
Error regex_error(std::string_view ruby, std::size_t at, const std::string& what);

/// `{2,5}` and its likes.
struct RegexInterval {
  std::string text;  ///< As PCRE2 writes it.
  std::uint64_t least = 0;
  std::uint64_t most = 0;
};

/// Goes through the text of a Ruby regular expression.
class RegexReader {
 public:
  explicit RegexReader(std::string_view text) : text_(text) {}

  std::string_view text() const { return text_; }
  std::size_t at() const { return at_; }
  bool at_end() const { return at_ == text_.size(); }
  std::string_view rest() const { return text_.substr(at_); }

  bool is(char c) const { return !at_end() && text_[at_] == c; }
  bool is(std::string_view text) const { return rest().starts_with(text); }
  bool take(char c) {
    if (!is(c)) return false;
    ++at_;
    return true;
  }
  bool take(std::string_view text) {
    if (!is(text)) return false;
    at_ += text.size();
    return true;
  }
  /// Not at the end.
  char take_byte() { return text_[at_++]; }
  std::string_view take_bytes(std::size_t count) {
    const std::string_view taken = rest().substr(0, count);
    at_ += taken.size();
    return taken;
  }
  /// Up to and without `end`, which is taken too; nothing when there is none.
  std::optional<std::string_view> take_until(std::string_view end);

  /// Not at the end.
  Result<std::uint32_t> take_character();
  /// What stands behind a backslash that was taken already and means a character, or several of
  /// them: `\n`, `\x41`, `\u{41 42}`, `\-`.
  Result<std::u32string> take_escaped_characters();
  /// Nothing, and nothing is taken: here stands no interval.
  std::optional<RegexInterval> take_interval();
  /// A blank, or a # and the rest of its line; false when here is neither.
  bool take_blank_or_comment();

  Error wrong(std::size_t at, const std::string& what) const {
    return regex_error(text_, at, what);
  }

 private:
  std::optional<std::uint32_t> take_digits(unsigned base, int most);
  Result<std::u32string> take_unicode();
  Result<std::u32string> take_control();
  Result<std::u32string> take_byte_escape();

  std::string_view text_;
  std::size_t at_ = 0;
};

}  // namespace bdp::lang
