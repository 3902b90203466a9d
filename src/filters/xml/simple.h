#pragma once

#include <pugixml.hpp>

#include "record/arena.h"
#include "record/value.h"

namespace bdp::xml {

/// How elements become objects, in the words of Ruby's XmlSimple.
struct SimpleRules {
  bool force_array = true;     ///< A child that stands alone is a list of one.
  bool force_content = false;  ///< Text is always in the field `content`.
  bool suppress_empty = true;  ///< Elements with nothing in them are left out.
};

/// An element as XmlSimple's `xml_in` sees it: attributes and children by name, children of one
/// name as a list, a text alone as itself. All memory is in `arena`. kNull: there is nothing in it.
Value simple_value(const pugi::xml_node& element, const SimpleRules& rules, Arena& arena);

}  // namespace bdp::xml
