#pragma once

#include <optional>
#include <string>
#include <vector>

#include "lang/ast.h"
#include "lang/variables.h"

namespace bdp {

/// What several attributes of one name mean together, as in Logstash: hashes are merged, lists
/// appended; of two different scalars a list is made.
void merge_attribute(lang::Literal& into, const lang::Literal& next);

/// Puts values in place of the variables in all texts of `value`, keys of hashes excepted.
Status expand_literal(lang::Literal& value, const lang::VariableLookup& lookup);

/// The literal as the text that Logstash makes of it: numbers as Ruby prints them. Nothing for
/// lists and hashes.
std::optional<std::string> literal_text(const lang::Literal& value);

/// The literal as Ruby prints it, lists as `["a", 1]`.
std::string printed_literal(const lang::Literal& value);

/// A list with an even number of items as the hash it means: key, value, key, value.
lang::Literal hash_of_list(const lang::Literal& list);

/// "a string", "a list", ...: what the literal is, for a message.
std::string_view kind_name(const lang::Literal& value);

}  // namespace bdp
