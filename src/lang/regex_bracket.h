#pragma once

#include "base/result.h"
#include "lang/regex_class.h"
#include "lang/regex_reader.h"

namespace bdp::lang {

/// Reads `[...]` with all that Ruby allows in it: ranges, sets within sets, `&&`, `[:alpha:]`,
/// `\d`.
Result<CharacterSet> take_bracketed_set(RegexReader& reader, RegexAlphabet alphabet);

/// Reads what follows `\p` or `\P`, `{name}` or `{^name}`.
Result<CharacterSet> take_property(RegexReader& reader, RegexAlphabet alphabet, bool negated);

}  // namespace bdp::lang
