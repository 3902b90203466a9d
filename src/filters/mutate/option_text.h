#pragma once

#include <string>

#include "lang/ast.h"

namespace bdp::mutate {

/// The text that Logstash makes of a value in a hash: lists and hashes as Ruby's `inspect` shows
/// them, the rest as literal_text().
std::string option_text(const lang::Literal& literal);

}  // namespace bdp::mutate
