#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "lang/regex.h"
#include "lang/regex_class.h"

namespace bdp::lang {

/// A Ruby regular expression in the words of PCRE2, to be compiled with DOTALL and MULTILINE. Its
/// groups have numbers only.
struct TranslatedRegex {
  std::string pattern;
  std::uint32_t groups = 0;
  std::vector<Regex::Name> names;
  /// A text that every match holds; empty when none is known.
  std::string required;
  /// The whole expression is `required` and nothing else.
  bool is_literal = false;
  /// The look-behinds, for which PCRE2 has rules of its own, and where they stand.
  struct LookBehind {
    std::string pattern;
    std::size_t at;
  };
  std::vector<LookBehind> look_behinds;
};

/// kInvalid: no Ruby regex, or a construct that has no translation.
Result<TranslatedRegex> translate_regex(std::string_view ruby, RegexOptions options,
                                        RegexAlphabet alphabet);

}  // namespace bdp::lang
