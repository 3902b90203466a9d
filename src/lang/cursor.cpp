#include "lang/cursor.h"

#include <algorithm>

namespace bdp::lang {
namespace {

constexpr bool is_continuation(char c) {
  return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U;
}

constexpr bool is_blank(char c) {
  return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/// Texts of a message are cut here.
constexpr std::size_t kLongestExcerpt = 40;

}  // namespace

void Cursor::advance(std::size_t bytes) {
  const std::size_t end = std::min(at_.offset + bytes, text_.size());
  for (; at_.offset < end; ++at_.offset) {
    const char c = text_[at_.offset];
    if (c == '\n') {
      ++at_.line;
      at_.column = 1;
    } else if (!is_continuation(c)) {
      ++at_.column;
    }
  }
}

bool Cursor::take(std::string_view prefix) {
  if (!starts_with(prefix)) return false;
  advance(prefix.size());
  return true;
}

bool Cursor::skip_blanks() {
  const Position start = at_;
  while (!at_end()) {
    if (is_blank(peek())) {
      advance();
    } else if (peek() == '#') {
      while (!at_end() && peek() != '\n') advance();
    } else {
      break;
    }
  }
  return at_.offset != start.offset;
}

std::string_view Cursor::take_word() {
  const Position start = at_;
  while (is_word_byte(peek())) advance();
  return since(start);
}

bool Cursor::take_quoted(char quote, std::string_view& inside) {
  // Greedy as in Logstash: a backslash keeps the quote behind it, whatever stands before it.
  std::size_t end = at_.offset + 1;
  while (end < text_.size() && text_[end] != quote) {
    end += text_[end] == '\\' && end + 1 < text_.size() && text_[end + 1] == quote ? 2U : 1U;
  }
  if (end >= text_.size()) return false;
  inside = text_.substr(at_.offset + 1, end - at_.offset - 1);
  advance(end + 1 - at_.offset);
  return true;
}

void Cursor::skip_to_brace() {
  std::string_view inside;
  while (!at_end() && peek() != '{' && peek() != '}') {
    if (peek() == '#') {
      skip_blanks();
    } else if (peek() != '"' && peek() != '\'') {
      advance();
    } else if (!take_quoted(peek(), inside)) {
      skip_rest();
    }
  }
}

void Cursor::skip_braces() {
  std::size_t depth = 0;
  do {
    if (peek() == '{') ++depth;
    if (peek() == '}') --depth;
    advance();
    if (depth > 0) skip_to_brace();
  } while (depth > 0 && !at_end());
}

std::string Cursor::describe() const {
  if (at_end()) return "the end of the text";
  if (peek() == '"' || peek() == '\'') return "a string";
  Cursor end = *this;
  if (end.take_word().empty()) {
    do {
      end.advance();
    } while (is_continuation(end.peek()));
  }
  const std::string_view here = end.since(at_);
  if (here.size() > kLongestExcerpt) {
    return "'" + std::string(here.substr(0, kLongestExcerpt)) + "...'";
  }
  return "'" + std::string(here) + "'";
}

}  // namespace bdp::lang
