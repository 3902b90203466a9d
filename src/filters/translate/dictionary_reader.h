#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "filters/translate/dictionary.h"

namespace bdp::translate {

/// What a dictionary's file is written in.
enum class DictionaryFormat : std::uint8_t { kJson, kYaml, kCsv };

/// By the end of the file's name: `.json`, `.yml`, `.yaml`, `.csv`. Nothing: by none.
std::optional<DictionaryFormat> dictionary_format(std::string_view path);

inline constexpr std::size_t kDefaultCodePoints = 134'217'728;

/// Puts all entries of `text` into `into`; a text of nothing has none. JSON and YAML hold one
/// object, whose values may be anything; CSV holds two columns, a key and its text. `code_points`:
/// how many characters a YAML text may have. kInvalid: `FILE:LINE:COLUMN: MESSAGE`.
Status read_dictionary(std::string_view text, const std::string& file, DictionaryFormat format,
                       std::size_t code_points, Dictionary& into);

}  // namespace bdp::translate
