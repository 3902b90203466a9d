#include "lang/regex_bracket.h"

#include <optional>
#include <string>
#include <utility>

namespace bdp::lang {
namespace {

/// Sets within sets.
constexpr int kDeepest = 100;

/// The items of `\\d` and its likes, in ASCII as Ruby has it; capitals are all others. Empty: the
/// letter stands for no set.
std::string_view letter_items(char letter) {
  switch (letter | 0x20) {
    case 'd':
      return "0-9";
    case 'w':
      return "0-9A-Za-z_";
    case 's':
      return R"(\x{9}-\x{D}\x{20})";
    case 'h':
      return "0-9A-Fa-f";
    default:
      return {};
  }
}

class BracketReader {
 public:
  BracketReader(RegexReader& reader, RegexAlphabet alphabet, int depth)
      : reader_(reader), alphabet_(alphabet), depth_(depth), set_(alphabet), begin_(reader.at()) {}

  Result<CharacterSet> take() {
    if (depth_ > kDeepest) return reader_.wrong(begin_, "too many sets within sets");
    reader_.take('[');
    const bool negated = reader_.take('^');
    if (reader_.is(']')) TRY(take_closing_bracket_as_character());
    while (!reader_.take(']')) {
      if (reader_.at_end()) return reader_.wrong(begin_, "the set is never closed by ']'");
      TRY(take_item());
    }
    CharacterSet all = with_operands_before();
    if (negated) all.negate();
    return all;
  }

 private:
  Status take_closing_bracket_as_character() {
    // As in Onigmo: a character if another one follows.
    bool escaped = false;
    for (const char c : reader_.rest().substr(1)) {
      if (c == ']' && !escaped) {
        reader_.take(']');
        set_.add(']');
        return {};
      }
      escaped = c == '\\' && !escaped;
    }
    return reader_.wrong(begin_, "the set is empty");
  }

  Status take_item() {
    const std::size_t at = reader_.at();
    if (reader_.take("&&")) {
      before_ = with_operands_before();
      set_ = CharacterSet(alphabet_);
      return {};
    }
    if (reader_.is("[:")) {
      TRY_ASSIGN(const bool taken, take_posix());
      if (taken) return check_no_range_from(at);
    }
    if (reader_.is('[')) {
      BracketReader nested(reader_, alphabet_, depth_ + 1);
      TRY_ASSIGN(const CharacterSet inner, nested.take());
      set_.add_set(inner);
      return {};
    }
    TRY_ASSIGN(const bool is_class, take_class());
    if (is_class) return check_no_range_from(at);
    TRY_ASSIGN(const std::u32string first, take_characters());
    for (const char32_t code : first.substr(0, first.size() - 1)) set_.add(code);
    return take_range(first.back(), at);
  }

  /// A '-' between two characters makes a range of them.
  Status take_range(std::uint32_t first, std::size_t at) {
    if (!reader_.is('-') || reader_.is("-]") || reader_.is("-&&")) {
      set_.add(first);
      return {};
    }
    reader_.take('-');
    if (reader_.at_end()) return reader_.wrong(begin_, "the set is never closed by ']'");
    if (reader_.is('[')) return reader_.wrong(at, "a range cannot end with a set");
    TRY_ASSIGN(const bool is_class, take_class());
    if (is_class) return reader_.wrong(at, "a range cannot end with a set");
    TRY_ASSIGN(const std::u32string last, take_characters());
    if (last.front() < first) return reader_.wrong(at, "the range ends before it begins");
    set_.add_range(first, last.front());
    for (const char32_t code : last.substr(1)) set_.add(code);
    // [a-c-e]: this one is just a character.
    if (reader_.is('-') && !reader_.is("-]")) {
      reader_.take('-');
      set_.add('-');
    }
    return {};
  }

  Status check_no_range_from(std::size_t at) const {
    if (!reader_.is('-') || reader_.is("-]") || reader_.is("-&&")) return {};
    return reader_.wrong(at, "a range cannot begin with a set; write \\- for the character");
  }

  Result<std::u32string> take_characters() {
    if (reader_.take('\\')) {
      if (reader_.take('b')) return std::u32string(1, U'\b');
      return reader_.take_escaped_characters();
    }
    TRY_ASSIGN(const std::uint32_t code, reader_.take_character());
    return std::u32string(1, static_cast<char32_t>(code));
  }

  /// `\d`, `\p{...}`.
  Result<bool> take_class() {
    if (!reader_.is('\\') || reader_.rest().size() < 2) return false;
    const char letter = reader_.rest()[1];
    if (const std::string_view items = letter_items(letter); !items.empty()) {
      reader_.take_bytes(2);
      set_.add_items(items, letter < 'a');
      return true;
    }
    if ((letter != 'p' && letter != 'P') || !reader_.rest().substr(2).starts_with('{'))
      return false;
    reader_.take_bytes(2);
    TRY_ASSIGN(const CharacterSet property, take_property(reader_, alphabet_, letter == 'P'));
    set_.add_set(property);
    return true;
  }

  /// `[:alpha:]`. False: it is a set that begins with a colon.
  Result<bool> take_posix() {
    constexpr std::size_t kLongest = 20;
    const std::size_t at = reader_.at();
    const std::size_t end = reader_.rest().substr(0, kLongest).find(":]");
    if (end == std::string_view::npos || end < 2) return false;
    std::string_view name = reader_.rest().substr(2, end - 2);
    const bool negated = name.starts_with('^');
    if (negated) name.remove_prefix(1);
    const auto named = posix_set(name, alphabet_);
    if (!named) {
      return reader_.wrong(at, "[:" + std::string(name) +
                                   ":] is no set; there are alnum, alpha, "
                                   "ascii, blank, cntrl, digit, graph, lower, print, punct, space, "
                                   "upper, xdigit and word");
    }
    reader_.take_bytes(end + 2);
    set_.add_items(named->items, named->negated != negated);
    return true;
  }

  CharacterSet with_operands_before() const {
    if (!before_) return set_;
    CharacterSet all = *before_;
    all.intersect(set_);
    return all;
  }

  RegexReader& reader_;
  RegexAlphabet alphabet_;
  int depth_;
  CharacterSet set_;                    ///< Since the last &&.
  std::optional<CharacterSet> before_;  ///< Up to the last &&.
  std::size_t begin_;
};

}  // namespace

Result<CharacterSet> take_bracketed_set(RegexReader& reader, RegexAlphabet alphabet) {
  return BracketReader(reader, alphabet, 0).take();
}

Result<CharacterSet> take_property(RegexReader& reader, RegexAlphabet alphabet, bool negated) {
  const std::size_t at = reader.at() - 2;
  reader.take('{');
  if (reader.take('^')) negated = !negated;
  const auto name = reader.take_until("}");
  if (!name) return reader.wrong(at, "the name of the property is never closed by '}'");
  const auto named = property_set(*name, alphabet);
  if (!named) {
    return reader.wrong(at, "no property '" + std::string(*name) +
                                "' is known; there are Ruby's POSIX names, Unicode's general "
                                "categories, scripts and binary properties");
  }
  CharacterSet set(alphabet);
  set.add_items(named->items, named->negated != negated);
  return set;
}

}  // namespace bdp::lang
