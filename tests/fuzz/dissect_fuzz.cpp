// A dissection, a NUL, a text: whatever they are, cutting ends, and the parts lie in the text.
#include <algorithm>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

#include "base/check.h"
#include "filters/dissect/decimal.h"
#include "filters/dissect/dissection.h"
#include "record/arena.h"

using bdp::dissect::Dissection;
using bdp::dissect::Part;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string bytes(size, '\0');
  if (size > 0) std::memcpy(bytes.data(), data, size);
  const std::string_view input = bytes;
  const std::size_t end = std::min(input.find('\0'), size);
  const std::string_view text = input.substr(std::min(end + 1, size));
  bdp::Arena arena;
  const bdp::Value number = bdp::dissect::parse_big_decimal(text, arena);
  if (number.present()) {
    // What Java prints it reads as the same.
    const bdp::Value again = bdp::dissect::parse_big_decimal(number.as_text(), arena);
    CHECK(again.as_text() == number.as_text());
  }
  const auto dissection = Dissection::parse(input.substr(0, end));
  if (!dissection) return 0;
  std::vector<Part> parts(dissection->fields().size());
  if (!dissection->cut(text, parts.data())) return 0;
  for (const Part& part : parts) CHECK(part.begin + part.size <= text.size());
  return 0;
}
