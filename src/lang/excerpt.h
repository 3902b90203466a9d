#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace bdp::lang {

/// The line of `text` at `line` (from 1) with its number, and a line with a caret under the
/// character at `column` (from 1, in characters) and tildes under the rest of the word:
///
///     12 | csv { seperator => ";" }
///        |       ^~~~~~~~~
///
/// At most `columns` wide, of a longer line the part around the caret; without escape sequences a
/// terminal would follow. Each line ends with a line break. Empty: there is no such line.
std::string excerpt(std::string_view text, std::uint32_t line, std::uint32_t column,
                    unsigned columns);

}  // namespace bdp::lang
