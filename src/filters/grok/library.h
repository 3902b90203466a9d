#pragma once

#include <span>
#include <string_view>

namespace bdp::grok {

// The pattern library, by families, as lines of `NAME pattern`. Every pattern stands here once for
// both namings: in `%{INT:bytes|[http][response][body][bytes]:int}` the field's legacy name comes
// first, then that of the Elastic Common Schema; either may be empty. `%-{...}` is the same with
// "-" for a value that is not there. A line for one naming only begins with `legacy` or `ecs`.

std::span<const std::string_view> library_families();

extern const std::string_view kBasicPatterns;
extern const std::string_view kWebPatterns;
extern const std::string_view kSystemPatterns;
extern const std::string_view kProgramPatterns;
extern const std::string_view kFirewallPatterns;
extern const std::string_view kNagiosPatterns;
extern const std::string_view kZeekPatterns;
extern const std::string_view kBaculaPatterns;

}  // namespace bdp::grok
