#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "config/section.h"

namespace bdp {

/// One field of an index mapping that holds values, such as `"vm_id": {"type": "keyword"}`.
struct MappedField {
  std::vector<std::string> path;  ///< Names from the top: more than one inside of objects.
  std::string type;               ///< Elasticsearch's name of it: "keyword", "integer", ...
  bool index = true;              ///< Searchable. A store without indexes may ignore it.
};

/// The fields that `mappings` (`{"properties": {...}}`) gives a type, as written, objects taken
/// apart. Unknown types and parameters become problems, as Elasticsearch would refuse them.
std::vector<MappedField> read_mapping(const config::Node& mappings, config::Problems& problems);

}  // namespace bdp
