#include "lang/regex_tree.h"

#include <array>
#include <map>
#include <string>
#include <utility>

#include "lang/regex.h"
#include "lang/regex_bracket.h"
#include "lang/regex_reader.h"

namespace bdp::lang {
namespace {

using Kind = RegexTree::Kind;
using Set = RegexTree::Set;

constexpr int kDeepest = 100;

/// What stands for the characters beyond ASCII: a letter, an ideograph, a blank.
constexpr std::array<std::string_view, 3> kBeyondAscii = {"\u00E9", "\u4E2D", "\u00A0"};

struct Flags {
  bool ignore_case = false;
  bool extended = false;
};

class TreeReader {
 public:
  TreeReader(std::string_view ruby, bool grok) : reader_(ruby), grok_(grok) {}

  std::optional<RegexTree> read() {
    auto tree = alternatives({}, 0);
    if (!tree || !reader_.at_end()) return std::nullopt;
    return tree;
  }

 private:
  using Tree = std::optional<RegexTree>;

  Tree alternatives(Flags flags, int depth) {
    if (depth > kDeepest) return std::nullopt;
    RegexTree all{.kind = Kind::kAlternatives, .begin = reader_.at()};
    do {
      auto branch = sequence(flags, depth);
      if (!branch) return std::nullopt;
      all.children.push_back(*std::move(branch));
    } while (reader_.take('|'));
    all.end = reader_.at();
    if (all.children.size() > 1) return all;
    RegexTree only = std::move(all.children.front());
    return only;
  }

  Tree sequence(Flags flags, int depth) {
    RegexTree result{.kind = Kind::kSequence, .begin = reader_.at()};
    while (!reader_.at_end() && !reader_.is('|') && !reader_.is(')')) {
      if (flags.extended && reader_.take_blank_or_comment()) continue;
      if (reader_.is("(?#")) {
        if (!reader_.take_until(")")) return std::nullopt;
        continue;
      }
      merges_ = false;
      auto piece = atom(flags, depth);
      if (!piece || !quantify(*piece, flags)) return std::nullopt;
      result.children.push_back(*std::move(piece));
    }
    result.end = reader_.at();
    if (result.children.size() != 1) return result;
    RegexTree only = std::move(result.children.front());
    return only;
  }

  bool quantify(RegexTree& piece, Flags flags) {
    while (true) {
      while (flags.extended && reader_.take_blank_or_comment()) {
      }
      const std::size_t begin = piece.begin;
      RegexTree repeat{.kind = Kind::kRepeat, .begin = begin};
      bool possessive = false;
      if (reader_.is('?') || reader_.is('*') || reader_.is('+')) {
        const char kind = reader_.take_byte();
        repeat.least = kind == '+' ? 1 : 0;
        repeat.most = kind == '?' ? 1 : RegexTree::kNoLimit;
        possessive = reader_.take('+');
        if (!possessive) reader_.take('?');
      } else {
        const auto interval = reader_.take_interval();
        if (!interval) return true;
        const bool unlimited = interval->text.ends_with(",}");
        repeat.least = static_cast<std::uint32_t>(interval->least);
        repeat.most = unlimited ? RegexTree::kNoLimit : static_cast<std::uint32_t>(interval->most);
        if (interval->text.find(',') != std::string::npos) reader_.take('?');
      }
      repeat.end = reader_.at();
      const bool merge = merges_ && piece.kind == Kind::kRepeat;
      if (merge) {
        repeat.least *= piece.least;
        repeat.most = std::max(repeat.most, piece.most);
        repeat.children = std::move(piece.children);
      } else {
        repeat.children.push_back(std::move(piece));
      }
      piece = std::move(repeat);
      if (possessive) piece = barrier(begin);
      merges_ = true;
    }
  }

  RegexTree barrier(std::size_t begin) const {
    return {.kind = Kind::kBarrier, .begin = begin, .end = reader_.at()};
  }

  Tree atom(Flags flags, int depth) {
    const std::size_t begin = reader_.at();
    if (grok_ && reader_.take("%{")) {
      if (!reader_.take_until("}")) return std::nullopt;
      return barrier(begin);
    }
    if (reader_.take('(')) return group(flags, depth, begin);
    if (reader_.take('^') || reader_.take('$')) return barrier(begin);
    if (reader_.take('\\')) return escape(flags, begin);
    if (reader_.is('[')) {
      if (!take_bracketed_set(reader_, RegexAlphabet::kUnicode)) return std::nullopt;
    } else if (!reader_.take_character()) {
      return std::nullopt;
    }
    return set_since(begin, flags);
  }

  Tree escape(Flags flags, std::size_t begin) {
    if (reader_.at_end()) return std::nullopt;
    const char letter = reader_.rest().front();
    constexpr std::string_view kAnchors = "AZzGKbB";
    constexpr std::string_view kSets = "dDwWsShH";
    if (kAnchors.find(letter) != std::string_view::npos) {
      reader_.take_byte();
      return barrier(begin);
    }
    if (kSets.find(letter) != std::string_view::npos) {
      reader_.take_byte();
      return set_since(begin, flags);
    }
    if (letter == 'p' || letter == 'P') {
      reader_.take_byte();
      if (!take_property(reader_, RegexAlphabet::kUnicode, letter == 'P')) return std::nullopt;
      return set_since(begin, flags);
    }
    // References, \R and \X: what they match depends on the text.
    if ((letter >= '1' && letter <= '9') || letter == 'k' || letter == 'g' || letter == 'R' ||
        letter == 'X') {
      return std::nullopt;
    }
    const auto characters = reader_.take_escaped_characters();
    if (!characters || characters->size() != 1) return std::nullopt;
    return set_since(begin, flags);
  }

  /// The characters that the text from `begin` to here matches, one at a time.
  Tree set_since(std::size_t begin, Flags flags) {
    std::string text(reader_.text().substr(begin, reader_.at() - begin));
    if (flags.ignore_case) text = "(?i)" + text;
    auto [known, added] = sets_.try_emplace(text);
    if (added) {
      const auto regex = Regex::compile(text, {.dot_matches_newline = true});
      if (!regex) return std::nullopt;
      for (std::size_t i = 0; i < RegexTree::kCharacters; ++i) {
        const char ascii = static_cast<char>(i);
        const std::string_view character =
            i < 128 ? std::string_view(&ascii, 1) : kBeyondAscii[i - 128];
        known->second[i] = regex->search(Subject(character)) == Found::kMatch;
      }
    }
    return RegexTree{.kind = Kind::kSet, .set = known->second, .begin = begin, .end = reader_.at()};
  }

  Tree group(Flags flags, int depth, std::size_t begin) {
    bool opaque = false;
    bool captures = true;
    if (reader_.take('?')) {
      captures = false;
      if (reader_.take('=') || reader_.take('!') || reader_.take('>') || reader_.take("<=") ||
          reader_.take("<!")) {
        opaque = true;
      } else if (reader_.is('<') || reader_.is('\'')) {
        const char end = reader_.take_byte() == '<' ? '>' : '\'';
        if (!reader_.take_until(std::string_view(&end, 1))) return std::nullopt;
        captures = true;
      } else if (!reader_.take(':')) {
        return flag_group(flags, depth);
      }
    }
    auto inside = alternatives(flags, depth + 1);
    if (!inside || !reader_.take(')')) return std::nullopt;
    if (opaque) return barrier(begin);
    return grouped(*std::move(inside), captures, begin);
  }

  /// A group's place is that of its parentheses.
  RegexTree grouped(RegexTree inside, bool captures, std::size_t begin) {
    inside.begin = begin;
    inside.end = reader_.at();
    merges_ = !captures;
    return inside;
  }

  Tree flag_group(Flags flags, int depth) {
    const std::size_t begin = reader_.at();
    bool on = true;
    while (!reader_.is(':') && !reader_.is(')')) {
      if (reader_.at_end()) return std::nullopt;
      const char letter = reader_.take_byte();
      if (letter == '-') on = false;
      if (letter == 'i') flags.ignore_case = on;
      if (letter == 'x') flags.extended = on;
      if (std::string_view("-imx").find(letter) == std::string_view::npos) return std::nullopt;
    }
    const bool closed = reader_.take_byte() == ':';
    auto inside = alternatives(flags, depth + 1);
    if (!inside || (closed && !reader_.take(')'))) return std::nullopt;
    return grouped(*std::move(inside), false, begin);
  }

  RegexReader reader_;
  bool grok_;
  /// A quantifier here would merge with the repeat before it.
  bool merges_ = false;
  std::map<std::string, Set> sets_;
};

}  // namespace

std::optional<RegexTree> read_regex_tree(std::string_view ruby, bool grok) {
  return TreeReader(ruby, grok).read();
}

}  // namespace bdp::lang
