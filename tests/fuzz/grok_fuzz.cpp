// A grok expression, a NUL, a text: whatever they are, compiling and matching end, and what is
// captured lies in the text.
#include <algorithm>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

#include "base/check.h"
#include "filters/grok/expression.h"
#include "filters/grok/literal_scan.h"
#include "filters/grok/number.h"
#include "lang/regex.h"
#include "record/arena.h"

using bdp::grok::Expression;
using bdp::grok::LiteralScan;
using bdp::grok::Naming;
using bdp::grok::PatternSet;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string bytes(size, '\0');
  if (size > 0) std::memcpy(bytes.data(), data, size);
  const std::string_view input = bytes;
  const std::size_t end = std::min(input.find('\0'), size);
  bdp::Arena arena;
  const std::string_view text = arena.copy(input.substr(std::min(end + 1, size)));
  const PatternSet& library = PatternSet::library(size % 2 == 0 ? Naming::kEcs : Naming::kLegacy);
  const auto expression = Expression::compile(input.substr(0, end), library, size % 4 > 1);
  if (!expression) return 0;
  LiteralScan scan;
  scan.add(expression->regex.required());
  LiteralScan::Candidates candidates;
  scan.find(text, candidates);
  bdp::lang::Match match;
  if (expression->regex.search(bdp::lang::Subject(text), match) != bdp::lang::Found::kMatch) {
    return 0;
  }
  // Without regard to case nothing is required; else what matches holds what is.
  CHECK(LiteralScan::has(candidates, 0));
  for (const bdp::grok::Capture& capture : expression->captures) {
    for (const std::uint32_t group : capture.groups) {
      const auto part = match.group(group);
      if (!part) continue;
      CHECK(part->data() >= text.data() &&
            part->data() + part->size() <= text.data() + text.size());
      CHECK(bdp::grok::integer_at_front(*part, arena).present());
      CHECK(bdp::grok::float_at_front(*part).is(bdp::Tag::kDouble));
    }
  }
  return 0;
}
