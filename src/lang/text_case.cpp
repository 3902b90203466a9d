#include "lang/text_case.h"

#include <utf8proc.h>

#include <array>
#include <cstring>
#include <span>

#include "lang/special_case.h"
#include "lang/text_builder.h"
#include "lang/utf8.h"

namespace bdp::lang {
namespace {

bool is_between(char c, char first, char last) {
  return static_cast<unsigned char>(c - first) <= static_cast<unsigned char>(last - first);
}

/// What a text's bytes hold, found in one pass that compilers turn into vector code.
struct Contents {
  bool ascii;
  bool letters;  ///< ASCII letters between `first` and `last`.
};

Contents look_through(std::string_view text, char first, char last) {
  unsigned char bytes = 0;
  unsigned char letters = 0;
  for (const char c : text) {
    bytes |= static_cast<unsigned char>(c);
    letters |= static_cast<unsigned char>(is_between(c, first, last));
  }
  return {bytes < 0x80, letters != 0};
}

void flip_letters(char* to, std::string_view text, char first, char last) {
  for (const char c : text) {
    *to++ = static_cast<char>(c ^ (static_cast<char>(is_between(c, first, last)) << 5));
  }
}

constexpr std::uint32_t kDottedCapitalI = 0x130;

/// Georgian capitals are for whole words: Ruby makes the first letter of one small too.
bool is_georgian_capital(std::uint32_t code) {
  return code >= 0x1C90 && code <= 0x1CBF;
}

/// One character in the case wanted, as up to 3 others.
class Mapping {
 public:
  Mapping(std::uint32_t code, TextCase to) {
    const auto simple = static_cast<utf8proc_int32_t>(code);
    if (to == TextCase::kLower || (to == TextCase::kCapitalized && is_georgian_capital(code))) {
      if (code == kDottedCapitalI) {
        codes_ = {'i', 0x307, 0};
      } else {
        codes_[0] = static_cast<std::uint32_t>(utf8proc_tolower(simple));
      }
    } else if (const SpecialCase* special = find_special_case(code)) {
      codes_ = to == TextCase::kUpper ? special->upper : special->title;
    } else {
      codes_[0] = static_cast<std::uint32_t>(to == TextCase::kUpper ? utf8proc_toupper(simple)
                                                                    : utf8proc_totitle(simple));
    }
  }

  void append_to(TextBuilder& to) const {
    char* room = to.room(12);
    char* end = write_character(room, codes_[0]);
    for (std::size_t i = 1; i < codes_.size() && codes_[i] != 0; ++i) {
      end = write_character(end, codes_[i]);
    }
    to.advance(static_cast<std::size_t>(end - room));
  }

 private:
  std::array<std::uint32_t, 3> codes_{};
};

Value change_unicode(Arena& arena, Value value, TextCase to) {
  const std::string_view text = value.as_text();
  TextBuilder builder(arena, text.size() + 16);
  TextCase now = to;
  for (std::size_t at = 0; at < text.size();) {
    const Character character = read_character(text, at);
    if (character.valid) {
      Mapping(character.code, now).append_to(builder);
    } else {
      builder.append(text[at]);
    }
    at += character.bytes;
    if (now == TextCase::kCapitalized) now = TextCase::kLower;
  }
  const std::string_view changed = builder.finish();
  if (changed != text) return Value::text(changed, value.text_flags());
  builder.abandon();
  return value;
}

Value change_ascii(Arena& arena, Value value, char first, char last) {
  const std::string_view text = value.as_text();
  char* changed = arena.allocate_text(text.size());
  flip_letters(changed, text, first, last);
  return Value::text({changed, text.size()}, value.text_flags());
}

}  // namespace

Value change_case(Arena& arena, Value value, TextCase to) {
  const std::string_view text = value.as_text();
  if (text.empty()) return value;
  const char first = to == TextCase::kUpper ? 'a' : 'A';
  const char last = to == TextCase::kUpper ? 'z' : 'Z';
  if (to != TextCase::kCapitalized) {
    const Contents contents = look_through(text, first, last);
    if (!contents.ascii) return change_unicode(arena, value, to);
    return contents.letters ? change_ascii(arena, value, first, last) : value;
  }
  const Contents contents = look_through(text.substr(1), first, last);
  if (!contents.ascii || static_cast<unsigned char>(text.front()) >= 0x80) {
    return change_unicode(arena, value, to);
  }
  const bool raise_first = is_between(text.front(), 'a', 'z');
  if (!contents.letters && !raise_first) return value;
  char* changed = arena.allocate_text(text.size());
  *changed = static_cast<char>(raise_first ? text.front() & ~0x20 : text.front());
  flip_letters(changed + 1, text.substr(1), first, last);
  return Value::text({changed, text.size()}, value.text_flags());
}

std::string_view strip(std::string_view text) {
  const auto is_stripped = [](char c) { return c == ' ' || c == '\0' || (c >= '\t' && c <= '\r'); };
  while (!text.empty() && is_stripped(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_stripped(text.back())) text.remove_suffix(1);
  return text;
}

}  // namespace bdp::lang
