#include "formats/csv_writer.h"

#include <optional>
#include <string_view>

#include "formats/json_text.h"
#include "record/scalar_text.h"

namespace bdp {
namespace {

void append_field(std::string_view text, Bytes& out) {
  if (text.find_first_of(",\"\r\n") == std::string_view::npos) {
    out.append(text);
    return;
  }
  out.push_back('"');
  for (;;) {
    const std::size_t quote = text.find('"');
    if (quote == std::string_view::npos) break;
    out.append(text.substr(0, quote + 1));
    out.push_back('"');
    text.remove_prefix(quote + 1);
  }
  out.append(text);
  out.push_back('"');
}

void append_value(const Value& value, Bytes& out, Bytes& scratch) {
  switch (value.tag()) {
    case Tag::kAbsent:
    case Tag::kNull:
      return;
    case Tag::kBool:
      out.append(value.as_bool() ? "true" : "false");
      return;
    case Tag::kInt:
      out.set_end(write_integer(out.reserve(kScalarTextRoom), value.as_int()));
      return;
    case Tag::kDouble:
      out.set_end(write_double(out.reserve(kScalarTextRoom), value.as_double()));
      return;
    case Tag::kTimestamp:
      out.set_end(write_timestamp(out.reserve(kScalarTextRoom), value.as_timestamp()));
      return;
    case Tag::kText:
    case Tag::kBigInt:
    case Tag::kDecimal:
      append_field(value.as_text(), out);
      return;
    case Tag::kList:
    case Tag::kObject:
      scratch.clear();
      append_json(value, scratch);
      append_field(scratch.view(), out);
      return;
  }
}

}  // namespace

void append_csv_header(std::span<const std::string> names, Bytes& out) {
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (i > 0) out.push_back(',');
    append_field(names[i], out);
  }
  out.push_back('\n');
}

void append_csv_lines(const Batch& batch, const Selection& rows, std::span<const std::string> names,
                      Bytes& out) {
  std::vector<const Column*> columns;
  columns.reserve(names.size());
  for (const std::string& name : names) {
    const std::optional<Slot> slot = batch.find(name);
    columns.push_back(slot && !batch.column(*slot).empty() ? &batch.column(*slot) : nullptr);
  }
  Bytes scratch;
  for (const RowIndex row : rows) {
    for (std::size_t i = 0; i < columns.size(); ++i) {
      if (i > 0) out.push_back(',');
      if (columns[i] != nullptr) append_value((*columns[i])[row], out, scratch);
    }
    out.push_back('\n');
  }
}

}  // namespace bdp
