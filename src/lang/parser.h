#pragma once

#include <optional>
#include <string_view>

#include "lang/ast.h"
#include "lang/diagnostics.h"

namespace bdp::lang {

/// Parses statements of Logstash's configuration language: what stands between the braces of
/// `filter { }`. `support_escapes`: a string's \" \' \\ \n \r \t \/ mean what they do in C;
/// otherwise every backslash stays.
///
/// Mistakes go to `diagnostics`, one for each broken block; what is left out of the result then is
/// only good for finding more of them.
Block parse_block(std::string_view text, bool support_escapes, Diagnostics& diagnostics);

/// Parses one value of an option: `"text"`, `12`, `[a, b]`. Nothing else may stand in `text`.
std::optional<Literal> parse_literal(std::string_view text, Diagnostics& diagnostics);

}  // namespace bdp::lang
