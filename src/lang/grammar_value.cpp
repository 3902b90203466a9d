#include <charconv>
#include <cstdint>

#include "lang/grammar.h"

namespace bdp::lang {
namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

bool is_letter(char c) {
  return is_word_byte(c) && !is_digit(c) && c != '-';
}

/// The byte that `\c` stands for, or NUL.
char escaped(char c) {
  switch (c) {
    case 'n':
      return '\n';
    case 'r':
      return '\r';
    case 't':
      return '\t';
    case '"':
    case '\'':
    case '\\':
    case '/':
      return c;
    default:
      return '\0';
  }
}

std::string without_escapes(std::string_view text) {
  std::string result;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char meant = text[i] == '\\' && i + 1 < text.size() ? escaped(text[i + 1]) : '\0';
    if (meant != '\0') ++i;
    result += meant != '\0' ? meant : text[i];
  }
  return result;
}

}  // namespace

std::optional<Literal> Grammar::literal() {
  Literal result;
  cursor_.skip_blanks();
  if (!value(result, 0)) return std::nullopt;
  cursor_.skip_blanks();
  if (!cursor_.at_end()) {
    expected("nothing behind the value");
    return std::nullopt;
  }
  return result;
}

bool Grammar::value(Literal& into, unsigned depth) {
  if (!deep_enough(depth)) return false;
  into.at = cursor_.at();
  const char c = cursor_.peek();
  if (c == '"' || c == '\'') {
    into.kind = Literal::Kind::kString;
    return string(into.text);
  }
  if (c == '[') return list(into, depth);
  if (c == '{') return hash(into, depth);
  if (is_digit(c) || c == '-') {
    into.kind = Literal::Kind::kNumber;
    return number(into.text);
  }
  if (is_letter(c)) {
    into.kind = Literal::Kind::kBareword;
    if (!bareword(into.text)) return false;
    if (!values_may_be_plugins_) return true;
    const Cursor behind = cursor_;
    cursor_.skip_blanks();
    if (cursor_.peek() == '{') return plugin_value(into);
    cursor_ = behind;
    return true;
  }
  return expected("a value");
}

bool Grammar::string(std::string& into) {
  std::string_view inside;
  const char quote = cursor_.peek();
  if (!cursor_.take_quoted(quote, inside)) {
    return fail(std::string("this string has no closing ") + quote +
                " (one behind a backslash does not close it)");
  }
  into = support_escapes_ ? without_escapes(inside) : std::string(inside);
  return true;
}

bool Grammar::number(std::string& into) {
  const Position at = cursor_.at();
  const bool negative = cursor_.take("-");
  const Position digits = cursor_.at();
  while (is_digit(cursor_.peek())) cursor_.advance();
  const std::string_view whole = cursor_.since(digits);
  if (whole.empty()) return fail(at, "expected digits after '-'; a text stands in quotes");
  if (cursor_.peek() == '.') {
    cursor_.advance();
    const Position behind = cursor_.at();
    while (is_digit(cursor_.peek())) cursor_.advance();
    if (cursor_.since(behind).empty()) return fail(at, "expected digits after the '.'");
  }
  if (is_word_byte(cursor_.peek()) || cursor_.peek() == '.') {
    return fail(at, "a number has only digits and one '.'; a text stands in quotes");
  }
  into = cursor_.since(at);
  if (whole.size() == 1 || whole[0] != '0' || into.find('.') != std::string::npos) return true;
  // As in Ruby, a whole number that begins with 0 is octal.
  std::int64_t octal = 0;
  const auto [end, problem] = std::from_chars(whole.data(), whole.data() + whole.size(), octal, 8);
  if (problem != std::errc() || end != whole.data() + whole.size()) {
    return fail(at, "a number that begins with 0 is octal; write it without the 0");
  }
  into = std::to_string(negative ? -octal : octal);
  return true;
}

bool Grammar::bareword(std::string& into) {
  const Position at = cursor_.at();
  const std::string_view word = cursor_.take_word();
  if (word.find('-') != std::string_view::npos || cursor_.peek() == '.' || cursor_.peek() == '/' ||
      cursor_.peek() == ':') {
    return fail(at, "a text with other signs than letters, digits and '_' stands in quotes");
  }
  if (word.size() < 2) {
    return fail(at, "a text of one letter stands in quotes: \"" + std::string(word) + "\"");
  }
  into = word;
  return true;
}

bool Grammar::list(Literal& into, unsigned depth) {
  into.kind = Literal::Kind::kList;
  cursor_.advance();
  cursor_.skip_blanks();
  if (cursor_.take("]")) return true;
  for (;;) {
    Literal item;
    if (cursor_.peek() == ']') return expected("a value after ','", "take the ',' away");
    if (!value(item, depth + 1)) return false;
    into.items.push_back(std::move(item));
    cursor_.skip_blanks();
    if (cursor_.take("]")) return true;
    if (!cursor_.take(",")) return expected("',' or ']' in the list");
    cursor_.skip_blanks();
  }
}

bool Grammar::hash(Literal& into, unsigned depth) {
  into.kind = Literal::Kind::kHash;
  cursor_.advance();
  std::unordered_set<std::string_view> keys;
  for (bool first = true;; first = false) {
    const bool blank = cursor_.skip_blanks();
    if (cursor_.take("}")) return true;
    if (cursor_.peek() == ',') {
      return expected("a key or '}'", "entries of a hash are separated by blanks");
    }
    if (!first && !blank) return expected("a blank before the next entry");
    if (!hash_entry(into, keys, depth)) return false;
  }
}

bool Grammar::hash_entry(Literal& into, std::unordered_set<std::string_view>& keys,
                         unsigned depth) {
  Literal key;
  const Position at = cursor_.at();
  if (is_digit(cursor_.peek()) || cursor_.peek() == '-') {
    return fail("a key of a hash is a text; write it in quotes");
  }
  if (cursor_.peek() != '"' && cursor_.peek() != '\'' && !is_letter(cursor_.peek())) {
    return expected("a key or '}'");
  }
  if (!value(key, depth + 1)) return false;
  std::string_view written = cursor_.since(at);
  if (key.kind == Literal::Kind::kString) written = written.substr(1, written.size() - 2);
  key.kind = Literal::Kind::kString;
  if (!keys.insert(written).second) {
    fail(at, "the key '" + key.text + "' stands twice in this hash; give it one list of values");
  }
  cursor_.skip_blanks();
  if (!arrow(key.text)) return false;
  cursor_.skip_blanks();
  Literal value_of_key;
  if (!value(value_of_key, depth + 1)) return false;
  into.items.push_back(std::move(key));
  into.items.push_back(std::move(value_of_key));
  return true;
}

bool Grammar::arrow(std::string_view after) {
  if (cursor_.take("=>")) return true;
  return expected("'=>' after '" + std::string(after) + "'");
}

}  // namespace bdp::lang
