#pragma once

#include <string>
#include <string_view>

namespace bdp {

/// `text` as one part of a URI: what may not stand in it as it is becomes %XX.
std::string percent_encoded(std::string_view text);

}  // namespace bdp
