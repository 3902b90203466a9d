#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace bdp::lang {

/// Which subjects a translation is for. Texts of ASCII only need no knowledge of Unicode, which
/// makes matching much faster.
enum class RegexAlphabet : std::uint8_t { kAscii, kUnicode };

/// A set of characters as PCRE2 writes it. PCRE2 10 knows no sets within sets, so what does not go
/// between one pair of brackets becomes an alternative.
class CharacterSet {
 public:
  explicit CharacterSet(RegexAlphabet alphabet) : alphabet_(alphabet) {}

  void add(std::uint32_t code) { add_range(code, code); }
  /// `first` is not above `last`.
  void add_range(std::uint32_t first, std::uint32_t last);
  /// What stands between brackets: `\p{L}0-9`. `negated`: all other characters.
  void add_items(std::string_view items, bool negated);
  void add_set(const CharacterSet& other);
  /// Keeps what `other` has too.
  void intersect(const CharacterSet& other);
  void negate();

  /// An atom that matches one character of the set.
  std::string text() const;

 private:
  std::string positive_text() const;

  RegexAlphabet alphabet_;
  std::string items_;
  std::vector<std::string> atoms_;  ///< Each matches one character.
  bool negated_ = false;
};

/// The items of Ruby's `[:name:]`, in the case of `^` all others.
struct NamedSet {
  std::string items;
  bool negated = false;
};
std::optional<NamedSet> posix_set(std::string_view name, RegexAlphabet alphabet);

/// The items of Ruby's `\p{name}`: nothing when the property is not known.
std::optional<NamedSet> property_set(std::string_view name, RegexAlphabet alphabet);

/// A character as a literal of PCRE2, in or out of brackets; never matches when it is not in the
/// alphabet.
void append_literal(std::string& to, std::uint32_t code);

}  // namespace bdp::lang
