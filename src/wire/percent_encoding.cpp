#include "wire/percent_encoding.h"

namespace bdp {

std::string percent_encoded(std::string_view text) {
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  std::string encoded;
  for (const char c : text) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                       c == '-' || c == '.' || c == '_' || c == '~';
    if (plain) {
      encoded += c;
    } else {
      const auto bits = static_cast<unsigned char>(c);
      encoded += {'%', kDigits[bits >> 4U], kDigits[bits & 15U]};
    }
  }
  return encoded;
}

}  // namespace bdp
