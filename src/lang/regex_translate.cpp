#include "lang/regex_translate.h"

#include <algorithm>
#include <charconv>
#include <optional>
#include <utility>

#include "lang/regex_bracket.h"
#include "lang/regex_piece.h"
#include "lang/regex_reader.h"
#include "lang/utf8.h"

namespace bdp::lang {
namespace {

/// Groups within groups; Ruby and PCRE2 have limits too.
constexpr int kDeepest = 200;
constexpr std::uint64_t kMostRepeats = 65535;

/// What `(?imx)` switches.
struct Flags {
  bool ignore_case = false;
  bool dot_matches_newline = false;
  bool extended = false;
};

using Pieces = std::vector<RegexPiece>;

/// `a|b|c`
struct Alternatives {
  std::string text;
  Pieces branch;  ///< The last one.
  int branches = 0;
};

/// The groups of an expression, found by going through it once: which parentheses are groups, and
/// what a reference means, depends on what comes later.
struct Groups {
  std::uint32_t count = 0;
  std::vector<Regex::Name> names;

  const Regex::Name* find(std::string_view name) const {
    const auto found = std::ranges::find(names, name, &Regex::Name::name);
    return found == names.end() ? nullptr : &*found;
  }
};

class Translator {
 public:
  Translator(std::string_view ruby, RegexAlphabet alphabet, const Groups* groups)
      : reader_(ruby), alphabet_(alphabet), groups_(groups) {}

  Result<TranslatedRegex> translate(RegexOptions options) {
    const Flags flags{options.ignore_case, options.dot_matches_newline, options.extended};
    TRY_ASSIGN(Alternatives all, alternatives(flags, 0));
    if (!reader_.at_end()) return wrong(reader_.at(), "')' closes no group");
    result_.pattern = std::move(all.text);
    result_.groups = found_.names.empty() ? plain_groups_ : found_.count;
    result_.names = std::move(found_.names);
    if (all.branches == 1 && !flags.ignore_case) note_required(all.branch);
    return std::move(result_);
  }

 private:
  Error wrong(std::size_t at, const std::string& what) const { return reader_.wrong(at, what); }

  void note_required(const Pieces& pieces) {
    result_.required = required_of(pieces);
    result_.is_literal = !pieces.empty() && std::ranges::none_of(pieces, [](const auto& piece) {
      return piece.literal.empty();
    });
  }

  /// The longest run of characters that stand for themselves, in a sequence or a group of it.
  static std::string required_of(const Pieces& pieces) {
    std::string longest;
    std::string run;
    // At the end of each run, not with each character: patterns come from events too, of any size.
    const auto end_run = [&] {
      if (run.size() > longest.size()) longest = std::move(run);
      run.clear();
    };
    for (const RegexPiece& piece : pieces) {
      if (piece.literal.empty()) end_run();
      run += piece.literal;
      if (piece.required.size() > longest.size()) longest = piece.required;
    }
    end_run();
    return longest;
  }

  // ---- alternatives, sequences, quantifiers ----

  Result<Alternatives> alternatives(const Flags& flags, int depth) {
    if (depth > kDeepest) return wrong(reader_.at(), "too many groups within groups");
    Alternatives result;
    while (true) {
      TRY_ASSIGN(result.branch, sequence(flags, depth));
      ++result.branches;
      for (const RegexPiece& piece : result.branch) result.text += piece.text;
      if (!reader_.take('|')) return result;
      result.text += '|';
    }
  }

  Result<Pieces> sequence(const Flags& flags, int depth) {
    Pieces pieces;
    while (!reader_.at_end() && !reader_.is('|') && !reader_.is(')')) {
      if (flags.extended && reader_.take_blank_or_comment()) continue;
      if (reader_.is("(?#")) {
        TRY(skip_comment());
        continue;
      }
      TRY_ASSIGN(Pieces taken, atom(flags, depth));
      if (taken.empty()) continue;
      TRY(quantify(taken.back(), flags));
      std::ranges::move(taken, std::back_inserter(pieces));
    }
    return pieces;
  }

  Status skip_comment() {
    const std::size_t begin = reader_.at();
    while (!reader_.at_end()) {
      const char c = reader_.take_byte();
      if (c == '\\' && !reader_.at_end()) reader_.take_byte();
      if (c == ')') return {};
    }
    return wrong(begin, "the comment is never closed by ')'");
  }

  Status quantify(RegexPiece& piece, const Flags& flags) {
    while (true) {
      while (flags.extended && reader_.take_blank_or_comment()) {
      }
      const std::size_t at = reader_.at();
      if (reader_.is('?') || reader_.is('*') || reader_.is('+')) {
        const char kind = reader_.take_byte();
        if (reader_.take('+')) {
          piece.apply_possessive(kind);
        } else {
          piece.apply(RegexRepeat{kind, reader_.take('?')});
        }
        continue;
      }
      const auto interval = reader_.take_interval();
      if (!interval) return {};
      if (interval->most < interval->least) {
        return wrong(at, "the upper limit of the repeat is below the lower one");
      }
      const bool unlimited = interval->text.ends_with(",}");
      if (interval->least > kMostRepeats || (!unlimited && interval->most > kMostRepeats)) {
        return wrong(at, "more than 65535 repeats are not supported");
      }
      // Behind {n} a question mark is a repeat of its own: {n}? may be missing.
      const bool exact = interval->text.find(',') == std::string::npos;
      const bool lazy = !exact && reader_.take('?');
      piece.apply(interval->text + (lazy ? "?" : ""));
    }
  }

  // ---- atoms ----

  static Pieces atomic(std::string text) { return {RegexPiece{.text = std::move(text)}}; }
  static Pieces assertion(std::string text) {
    return {RegexPiece{.text = std::move(text), .is_atom = false}};
  }

  Pieces literal(std::u32string_view characters) const {
    Pieces pieces;
    for (const char32_t code : characters) {
      if (alphabet_ == RegexAlphabet::kAscii && code > 0x7F) {
        pieces.push_back({.text = "(?!)"});
        continue;
      }
      RegexPiece piece;
      append_literal(piece.text, code);
      char bytes[4];
      piece.literal.assign(bytes, write_character(bytes, code));
      pieces.push_back(std::move(piece));
    }
    return pieces;
  }

  /// The pieces of one atom; only the last can be repeated. None: it has no text of its own.
  Result<Pieces> atom(const Flags& flags, int depth) {
    const std::size_t at = reader_.at();
    if (reader_.take('(')) return group(flags, depth, at);
    if (reader_.take('.')) return atomic(flags.dot_matches_newline ? "." : "\\N");
    if (reader_.take('^')) return assertion("^");
    if (reader_.take('$')) return assertion("$");
    if (reader_.take('\\')) return escape(at);
    if (reader_.is('[')) {
      TRY_ASSIGN(const CharacterSet set, take_bracketed_set(reader_, alphabet_));
      return atomic(set.text());
    }
    if (reader_.is('*') || reader_.is('+') || reader_.is('?') || reader_.take_interval()) {
      return wrong(at, "there is nothing in front of it to repeat");
    }
    TRY_ASSIGN(const std::uint32_t code, reader_.take_character());
    return literal(std::u32string(1, static_cast<char32_t>(code)));
  }

  Result<Pieces> escape(std::size_t at) {
    if (reader_.at_end()) return wrong(at, "there is nothing behind the backslash");
    const char letter = reader_.rest().front();
    if (letter >= '1' && letter <= '9') {
      if (const auto number = numbered_reference()) return reference({*number}, at);
    }
    switch (letter) {
      case 'A':
      case 'Z':
      case 'z':
      case 'G':
      case 'K':
        reader_.take_byte();
        return assertion(std::string{'\\', letter});
      case 'b':
      case 'B':
        reader_.take_byte();
        return assertion(word_boundary(letter == 'b'));
      case 'd':
      case 'D':
      case 'w':
      case 'W':
      case 's':
      case 'S':
      case 'R':
      case 'X':
        reader_.take_byte();
        return atomic(std::string{'\\', letter});
      case 'h':
        reader_.take_byte();
        return atomic("[0-9A-Fa-f]");
      case 'H':
        reader_.take_byte();
        return atomic("[^0-9A-Fa-f]");
      case 'g':
        if (reader_.is("g<") || reader_.is("g'")) {
          return wrong(at, "\\g<...> (calling a group) is not supported; write the group out");
        }
        break;
      case 'k':
        if (reader_.take("k<")) return named_reference(">", at);
        if (reader_.take("k'")) return named_reference("'", at);
        break;
      case 'p':
      case 'P':
        if (reader_.rest().substr(1).starts_with('{')) {
          reader_.take_byte();
          TRY_ASSIGN(const CharacterSet set, take_property(reader_, alphabet_, letter == 'P'));
          return atomic(set.text());
        }
        break;
      default:
        break;
    }
    TRY_ASSIGN(const std::u32string characters, reader_.take_escaped_characters());
    return literal(characters);
  }

  /// In Ruby all letters of Unicode make words here, though \w knows those of ASCII only.
  std::string word_boundary(bool at_boundary) const {
    if (alphabet_ == RegexAlphabet::kAscii) return at_boundary ? "\\b" : "\\B";
    // Onigmo counts ², ³, ¹, ¼, ½ and ¾ in, which its [[:word:]] does not.
    const std::string word = R"([\p{Alphabetic}\p{M}\p{Nd}\p{Pc}\x{B2}\x{B3}\x{B9}\x{BC}-\x{BE}])";
    const std::string behind = "(?<=" + word + ")";
    const std::string not_behind = "(?<!" + word + ")";
    const std::string ahead = "(?=" + word + ")";
    const std::string not_ahead = "(?!" + word + ")";
    return at_boundary ? "(?:" + behind + not_ahead + "|" + not_behind + ahead + ")"
                       : "(?:" + behind + ahead + "|" + not_behind + not_ahead + ")";
  }

  // ---- references to groups ----

  std::uint32_t groups_so_far() const { return plain_groups_ + found_.count; }

  /// `\12`. Nothing, and nothing is taken: it is an octal number.
  std::optional<std::uint32_t> numbered_reference() {
    std::uint32_t number = 0;
    const std::string_view rest = reader_.rest();
    const auto [end, problem] = std::from_chars(rest.data(), rest.data() + rest.size(), number);
    if (problem != std::errc() || (number > 9 && number > groups_so_far())) return std::nullopt;
    reader_.take_bytes(static_cast<std::size_t>(end - rest.data()));
    return number;
  }

  Result<Pieces> reference(const std::vector<std::uint32_t>& numbers, std::size_t at) {
    if (groups_ == nullptr) return atomic("");
    if (!groups_->names.empty() && numbers.size() == 1 && reader_.text()[at + 1] != 'k') {
      return wrong(at, "where groups have names, references must use them: \\k<name>");
    }
    std::string text;
    // The group that matched last counts; one that took no part fails here and leaves its place.
    for (std::size_t i = numbers.size(); i-- > 0;) {
      if (numbers[i] == 0 || numbers[i] > groups_->count) {
        return wrong(at, "there is no group " + std::to_string(numbers[i]));
      }
      if (!text.empty()) text += '|';
      text += "\\g{" + std::to_string(numbers[i]) + "}";
    }
    return atomic(numbers.size() == 1 ? text : "(?>" + text + ")");
  }

  Result<Pieces> named_reference(std::string_view end, std::size_t at) {
    const auto name = reader_.take_until(end);
    if (!name || name->empty()) return wrong(at, "the name of the group is missing");
    std::int64_t number = 0;
    const auto [after, problem] =
        std::from_chars(name->data(), name->data() + name->size(), number);
    if (problem == std::errc() && after == name->data() + name->size()) {
      if (groups_ != nullptr && !groups_->names.empty()) {
        return wrong(at, "where groups have names, references must use them: \\k<name>");
      }
      if (number < 0) number += std::int64_t{groups_so_far()} + 1;
      if (number <= 0 || number > std::int64_t{65535}) {
        return wrong(at, "there is no group " + std::string(*name));
      }
      return reference({static_cast<std::uint32_t>(number)}, at);
    }
    if (groups_ == nullptr) return atomic("");
    const Regex::Name* known = groups_->find(*name);
    if (known == nullptr) return wrong(at, "there is no group '" + std::string(*name) + "'");
    return reference(known->groups, at);
  }

  // ---- groups ----

  /// Behind the opening parenthesis, which stands at `at`.
  Result<Pieces> group(const Flags& flags, int depth, std::size_t at) {
    if (!reader_.take('?')) {
      const bool captures = groups_ == nullptr || groups_->names.empty();
      if (captures) ++plain_groups_;
      return closed(captures ? "(" : "(?:", flags, depth, at);
    }
    for (const std::string_view kind : {":", "=", "!", ">"}) {
      if (reader_.take(kind)) return closed("(?" + std::string(kind), flags, depth, at);
    }
    for (const std::string_view kind : {"<=", "<!"}) {
      if (!reader_.take(kind)) continue;
      TRY_ASSIGN(Pieces pieces, closed("(?" + std::string(kind), flags, depth, at));
      result_.look_behinds.push_back({pieces.front().text, at});
      return pieces;
    }
    if (reader_.take('<')) return named_group(">", flags, depth, at);
    if (reader_.take('\'')) return named_group("'", flags, depth, at);
    if (reader_.take('(')) return conditional(flags, depth, at);
    if (reader_.is('~')) {
      return wrong(at, "(?~...) (absence of a text) is not supported; use a negative look-ahead");
    }
    return flag_group(flags, depth, at);
  }

  Result<Pieces> closed(const std::string& opening, const Flags& flags, int depth, std::size_t at) {
    TRY_ASSIGN(const Alternatives inside, alternatives(flags, depth + 1));
    if (!reader_.take(')')) return wrong(at, "the group is never closed by ')'");
    RegexPiece piece{.text = opening + inside.text + ")"};
    if (opening == "(?:" && inside.branches == 1 && inside.branch.size() == 1) {
      piece.repeat = inside.branch.front().repeat;
      piece.body = inside.branch.front().body;
    }
    const bool looks_around = opening.size() > 2 && opening != "(?:" && opening != "(?>";
    if (inside.branches == 1 && !flags.ignore_case && !looks_around) {
      piece.required = required_of(inside.branch);
    }
    return Pieces{std::move(piece)};
  }

  Result<Pieces> named_group(std::string_view end, const Flags& flags, int depth, std::size_t at) {
    const auto name = reader_.take_until(end);
    if (!name || name->find(')') != std::string_view::npos) {
      return wrong(at, "the name of the group is never closed by '" + std::string(end) + "'");
    }
    if (name->empty()) return wrong(at, "the name of the group is empty");
    if (name->front() >= '0' && name->front() <= '9') {
      return wrong(at, "the name of a group cannot begin with a digit");
    }
    ++found_.count;
    const auto known = std::ranges::find(found_.names, *name, &Regex::Name::name);
    if (known != found_.names.end()) {
      known->groups.push_back(found_.count);
    } else {
      found_.names.push_back({std::string(*name), {found_.count}});
    }
    return closed("(", flags, depth, at);
  }

  /// `(?(1)yes|no)`, behind its second parenthesis.
  Result<Pieces> conditional(const Flags& flags, int depth, std::size_t at) {
    const auto condition = reader_.take_until(")");
    if (!condition || condition->empty()) return wrong(at, "the condition is never closed by ')'");
    std::string_view name = *condition;
    std::uint32_t number = 0;
    const auto [end, problem] = std::from_chars(name.data(), name.data() + name.size(), number);
    if (problem != std::errc() || end != name.data() + name.size()) {
      const bool quoted = name.size() > 2 && ((name.front() == '<' && name.back() == '>') ||
                                              (name.front() == '\'' && name.back() == '\''));
      if (!quoted) return wrong(at, "a condition is the number of a group, or its <name>");
      name = name.substr(1, name.size() - 2);
      const Regex::Name* known = groups_ == nullptr ? nullptr : groups_->find(name);
      if (groups_ != nullptr && (known == nullptr || known->groups.size() > 1)) {
        return wrong(at, "there is not just one group '" + std::string(name) + "'");
      }
      number = known == nullptr ? 1 : known->groups.front();
    }
    if (groups_ != nullptr && (number == 0 || number > groups_->count)) {
      return wrong(at, "there is no group " + std::to_string(number));
    }
    TRY_ASSIGN(const Alternatives inside, alternatives(flags, depth + 1));
    if (!reader_.take(')')) return wrong(at, "the group is never closed by ')'");
    if (inside.branches > 2) return wrong(at, "a condition has two alternatives at most");
    return atomic("(?(" + std::to_string(number) + ")" + inside.text + ")");
  }

  /// `(?i)` and `(?i:...)`, behind the question mark.
  Result<Pieces> flag_group(Flags flags, int depth, std::size_t at) {
    const bool ignored_case = flags.ignore_case;
    bool on = true;
    while (!reader_.is(':') && !reader_.is(')')) {
      if (reader_.at_end()) return wrong(at, "the group is never closed by ')'");
      const char letter = reader_.take_byte();
      switch (letter) {
        case '-':
          on = false;
          break;
        case 'i':
          flags.ignore_case = on;
          break;
        case 'm':
          flags.dot_matches_newline = on;
          break;
        case 'x':
          flags.extended = on;
          break;
        case 'd':
          if (on) break;
          [[fallthrough]];
        default:
          return wrong(at, unknown_flag(letter));
      }
    }
    std::string opening = "(?:";
    if (flags.ignore_case != ignored_case) opening = flags.ignore_case ? "(?i:" : "(?-i:";
    if (reader_.take(':')) return closed(opening, flags, depth, at);
    reader_.take(')');
    // Holds up to the end of the group around it, alternatives included: a(?i)b|c is a(?i:b|c).
    TRY_ASSIGN(const Alternatives rest, alternatives(flags, depth + 1));
    return atomic(opening + rest.text + ")");
  }

  static std::string unknown_flag(char letter) {
    if (letter == 'a' || letter == 'u') {
      return std::string("(?") + letter +
             ") (another meaning of \\w and its likes) is not supported";
    }
    return std::string("'") + letter + "' is no option of a group; there are i, m and x";
  }

  RegexReader reader_;
  RegexAlphabet alphabet_;
  const Groups* groups_;  ///< Null while they are being found.
  Groups found_;          ///< Those with names.
  std::uint32_t plain_groups_ = 0;
  TranslatedRegex result_;
};

}  // namespace

Result<TranslatedRegex> translate_regex(std::string_view ruby, RegexOptions options,
                                        RegexAlphabet alphabet) {
  TRY_ASSIGN(TranslatedRegex first, Translator(ruby, alphabet, nullptr).translate(options));
  const Groups groups{first.groups, std::move(first.names)};
  return Translator(ruby, alphabet, &groups).translate(options);
}

}  // namespace bdp::lang
