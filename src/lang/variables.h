#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace bdp::lang {

/// The value of the variable `name`, if it is set.
using VariableLookup = std::function<std::optional<std::string>(std::string_view name)>;

/// Looks variables up in the environment of this process.
VariableLookup process_environment();

/// Puts values in place of `${NAME}` and `${NAME:default}`. kInvalid: NAME is not set and has no
/// default. What does not look like a variable stays.
Result<std::string> expand_variables(std::string_view text, const VariableLookup& lookup);

}  // namespace bdp::lang
