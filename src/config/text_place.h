#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

#include "config/document.h"

namespace bdp::config {

/// Where in `document` the byte `offset` of a JSON text's value is written; `text_at` is the place
/// of the text's opening quote. An offset behind the value is the closing quote. Nothing: no such
/// text stands there, as in YAML.
std::optional<Position> place_in_text(std::string_view document, Position text_at,
                                      std::size_t offset);

}  // namespace bdp::config
