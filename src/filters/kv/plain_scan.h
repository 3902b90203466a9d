#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string_view>

namespace bdp::kv {

/// Finds pairs as the regular expression of kv does, byte by byte: for the common case that single
/// ASCII characters split, and texts without backslashes.
class PlainScan {
 public:
  struct Pair {
    std::string_view key;
    std::string_view value;  ///< Empty: there is none, or none between its quotes.
  };

  /// Nothing: a set of characters uses what brackets of a regular expression give a meaning to.
  static std::optional<PlainScan> make(std::string_view field_split, std::string_view value_split,
                                       bool lenient, bool brackets);

  /// `text` is valid UTF-8 and has nothing that would need the regular expression.
  static bool can_read(std::string_view text) { return text.find('\\') == std::string_view::npos; }

  /// The same of a text of ASCII characters only, seen in one pass; it has kReadSlack behind it.
  static bool can_read_ascii(std::string_view text) {
    constexpr std::uint64_t kOnes = 0x0101010101010101U;
    constexpr std::uint64_t kHighBits = 0x8080808080808080U;
    std::uint64_t refused = 0;
    std::size_t i = 0;
    const auto look = [&](std::uint64_t keep) {
      std::uint64_t bytes = 0;
      std::memcpy(&bytes, text.data() + i, 8);
      bytes &= keep;
      const std::uint64_t backslashes = bytes ^ (kOnes * '\\');
      refused |= (bytes | ((backslashes - kOnes) & ~backslashes)) & kHighBits;
    };
    for (; i + 8 <= text.size(); i += 8) look(~std::uint64_t{0});
    const std::size_t rest = text.size() - i;
    if (rest > 0) look(~std::uint64_t{0} >> (64 - 8 * rest));
    return refused == 0;
  }

  /// The first pair at or behind `from`, which is moved behind it. False: there is none.
  bool next(std::string_view text, std::size_t& from, Pair& pair) const;

 private:
  enum Class : std::uint8_t { kFieldSplit = 1, kValueSplit = 2 };

  std::uint8_t class_of(char c) const { return classes_[static_cast<unsigned char>(c)]; }
  bool ends_pair(std::string_view text, std::size_t at) const {
    return at == text.size() || text[at] == '\n' || (class_of(text[at]) & kFieldSplit) != 0;
  }
  void read_value(std::string_view text, std::size_t& at, Pair& pair) const;

  std::array<std::uint8_t, 256> classes_{};
  bool lenient_ = true;
  bool brackets_ = true;
};

}  // namespace bdp::kv
