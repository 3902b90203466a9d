#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace bdp::lang {

/// The part of a Ruby regular expression (`grok`: with `%{PATTERN}`s in it) that makes it try
/// exponentially many ways on some text that does not match in the end: a repeat whose rounds can
/// share one text in several ways, such as `(a+)+`, `(a|a)*`, `(\w+\s*)*`, with something behind
/// it that can fail. Exact for what it can read (a cycle of the automaton that goes two ways over
/// the same text); nothing where look-arounds and references take part, and for very large ones.
std::optional<std::string> runaway_repeat(std::string_view ruby, bool grok = false);

}  // namespace bdp::lang
