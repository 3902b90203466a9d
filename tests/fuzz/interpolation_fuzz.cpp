// A template, a NUL, a JSON object: whatever they are, rendering ends, and gives the same again.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <string>
#include <string_view>

#include "base/check.h"
#include "formats/json_reader.h"
#include "lang/template.h"
#include "record/batch.h"
#include "record/container.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string bytes(size, '\0');
  if (size > 0) std::memcpy(bytes.data(), data, size);
  const std::string_view input = bytes;
  const std::size_t end = std::min(input.find('\0'), size);
  const std::string_view text = input.substr(0, end);

  auto layout = std::make_shared<bdp::Layout>();
  const bdp::lang::Template one = bdp::lang::Template::compile(text, *layout);
  const bdp::lang::FieldTemplate field = bdp::lang::FieldTemplate::compile(text, *layout);
  bdp::Batch batch(std::move(layout));
  batch.set_rows(1);
  bdp::Arena& arena = batch.arena();
  const auto object =
      bdp::parse_json_value(arena.copy(input.substr(std::min(end + 1, size))), arena);
  if (object && object->is(bdp::Tag::kObject)) {
    for (const bdp::Object::Entry& entry : object->as_object()) {
      batch.set(batch.slot(entry.key()), 0, entry.value);
    }
  }
  batch.set(batch.slot("@timestamp"), 0, bdp::Value::timestamp({1'700'000'000, 123'000'000}));

  std::string why;
  const auto rendered = one.render(batch, 0, &why);
  CHECK(rendered.has_value() || !why.empty());
  bdp::Arena other;
  const auto again = one.render(batch, 0, other);
  CHECK(rendered.has_value() == again.has_value());
  if (rendered) CHECK(rendered->as_text() == again->as_text());
  if (one.is_constant()) CHECK(rendered->as_text() == text);
  const std::string_view missing = one.missing_field(batch, 0);
  // Of metadata that is not there an empty object is shown.
  if (rendered && !missing.empty() && missing.find("@metadata") == std::string_view::npos) {
    CHECK(rendered->as_text().find(missing) != std::string::npos);
  }
  bdp::lang::EventField dynamic;
  if (field.resolve(batch, 0, dynamic) != nullptr) CHECK(rendered.has_value());
  return 0;
}
