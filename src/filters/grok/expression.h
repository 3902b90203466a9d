#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "filters/grok/pattern_set.h"
#include "lang/regex.h"

namespace bdp::grok {

enum class CaptureType : std::uint8_t { kText, kInteger, kFloat };

/// What one name in an expression captures.
struct Capture {
  std::string field;
  CaptureType type = CaptureType::kText;
  std::vector<std::uint32_t> groups;  ///< Of the regex; a name may stand at several places.
};

/// A grok expression compiled: its regex, with all patterns in place, and what its groups are for.
struct Expression {
  lang::Regex regex;
  std::vector<Capture> captures;  ///< In the order in which they are set.

  /// kInvalid: a pattern that there is not, one that holds itself, or no regex. `named_only`: a
  /// `%{WORD}` without a name captures nothing.
  static Result<Expression> compile(std::string_view text, PatternSet patterns, bool named_only);
};

}  // namespace bdp::grok
