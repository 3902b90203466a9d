#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "record/value.h"

namespace bdp::lang {

/// How a search ended.
enum class Found : std::uint8_t {
  kMatch,
  kNoMatch,
  kLimit,  ///< The pattern ran away on this text: it was stopped, and nothing is known.
};

/// A text to search in, any bytes. Looked through at most once, however many searches there are.
class Subject {
 public:
  enum class Encoding : std::uint8_t { kUnknown, kAscii, kUtf8, kBroken };

  explicit Subject(std::string_view text, TextFlags flags = 0)
      : text_(text), encoding_((flags & kPlainText) != 0 ? Encoding::kAscii : Encoding::kUnknown) {}
  explicit Subject(Value text) : Subject(text.as_text(), text.text_flags()) {}

  std::string_view text() const { return text_; }
  /// Never kUnknown.
  Encoding encoding() const {
    if (encoding_ == Encoding::kUnknown) look_through();
    return encoding_;
  }

 private:
  void look_through() const;

  std::string_view text_;
  mutable Encoding encoding_;
};

/// Where a regex and its groups matched. Valid until the thread's next search.
class Match {
 public:
  Match() = default;
  Match(const Match&) = delete;
  Match& operator=(const Match&) = delete;
  ~Match() = default;

  /// Of the whole match, in bytes.
  std::size_t begin() const { return offsets_[0]; }
  std::size_t end() const { return offsets_[1]; }
  std::string_view whole() const { return subject_.substr(begin(), end() - begin()); }
  /// Group 0 is whole(). Nothing: the group took no part, or there is none of this number.
  std::optional<std::string_view> group(std::uint32_t number) const {
    if (number >= count_ || offsets_[2 * number] == kUnset) return std::nullopt;
    return subject_.substr(offsets_[2 * number], offsets_[2 * number + 1] - offsets_[2 * number]);
  }
  std::string_view subject() const { return subject_; }

 private:
  friend class Regex;
  static constexpr std::size_t kUnset = ~std::size_t{0};

  std::string_view subject_;
  const std::size_t* offsets_ = nullptr;  ///< own_ or the thread's.
  std::uint32_t count_ = 0;               ///< Groups that matched, and those before them.
  std::size_t own_[2] = {0, 0};
};

struct RegexOptions {
  bool ignore_case = false;
  bool dot_matches_newline = false;  ///< Ruby's (?m); what grok compiles with.
  bool extended = false;             ///< Blanks and #comments in the pattern mean nothing.
  bool frugal = false;               ///< Needs few steps: what takes more has run away early.
};

/// A Ruby regular expression, translated to PCRE2 and compiled to machine code. Immutable; shared
/// by all threads; cheap to copy.
///
/// Differs from Ruby in this: without regard to case, one character does not equal several (ß, ss).
class Regex {
 public:
  /// A name and the numbers of the groups that have it, ascending.
  struct Name {
    std::string name;
    std::vector<std::uint32_t> groups;
  };

  /// kInvalid: it is no Ruby regex, or uses what cannot be translated; the message says at which
  /// character of the expression.
  static Result<Regex> compile(std::string_view pattern, RegexOptions options = {});

  /// Searches for the first match at or behind `from`, which is no place inside a character.
  Found search(const Subject& subject, Match& match, std::size_t from = 0) const;
  Found search(const Subject& subject) const {
    Match match;
    return search(subject, match);
  }

  std::uint32_t group_count() const;
  std::span<const Name> names() const;
  /// The groups of that name, empty when there is none.
  std::span<const std::uint32_t> groups_named(std::string_view name) const;
  /// As it was written.
  std::string_view pattern() const;
  /// A text that every match holds; empty when none is known. With regard to case.
  std::string_view required() const;

 private:
  struct Compiled;
  std::shared_ptr<const Compiled> compiled_;
};

}  // namespace bdp::lang
