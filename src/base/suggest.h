#pragma once

#include <span>
#include <string_view>

namespace bdp {

/// The candidate that `word` most likely was meant to be, by edit distance (a swap of neighbours
/// counts as one edit); empty when none is near enough to be worth saying.
std::string_view nearest_word(std::string_view word, std::span<const std::string_view> candidates);

}  // namespace bdp
