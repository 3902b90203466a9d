#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace bdp::lang {

/// A character read from a text.
struct Character {
  std::uint32_t code = 0;
  std::uint32_t bytes = 1;
  bool valid = false;  ///< False: the byte at this place begins no UTF-8 character.
};

/// The character at `at`, which is inside the text.
inline Character read_character(std::string_view text, std::size_t at) {
  const auto byte = [text, at](std::size_t i) -> std::uint32_t {
    return at + i < text.size() ? static_cast<unsigned char>(text[at + i]) : 0U;
  };
  const auto follows = [&byte](std::size_t i) { return (byte(i) & 0xC0U) == 0x80U; };
  const std::uint32_t first = byte(0);
  if (first < 0x80) return {first, 1, true};
  if (first < 0xC2 || first > 0xF4 || !follows(1)) return {first, 1, false};
  if (first < 0xE0) return {(first & 0x1FU) << 6U | (byte(1) & 0x3FU), 2, true};
  if (!follows(2)) return {first, 1, false};
  if (first < 0xF0) {
    const std::uint32_t code = (first & 0x0FU) << 12U | (byte(1) & 0x3FU) << 6U | (byte(2) & 0x3FU);
    const bool legal = code >= 0x800 && (code < 0xD800 || code > 0xDFFF);
    return legal ? Character{code, 3, true} : Character{first, 1, false};
  }
  if (!follows(3)) return {first, 1, false};
  const std::uint32_t code = (first & 0x07U) << 18U | (byte(1) & 0x3FU) << 12U |
                             (byte(2) & 0x3FU) << 6U | (byte(3) & 0x3FU);
  const bool legal = code >= 0x10000 && code <= 0x10FFFF;
  return legal ? Character{code, 4, true} : Character{first, 1, false};
}

/// The length of the character at `at`; 1 for a byte that begins none.
inline std::size_t character_bytes(std::string_view text, std::size_t at) {
  return read_character(text, at).bytes;
}

/// Writes a code point in up to 4 bytes and returns the end.
inline char* write_character(char* to, std::uint32_t code) {
  const auto put = [&to](std::uint32_t byte) { *to++ = static_cast<char>(byte); };
  if (code < 0x80) {
    put(code);
  } else if (code < 0x800) {
    put(0xC0U | code >> 6U);
    put(0x80U | (code & 0x3FU));
  } else if (code < 0x10000) {
    put(0xE0U | code >> 12U);
    put(0x80U | (code >> 6U & 0x3FU));
    put(0x80U | (code & 0x3FU));
  } else {
    put(0xF0U | code >> 18U);
    put(0x80U | (code >> 12U & 0x3FU));
    put(0x80U | (code >> 6U & 0x3FU));
    put(0x80U | (code & 0x3FU));
  }
  return to;
}

}  // namespace bdp::lang
