#include <charconv>
#include <cmath>
#include <cstdint>
#include <string_view>
#include <system_error>

#include "formats/bytes.h"
#include "formats/json_text.h"
#include "record/scalar_text.h"
#include "sinks/sqlite_rows.h"

namespace bdp {
namespace {

constexpr double kExactIntegers = 9007199254740992.0;  // 2^53

template <class Number>
std::optional<Number> parse(std::string_view text) {
  Number number{};
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (problem != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

template <class Write>
Value written(Arena& arena, Write write) {
  char* text = arena.allocate_text(kScalarTextRoom);
  const auto size = static_cast<std::size_t>(write(text) - text);
  arena.give_back(kScalarTextRoom - size);
  return Value::text({text, size}, kPlainText);
}

std::optional<Value> as_text(Value value, Arena& arena) {
  switch (value.tag()) {
    case Tag::kText:
      return value;
    case Tag::kBool:
      return Value::text(value.as_bool() ? "true" : "false", kPlainText);
    case Tag::kInt:
      return written(arena, [&](char* to) { return write_integer(to, value.as_int()); });
    case Tag::kDouble:
      return written(arena, [&](char* to) { return write_double(to, value.as_double()); });
    case Tag::kTimestamp:
      return written(arena, [&](char* to) { return write_timestamp(to, value.as_timestamp()); });
    case Tag::kBigInt:
    case Tag::kDecimal:
      return Value::text(value.as_text(), kPlainText);
    default:
      return std::nullopt;
  }
}

std::optional<Value> as_integer(Value value) {
  if (value.is(Tag::kInt)) return value;
  if (value.is(Tag::kDouble)) {
    const double number = value.as_double();
    if (std::trunc(number) != number || std::abs(number) > kExactIntegers) return std::nullopt;
    return Value::integer(static_cast<std::int64_t>(number));
  }
  if (!value.is(Tag::kText)) return std::nullopt;
  const auto number = parse<std::int64_t>(value.as_text());
  return number ? std::optional(Value::integer(*number)) : std::nullopt;
}

std::optional<Value> as_real(Value value) {
  double number = 0;
  if (value.is(Tag::kDouble)) {
    number = value.as_double();
  } else if (value.is(Tag::kInt)) {
    number = static_cast<double>(value.as_int());
    if (std::abs(number) > kExactIntegers) return std::nullopt;
  } else if (value.is(Tag::kText) || value.is(Tag::kDecimal) || value.is(Tag::kBigInt)) {
    const auto parsed = parse<double>(value.as_text());
    if (!parsed) return std::nullopt;
    number = *parsed;
  } else {
    return std::nullopt;
  }
  if (!std::isfinite(number)) return std::nullopt;  // SQLite would make NULL of it.
  return Value::real(number);
}

std::optional<Value> as_boolean(Value value) {
  if (value.is(Tag::kBool)) return Value::integer(value.as_bool() ? 1 : 0);
  if (!value.is(Tag::kText)) return std::nullopt;
  if (value.as_text() == "true") return Value::integer(1);
  if (value.as_text() == "false") return Value::integer(0);
  return std::nullopt;
}

std::optional<Value> as_document(Value value, Arena& arena) {
  if (!value.is(Tag::kObject) && !value.is(Tag::kList)) return std::nullopt;
  Bytes json;
  append_json(value, json);
  return Value::text(arena.copy(json.view()));
}

}  // namespace

std::optional<Value> fit(Value value, ColumnType type, Arena& arena) {
  switch (type) {
    case ColumnType::kText:
      return as_text(value, arena);
    case ColumnType::kInteger:
      return as_integer(value);
    case ColumnType::kReal:
      return as_real(value);
    case ColumnType::kBoolean:
      return as_boolean(value);
    case ColumnType::kDate:
      if (!value.is(Tag::kTimestamp) && !value.is(Tag::kText)) return std::nullopt;
      return as_text(value, arena);
    case ColumnType::kDocument:
      return as_document(value, arena);
  }
  return std::nullopt;
}

}  // namespace bdp
