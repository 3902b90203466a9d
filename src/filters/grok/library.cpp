#include "filters/grok/library.h"

#include <array>

namespace bdp::grok {

std::span<const std::string_view> library_families() {
  static const std::array<std::string_view, 8> families = {
      kBasicPatterns,    kWebPatterns,    kSystemPatterns, kProgramPatterns,
      kFirewallPatterns, kNagiosPatterns, kZeekPatterns,   kBaculaPatterns};
  return families;
}

}  // namespace bdp::grok
