#pragma once

#include <cstddef>
#include <string_view>

namespace bdp {

/// How many bytes the UTF-8 character at the start of `text`, which is not empty, has; 0: it is
/// none.
std::size_t utf8_character_size(std::string_view text);

/// How many bytes at the start of `text` are whole UTF-8 characters.
std::size_t valid_utf8_prefix(std::string_view text);

}  // namespace bdp
