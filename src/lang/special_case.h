#pragma once

#include <array>
#include <cstdint>

namespace bdp::lang {

/// A character that becomes several in upper or title case; unused places are 0.
struct SpecialCase {
  std::uint32_t code;
  std::array<std::uint32_t, 3> upper;
  std::array<std::uint32_t, 3> title;
};

/// Null: upper and title case of `code` are one character each.
const SpecialCase* find_special_case(std::uint32_t code);

}  // namespace bdp::lang
