#include "config/text_place.h"

#include <charconv>
#include <cstdint>

namespace bdp::config {
namespace {

bool begins_character(char c) {
  return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;
}

/// A place in a text that moves on byte by byte.
class Walk {
 public:
  explicit Walk(std::string_view text) : text_(text) {}

  bool at_end() const { return at_ == text_.size(); }
  char here() const { return at_end() ? '\0' : text_[at_]; }
  Position place() const { return place_; }
  std::string_view rest() const { return text_.substr(at_); }

  void step(std::size_t bytes = 1) {
    for (; bytes > 0 && !at_end(); --bytes) {
      const char c = text_[at_++];
      if (c == '\n') {
        ++place_.line;
        place_.column = 1;
      } else if (at_end() || begins_character(text_[at_])) {
        ++place_.column;
      }
    }
  }

 private:
  std::string_view text_;
  std::size_t at_ = 0;
  Position place_;
};

std::uint32_t hex4(std::string_view digits) {
  std::uint32_t code = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), code, 16);
  return code;
}

/// What an escape or a byte is in the value and in the text.
struct Step {
  std::size_t value_bytes;
  std::size_t text_bytes;
};

Step step_of(std::string_view rest) {
  if (rest[0] != '\\') return {1, 1};
  if (!rest.substr(1).starts_with('u')) return {1, 2};
  const std::uint32_t code = hex4(rest.substr(2, 4));
  if (code >= 0xD800 && code < 0xDC00) return {4, 12};
  return {code < 0x80 ? 1U : code < 0x800 ? 2U : 3U, 6};
}

}  // namespace

std::optional<Position> place_in_text(std::string_view document, Position text_at,
                                      std::size_t offset) {
  Walk walk(document);
  while (!walk.at_end() && walk.place() < text_at) walk.step();
  if (walk.place() != text_at || walk.here() != '"') return std::nullopt;
  walk.step();
  for (std::size_t passed = 0; !walk.at_end() && walk.here() != '"';) {
    const Step step = step_of(walk.rest());
    if (passed + step.value_bytes > offset) break;
    passed += step.value_bytes;
    walk.step(step.text_bytes);
  }
  return walk.place();
}

}  // namespace bdp::config
