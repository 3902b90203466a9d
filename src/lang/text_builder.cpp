#include "lang/text_builder.h"

#include <algorithm>

namespace bdp::lang {

void TextBuilder::grow(std::size_t bytes) {
  const std::size_t used = size();
  const std::size_t capacity = static_cast<std::size_t>(end_ - begin_);
  const std::size_t wanted = std::max(used + bytes, 2 * capacity);
  arena_.give_back(capacity);
  // The arena may hand out the same place again, only longer.
  char* place = arena_.allocate_text(wanted);
  if (place != begin_) std::memcpy(place, begin_, used);
  begin_ = place;
  next_ = place + used;
  end_ = place + wanted;
}

namespace {

constexpr std::uint64_t every_byte(unsigned char byte) {
  return 0x0101010101010101U * std::uint64_t{byte};
}

/// The high bit is set of some byte that equals `byte` (and maybe of others above it).
constexpr std::uint64_t equals(std::uint64_t bytes, unsigned char byte) {
  const std::uint64_t difference = bytes ^ every_byte(byte);
  return (difference - every_byte(1)) & ~difference;
}

/// The high bit of some byte is set when one of the eight is not plain.
constexpr std::uint64_t not_plain(std::uint64_t bytes) {
  return bytes | (bytes - every_byte(0x20)) | equals(bytes, '"') | equals(bytes, '\\') |
         equals(bytes, 0x7F);
}

}  // namespace

TextFlags flags_of(std::string_view text) {
  std::uint64_t seen = 0;
  const char* at = text.data();
  std::size_t left = text.size();
  for (; left >= 8; left -= 8, at += 8) {
    std::uint64_t bytes = 0;
    std::memcpy(&bytes, at, 8);
    seen |= not_plain(bytes);
  }
  if (left > 0) {
    std::uint64_t bytes = every_byte(' ');
    std::memcpy(&bytes, at, left);
    seen |= not_plain(bytes);
  }
  return (seen & every_byte(0x80)) == 0 ? kPlainText : TextFlags{0};
}

}  // namespace bdp::lang
