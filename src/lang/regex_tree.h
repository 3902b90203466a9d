#pragma once

#include <bitset>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace bdp::lang {

/// What a regular expression can match, for those who judge it without running it.
struct RegexTree {
  enum class Kind : std::uint8_t {
    kSet,           ///< One character of `set`.
    kBarrier,       ///< Takes part, but nothing is known of what: anchors, look-arounds, `(?>...)`.
    kSequence,      ///< The children one after another; none: the empty text.
    kAlternatives,  ///< One of the children.
    kRepeat,        ///< The only child, `least` to `most` times.
  };
  static constexpr std::uint32_t kNoLimit = ~std::uint32_t{0};
  /// The characters of ASCII, then some that stand for all others.
  static constexpr std::size_t kCharacters = 131;
  using Set = std::bitset<kCharacters>;

  Kind kind = Kind::kSequence;
  Set set = {};
  std::uint32_t least = 1;
  std::uint32_t most = 1;
  std::size_t begin = 0;  ///< In the text of the expression, in bytes.
  std::size_t end = 0;
  std::vector<RegexTree> children = {};
};

/// Reads a Ruby regular expression that Regex::compile() takes, or, `grok`, one with
/// `%{PATTERN}`s in it, which become barriers. Repeats of repeats are one, as when it is compiled.
/// Nothing: it has what nothing can be said about.
std::optional<RegexTree> read_regex_tree(std::string_view ruby, bool grok);

}  // namespace bdp::lang
