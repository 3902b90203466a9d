// The json filter on any text: below a target it takes what it takes as the event, each row of a
// batch gets what it gets alone, and what was taken is taken again.
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>

#include "base/check.h"
#include "filters/all.h"
#include "text_run.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static TextRun event("json { source => 'm' }");
  static TextRun target("json { source => 'm' target => 'o' }");
  static TextRun nested("json { source => 'm' target => '[a][b]' skip_on_invalid_json => true }");
  static TextRun of_target("json { source => 'm' target => 'o' } mutate { remove_field => 'm' }");
  std::string text(size, '\0');
  if (size > 0) std::memcpy(text.data(), data, size);
  const std::string fields = event(text);
  // A bad @timestamp becomes the time of day.
  if (fields.find("_timestampparsefailure") != std::string::npos) return 0;
  CHECK(event(text, 2) == fields + fields);
  nested(text);
  const std::string below = target(text);
  const bool failed = below.find("\"_jsonparsefailure\"") != std::string::npos;
  if (failed) CHECK(fields.find("_jsonparsefailure") != std::string::npos);
  // {"o":TEXT}: printed, and taken again, it is the same.
  std::string printed = of_target(text);
  if (!failed && printed.starts_with("{\"o\":")) {
    printed = printed.substr(5, printed.rfind('}') - 5);
    CHECK(of_target(printed) == "{\"o\":" + printed + "}\n");
  }
  return 0;
}
