#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "lang/ast.h"
#include "lang/diagnostics.h"

namespace bdp::lang {

/// `input { ... }`, `filter { ... }` or `output { ... }` of a whole Logstash configuration.
struct Section {
  std::string name;
  Position at;
  Block body;
  std::size_t begin = 0;  ///< What stands between the braces, in bytes of the text.
  std::size_t end = 0;
};

/// Whether a text begins like a whole configuration, and not like what stands in a filter section.
bool looks_like_sections(std::string_view text);

/// Parses a whole configuration. A value may be a plugin there, `codec => json { ... }`: a
/// kBareword with its options as items, name and value by turns. Mistakes go to `diagnostics`.
std::vector<Section> parse_sections(std::string_view text, Diagnostics& diagnostics);

}  // namespace bdp::lang
