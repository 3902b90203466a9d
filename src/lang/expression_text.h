#pragma once

#include <string>

#include "lang/ast.h"

namespace bdp::lang {

/// A condition as one would write it, the same for all ways to write it: `[a] == 1 and ![b]`.
std::string text_of(const Expression& expression);

}  // namespace bdp::lang
