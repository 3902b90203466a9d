#pragma once

#include <memory>
#include <string_view>

#include "base/result.h"
#include "filters/mutate/operation.h"

namespace bdp::mutate {

/// One triple of `gsub`. `needle` is a Ruby regex, compiled now unless it holds `%{`; `replacement`
/// may hold `%{` too. kInvalid: the regex is none.
Result<std::unique_ptr<Operation>> gsub(Field field, std::string_view needle,
                                        std::string_view replacement, Layout& layout);

}  // namespace bdp::mutate
