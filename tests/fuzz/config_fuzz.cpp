// The parser of the filter language takes any bytes: it neither crashes nor hangs, and what it
// refuses it says why.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/check.h"
#include "lang/parser.h"
#include "pipeline/program.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  // The first byte chooses the settings.
  if (size == 0) return 0;
  const bool support_escapes = (data[0] & 1U) != 0;
  // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast)
  const std::string_view text(reinterpret_cast<const char*>(data + 1), size - 1);

  bdp::lang::Diagnostics diagnostics("f");
  bdp::lang::parse_block(text, support_escapes, diagnostics);
  const bool refused = !diagnostics.empty();
  if (refused) CHECK(diagnostics.error().message().starts_with("f:"));

  // Conditions compile too; filters there are none, so a text that has one is refused.
  bdp::Layout layout;
  const bdp::LanguageSettings settings{.support_escapes = support_escapes};
  const auto program = bdp::compile_program(text, "f", settings, {}, layout);
  if (refused) CHECK(!program.has_value());
  return 0;
}
