// A date pattern, a NUL, a text: whatever they are, reading ends, and gives a time or none.
#include <algorithm>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

#include "base/check.h"
#include "filters/date/format.h"
#include "record/arena.h"

using bdp::Value;
using bdp::date_filter::Format;
using bdp::date_filter::Names;
using bdp::date_filter::RowZone;
using bdp::date_filter::Zone;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const auto names = Names::of_locale("en-US");
  static const Zone zone = *Zone::find("Europe/Paris");
  std::string bytes(size, '\0');
  if (size > 0) std::memcpy(bytes.data(), data, size);
  const std::string_view input = bytes;
  const std::size_t end = std::min(input.find('\0'), size);
  const auto format = Format::compile(input.substr(0, end), names);
  if (!format) return 0;
  bdp::Arena arena;
  const Value text = Value::text(arena.copy(input.substr(std::min(end + 1, size))));
  RowZone fresh{zone, {}};
  const auto time = format->read(text, fresh);
  // What was found of the zone makes no difference.
  CHECK(format->read(text, fresh) == time);
  return 0;
}
