#include <array>
#include <cstdio>
#include <unordered_map>

#include "base/suggest.h"
#include "config/document.h"
#include "config/text_check.h"

namespace bdp::config {
namespace {

bool is_blank(char c) {
  return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

bool is_word(char c) {
  return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
         static_cast<unsigned char>(c) >= 0x80;
}

void append_utf8(std::string& text, std::uint32_t point) {
  const auto add = [&](std::uint32_t byte) { text += static_cast<char>(byte); };
  if (point < 0x80) return add(point);
  if (point < 0x800) {
    add(0xC0U | (point >> 6U));
  } else {
    if (point < 0x10000) {
      add(0xE0U | (point >> 12U));
    } else {
      add(0xF0U | (point >> 18U));
      add(0x80U | ((point >> 12U) & 0x3FU));
    }
    add(0x80U | ((point >> 6U) & 0x3FU));
  }
  add(0x80U | (point & 0x3FU));
}

class JsonParser {
 public:
  JsonParser(std::string_view text, const Document& document) : text_(text), document_(document) {}

  Status parse(Node& root) {
    TRY(skip_blanks());
    TRY(value(root, 1));
    TRY(skip_blanks());
    if (at_end()) return {};
    if (peek() == '{' || peek() == '[') {
      return error(here_,
                   "a second document begins here; a file holds one: put each into its own file");
    }
    return error(here_, "found " + found() + " after the end of the document; take it away");
  }

 private:
  bool at_end() const { return offset_ == text_.size(); }
  char peek() const { return at_end() ? '\0' : text_[offset_]; }
  char peek_after() const { return offset_ + 1 < text_.size() ? text_[offset_ + 1] : '\0'; }

  void advance() {
    const char c = text_[offset_++];
    if (c == '\n') {
      ++here_.line;
      here_.column = 1;
    } else if ((static_cast<unsigned char>(c) >> 6U) != 2) {
      ++here_.column;  // Bytes 10xxxxxx continue a character.
    }
  }

  Error error(Position at, const std::string& message) const {
    return document_.error(at, message);
  }

  /// What stands here, for a message.
  std::string found() const {
    if (at_end()) return "the end of the file";
    std::size_t end = offset_ + 1;
    if (is_word(peek())) {
      while (end < text_.size() && is_word(text_[end])) ++end;
    }
    if (peek() == '\n' || peek() == '\r') return "the end of the line";
    if (static_cast<unsigned char>(peek()) < 0x20) {
      std::array<char, 32> name = {};
      std::snprintf(name.data(), name.size(), "the control character U+%04X",
                    static_cast<unsigned>(peek()));
      return name.data();
    }
    return "'" + shortened(text_.substr(offset_, end - offset_), 30) + "'";
  }

  Status skip_blanks() {
    while (!at_end()) {
      if (is_blank(peek())) {
        advance();
      } else if (peek() == '/' && peek_after() == '/') {
        while (!at_end() && peek() != '\n') advance();
      } else if (peek() == '/' && peek_after() == '*') {
        TRY(skip_block_comment());
      } else {
        break;
      }
    }
    return {};
  }

  Status skip_block_comment() {
    const Position start = here_;
    advance();
    advance();
    while (!at_end()) {
      const bool closes = peek() == '*' && peek_after() == '/';
      advance();
      if (closes) {
        advance();
        return {};
      }
    }
    return error(start, "this comment is never closed; put '*/' at its end");
  }

  Status value(Node& node, std::size_t depth) {
    node.at = here_;
    switch (peek()) {
      case '{':
        return map(node, depth);
      case '[':
        return list(node, depth);
      case '"':
        node.kind = Node::Kind::kText;
        return string(node.text);
      default:
        break;
    }
    if (is_digit(peek()) || peek() == '-') return number(node);
    return word(node);
  }

  Status word(Node& node) {
    std::size_t end = offset_;
    while (end < text_.size() && is_word(text_[end])) ++end;
    const std::string_view word = text_.substr(offset_, end - offset_);
    if (word == "true" || word == "false" || word == "null") {
      node.kind = word == "null" ? Node::Kind::kNull : Node::Kind::kBoolean;
      node.text = word;
      for (std::size_t i = 0; i < word.size(); ++i) advance();
      return {};
    }
    if (peek() == '\'') return error(here_, "found \"'\"; texts stand between double quotes");
    if (peek() == '#') return error(here_, "found '#'; a comment begins with '//'");
    std::string message = "found " + found() + ", expected a value";
    if (word.empty()) return error(here_, message);
    constexpr std::array<std::string_view, 3> kWords = {"true", "false", "null"};
    const std::string_view near = nearest_word(word, kWords);
    message += near.empty() ? "; texts stand between double quotes"
                            : "; did you mean '" + std::string(near) + "'?";
    return error(here_, message);
  }

  Status number(Node& node) {
    const std::size_t start = offset_;
    const auto digits = [&] {
      const std::size_t first = offset_;
      while (is_digit(peek())) advance();
      return offset_ - first;
    };
    node.kind = Node::Kind::kInteger;
    if (peek() == '-') advance();
    const bool zero = peek() == '0';
    const std::size_t before_point = digits();
    bool valid = before_point == 1 || (before_point > 1 && !zero);
    if (peek() == '.') {
      node.kind = Node::Kind::kNumber;
      advance();
      valid = digits() > 0 && valid;
    }
    if (peek() == 'e' || peek() == 'E') {
      node.kind = Node::Kind::kNumber;
      advance();
      if (peek() == '+' || peek() == '-') advance();
      valid = digits() > 0 && valid;
    }
    while (is_word(peek()) || peek() == '.' || peek() == '-') {
      valid = false;
      advance();
    }
    node.text = text_.substr(start, offset_ - start);
    if (valid) return {};
    return error(node.at, "'" + shortened(node.text, 30) +
                              "' is no number; write it like 12, -3.5 or 1e6, or as a text "
                              "between double quotes");
  }

  Status list(Node& node, std::size_t depth) {
    node.kind = Node::Kind::kList;
    TRY(enter(node.at, depth));
    while (peek() != ']') {
      TRY(value(node.items.emplace_back(), depth + 1));
      TRY(after_value(node.at, ']', "the value"));
    }
    advance();
    return {};
  }

  Status map(Node& node, std::size_t depth) {
    node.kind = Node::Kind::kMap;
    TRY(enter(node.at, depth));
    std::unordered_map<std::string, Position> seen;
    while (peek() != '}') {
      Member& member = node.members.emplace_back();
      TRY(key(node.at, member));
      const auto [earlier, first] = seen.emplace(member.key, member.at);
      if (!first) {
        return error(member.at, "the key '" + member.key + "' is given twice, first in line " +
                                    std::to_string(earlier->second.line) + "; keep one");
      }
      TRY(value(member.value, depth + 1));
      TRY(after_value(node.at, '}', "the value of '" + member.key + "'"));
    }
    advance();
    return {};
  }

  /// Over the bracket to the first value.
  Status enter(Position start, std::size_t depth) {
    if (depth > kMaxDepth) {
      return error(start, "values are nested deeper than " + std::to_string(kMaxDepth) + " levels");
    }
    const char close = peek() == '{' ? '}' : ']';
    advance();
    TRY(skip_blanks());
    if (at_end()) return never_closed(start, close);
    if (peek() == ',') return error(here_, "found ',', expected a value before it");
    return {};
  }

  Status key(Position map_start, Member& member) {
    member.at = here_;
    if (peek() != '"') {
      if (peek() == ',') return error(here_, "found a second ','; take it away");
      return error(here_,
                   "found " + found() + ", expected a key; keys stand between double quotes");
    }
    TRY(string(member.key));
    TRY(skip_blanks());
    if (at_end()) return never_closed(map_start, '}');
    if (peek() != ':') {
      return error(here_, "found " + found() + ", expected ':' after the key '" + member.key + "'");
    }
    advance();
    TRY(skip_blanks());
    if (peek() == ',' || peek() == '}') {
      return error(here_, "the key '" + member.key + "' has no value; write one after the ':'");
    }
    return {};
  }

  /// Over a comma to the next value, or to the closing bracket.
  Status after_value(Position start, char close, const std::string& what) {
    TRY(skip_blanks());
    if (peek() == close && !at_end()) return {};
    if (at_end()) return never_closed(start, close);
    if (peek() != ',') {
      return error(here_, "found " + found() + ", expected ',' or '" + close + "' after " + what);
    }
    const Position comma = here_;
    advance();
    TRY(skip_blanks());
    if (at_end()) return never_closed(start, close);
    if (peek() == close) {
      return error(comma, std::string("a comma before '") + close + "'; take it away");
    }
    if (peek() == ',') return error(here_, "found a second ','; take it away");
    return {};
  }

  Error never_closed(Position start, char close) const {
    return error(start, std::string("this '") + (close == '}' ? '{' : '[') +
                            "' is never closed; put '" + close + "' at its end");
  }

  Status string(std::string& text) {
    const Position start = here_;
    const Error unclosed = error(start, "this text is never closed; put '\"' at its end");
    advance();
    while (!at_end() && peek() != '"') {
      const char c = peek();
      if (c == '\n' || c == '\r') {
        return error(start,
                     "this text does not end in its line; put '\"' at its end, or write a line "
                     "break in it as \\n");
      }
      if (static_cast<unsigned char>(c) < 0x20) {
        return error(here_, found() + " in a text; write it as " +
                                (c == '\t' ? std::string("\\t") : std::string("\\u00XX")));
      }
      if (c == '\\') {
        TRY(escape(text, unclosed));
      } else {
        text += c;
        advance();
      }
    }
    if (at_end()) return unclosed;
    advance();
    return {};
  }

  Status escape(std::string& text, const Error& unclosed) {
    constexpr std::string_view kNames = "\"\\/bfnrt";
    constexpr std::string_view kValues = "\"\\/\b\f\n\r\t";
    const Position start = here_;
    advance();
    if (at_end()) return unclosed;
    if (const std::size_t index = kNames.find(peek()); index != std::string_view::npos) {
      text += kValues[index];
      advance();
      return {};
    }
    if (peek() != 'u') {
      return error(start, "this backslash begins no escape; write a backslash itself as \\\\");
    }
    std::uint32_t point = 0;
    TRY(hex4(start, point));
    if (point >= 0xD800 && point < 0xDC00 && peek() == '\\' && peek_after() == 'u') {
      advance();
      std::uint32_t low = 0;
      TRY(hex4(start, low));
      if (low < 0xDC00 || low > 0xDFFF) return lone_surrogate(start);
      point = 0x10000 + ((point - 0xD800) << 10U) + (low - 0xDC00);
    } else if (point >= 0xD800 && point <= 0xDFFF) {
      return lone_surrogate(start);
    }
    append_utf8(text, point);
    return {};
  }

  Error lone_surrogate(Position start) const {
    return error(start,
                 "half of a surrogate pair; write the character itself, or both \\u escapes");
  }

  /// From the 'u' over its four digits.
  Status hex4(Position start, std::uint32_t& number) {
    advance();
    for (int i = 0; i < 4; ++i) {
      const char c = peek();
      const char lower = static_cast<char>(c | 0x20);
      if (is_digit(c)) {
        number = number * 16 + static_cast<std::uint32_t>(c - '0');
      } else if (lower >= 'a' && lower <= 'f') {
        number = number * 16 + static_cast<std::uint32_t>(lower - 'a' + 10);
      } else {
        return error(start, "\\u needs four hexadecimal digits, such as \\u00e9");
      }
      advance();
    }
    return {};
  }

  std::string_view text_;
  const Document& document_;
  std::size_t offset_ = 0;
  Position here_;
};

}  // namespace

Result<Document> parse_json(std::string_view text, std::string file) {
  Document document{std::move(file), {}};
  TRY_ASSIGN(text, check_text(text, document.file));
  TRY(JsonParser(text, document).parse(document.root));
  return document;
}

}  // namespace bdp::config
