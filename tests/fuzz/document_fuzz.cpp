// Specifications in JSON and YAML: any bytes are read or refused with their place, and what is read
// has a canonical form that means the same.
#include <cstddef>
#include <cstdint>
#include <string>

#include "base/check.h"
#include "config/document.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(data, data + size);
  for (const auto& parse : {bdp::config::parse_json, bdp::config::parse_yaml}) {
    const auto document = parse(text, "f");
    if (!document) {
      CHECK(document.error().message().starts_with("f"));
      continue;
    }
    const std::string canonical = bdp::config::canonical_json(document->root);
    const auto again = bdp::config::parse_json(canonical, "again");
    CHECK(again.has_value());
    CHECK(bdp::config::canonical_json(again->root) == canonical);
  }
  return 0;
}
