#pragma once

#include <string>

namespace bdp {

/// Every filter with every option, in Markdown, made from their descriptions: what
/// docs/reference/filters.md holds.
std::string filter_reference();

}  // namespace bdp
