#include "lang/ruby_split.h"

#include <cstdint>

#include "lang/utf8.h"

namespace bdp::lang {
namespace {

/// Unicode's White_Space: JRuby takes any of it where MRI takes only that of ASCII.
bool is_blank(std::uint32_t code) {
  if (code < 0x80) return code == ' ' || (code >= '\t' && code <= '\r');
  return code == 0x85 || code == 0xA0 || code == 0x1680 || (code >= 0x2000 && code <= 0x200A) ||
         code == 0x2028 || code == 0x2029 || code == 0x202F || code == 0x205F || code == 0x3000;
}

/// The parts of a text, which keep what is known of it.
class Parts {
 public:
  Parts(Arena& arena, Value text) : arena_(arena), text_(text), list_(List::make(arena)) {}

  void add(std::size_t begin, std::size_t end) {
    const std::string_view part = text_.as_text().substr(begin, end - begin);
    list_->push_back(arena_, Value::text(part, text_.text_flags()));
  }
  List* without_empty_ones_at_the_end() {
    std::uint32_t size = list_->size();
    while (size > 0 && (*list_)[size - 1].as_text().empty()) list_->erase(--size);
    return list_;
  }

 private:
  Arena& arena_;
  Value text_;
  List* list_;
};

}  // namespace

List* split(Arena& arena, Value value, std::string_view separator) {
  const std::string_view text = value.as_text();
  Parts parts(arena, value);
  if (separator.empty()) {
    for (std::size_t at = 0; at < text.size();) {
      const std::size_t end = at + character_bytes(text, at);
      parts.add(at, end);
      at = end;
    }
  } else if (separator == " ") {
    std::size_t begin = 0;
    for (std::size_t at = 0; at < text.size();) {
      const Character character = read_character(text, at);
      const std::size_t end = at + character.bytes;
      if (character.valid && is_blank(character.code)) {
        if (at > begin) parts.add(begin, at);
        begin = end;
      }
      at = end;
    }
    if (begin < text.size()) parts.add(begin, text.size());
  } else {
    std::size_t at = 0;
    for (std::size_t found = 0; (found = text.find(separator, at)) != std::string_view::npos;) {
      parts.add(at, found);
      at = found + separator.size();
    }
    parts.add(at, text.size());
  }
  return parts.without_empty_ones_at_the_end();
}

}  // namespace bdp::lang
