#include "control/glob.h"

#include <algorithm>

namespace bdp {
namespace {

/// `{a,b}{c,d}...` multiplies; a pattern for file names never needs many.
constexpr std::size_t kMostAlternatives = 1000;

/// Bytes that are not UTF-8 become characters of their own, beyond Unicode.
std::u32string characters_of(std::string_view text) {
  std::u32string characters;
  for (std::size_t i = 0; i < text.size();) {
    const auto first = static_cast<unsigned char>(text[i]);
    std::size_t length = first < 0x80   ? 1
                         : first < 0xC2 ? 0
                         : first < 0xE0 ? 2
                         : first < 0xF0 ? 3
                                        : 4;
    char32_t point = length < 2 ? first : first & (0x7FU >> length);
    for (std::size_t k = 1; k < length; ++k) {
      const auto next = i + k < text.size() ? static_cast<unsigned char>(text[i + k]) : 0U;
      if ((next & 0xC0U) != 0x80) {
        length = 0;
        break;
      }
      point = (point << 6U) | (next & 0x3FU);
    }
    if (length == 0) {
      point = 0x110000U + first;
      length = 1;
    }
    characters += point;
    i += length;
  }
  return characters;
}

Error wrong(std::string message) {
  return {Code::kInvalid, std::move(message)};
}

/// Where the bracket that opens at `open` closes; npos: nowhere.
std::size_t closing_brace(std::u32string_view pattern, std::size_t open) {
  std::size_t depth = 0;
  for (std::size_t i = open; i < pattern.size(); ++i) {
    if (pattern[i] == U'\\') {
      ++i;
    } else if (pattern[i] == U'{') {
      ++depth;
    } else if (pattern[i] == U'}' && --depth == 0) {
      return i;
    }
  }
  return std::u32string_view::npos;
}

Status expand(std::u32string_view pattern, std::vector<std::u32string>& expanded) {
  std::size_t open = 0;
  while (open < pattern.size() && pattern[open] != U'{') open += pattern[open] == U'\\' ? 2 : 1;
  if (open >= pattern.size()) {
    if (expanded.size() >= kMostAlternatives) {
      return wrong("has braces that make more than 1000 patterns; write a simpler one");
    }
    expanded.emplace_back(pattern);
    return {};
  }
  const std::size_t close = closing_brace(pattern, open);
  if (close == std::u32string_view::npos) return wrong("has a '{' that is never closed; put '}'");
  const std::u32string_view inner = pattern.substr(open + 1, close - open - 1);
  std::size_t start = 0;
  std::size_t depth = 0;
  for (std::size_t i = 0; i <= inner.size(); ++i) {
    if (i < inner.size() && inner[i] == U'\\') {
      ++i;
    } else if (i == inner.size() || (inner[i] == U',' && depth == 0)) {
      std::u32string one(pattern.substr(0, open));
      one += inner.substr(start, i - start);
      one += pattern.substr(close + 1);
      TRY(expand(one, expanded));
      start = i + 1;
    } else if (inner[i] == U'{') {
      ++depth;
    } else if (inner[i] == U'}') {
      --depth;
    }
  }
  return {};
}

}  // namespace

Result<Glob> Glob::compile(std::string_view pattern) {
  if (pattern.empty()) return wrong("is empty; write a pattern such as \"*.csv\"");
  if (pattern.size() > 1000) return wrong("is longer than 1000 bytes; write a shorter one");
  if (pattern.find('/') != std::string_view::npos) {
    return wrong(
        "holds a '/', but files are matched by their names alone; take the directory away");
  }
  std::vector<std::u32string> expanded;
  TRY(expand(characters_of(pattern), expanded));
  Glob glob;
  for (const std::u32string& alternative : expanded) {
    TRY_ASSIGN(Tokens tokens, tokens_of(alternative));
    glob.alternatives_.push_back(std::move(tokens));
  }
  return glob;
}

Result<Glob::Tokens> Glob::tokens_of(std::u32string_view pattern) {
  Tokens tokens;
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    Token token;
    switch (pattern[i]) {
      case U'*':
        token.kind = Token::Kind::kAnyText;
        break;
      case U'?':
        token.kind = Token::Kind::kAnyCharacter;
        break;
      case U'[': {
        TRY_ASSIGN(token, set_of(pattern, i));
        break;
      }
      case U'\\':
        if (++i == pattern.size()) return wrong("ends in a backslash; write \\\\ for one");
        [[fallthrough]];
      default:
        token.character = pattern[i];
    }
    tokens.push_back(std::move(token));
  }
  return tokens;
}

Result<Glob::Token> Glob::set_of(std::u32string_view pattern, std::size_t& at) {
  const Error unclosed = wrong("has a '[' that is never closed; put ']', or write \\[ for itself");
  Token set;
  set.kind = Token::Kind::kSet;
  std::size_t i = at + 1;
  set.negated = i < pattern.size() && (pattern[i] == U'!' || pattern[i] == U'^');
  if (set.negated) ++i;
  const auto character = [&]() -> char32_t {
    if (pattern[i] == U'\\' && i + 1 < pattern.size()) ++i;
    return pattern[i++];
  };
  // A ']' in front stands for itself.
  for (bool first = true; first || i >= pattern.size() || pattern[i] != U']'; first = false) {
    if (i >= pattern.size()) return unclosed;
    Token::Range range = {character(), 0};
    range.last = range.first;
    if (i + 1 < pattern.size() && pattern[i] == U'-' && pattern[i + 1] != U']') {
      ++i;
      range.last = character();
    }
    if (range.last < range.first) {
      return wrong("has a range in '[]' that goes backwards; write the lower character first");
    }
    set.ranges.push_back(range);
  }
  at = i;
  return set;
}

bool Glob::Token::takes(char32_t c) const {
  switch (kind) {
    case Kind::kCharacter:
      return c == character;
    case Kind::kSet:
      return std::ranges::any_of(ranges, [&](const Range& range) {
               return range.first <= c && c <= range.last;
             }) != negated;
    case Kind::kAnyCharacter:
    case Kind::kAnyText:
      return true;
  }
  return false;
}

bool Glob::matches(std::string_view name) const {
  const std::u32string characters = characters_of(name);
  return std::ranges::any_of(alternatives_,
                             [&](const Tokens& tokens) { return matches(tokens, characters); });
}

// Going back to the last `*` alone is enough, so the time is at most tokens times characters.
bool Glob::matches(const Tokens& tokens, std::u32string_view name) {
  std::size_t token = 0;
  std::size_t at = 0;
  std::size_t star = tokens.size();
  std::size_t star_at = 0;
  while (at < name.size()) {
    if (token < tokens.size() && tokens[token].kind == Token::Kind::kAnyText) {
      star = token++;
      star_at = at;
    } else if (token < tokens.size() && tokens[token].takes(name[at])) {
      ++token;
      ++at;
    } else if (star < tokens.size()) {
      token = star + 1;
      at = ++star_at;
    } else {
      return false;
    }
  }
  return std::all_of(tokens.begin() + static_cast<std::ptrdiff_t>(token), tokens.end(),
                     [](const Token& rest) { return rest.kind == Token::Kind::kAnyText; });
}

}  // namespace bdp
