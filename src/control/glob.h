#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace bdp {

/// A pattern for file names: `*`, `?`, `[a-z]`, `[!a-z]`, `{csv,txt}`; a backslash takes the next
/// character as it is. `?` and `[]` take one character of UTF-8. A point in front is nothing
/// special.
class Glob {
 public:
  /// An error has no position; its message goes on after the name of what holds the pattern.
  static Result<Glob> compile(std::string_view pattern);

  bool matches(std::string_view name) const;

 private:
  struct Token {
    enum class Kind : std::uint8_t { kCharacter, kAnyCharacter, kAnyText, kSet };
    struct Range {
      char32_t first;
      char32_t last;
    };
    Kind kind = Kind::kCharacter;
    char32_t character = 0;
    bool negated = false;
    std::vector<Range> ranges;  ///< kSet.

    bool takes(char32_t c) const;
  };
  using Tokens = std::vector<Token>;

  static Result<Tokens> tokens_of(std::u32string_view pattern);
  static Result<Token> set_of(std::u32string_view pattern, std::size_t& at);
  static bool matches(const Tokens& tokens, std::u32string_view name);

  std::vector<Tokens> alternatives_;
};

}  // namespace bdp
