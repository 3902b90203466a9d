#include "filters/csv/converter.h"

#include <cstdint>
#include <optional>

#include "filters/csv/ruby_date.h"
#include "lang/plain_number.h"
#include "lang/ruby_number.h"
#include "lang/text_case.h"

namespace bdp::csv {
namespace {

Value boolean_of(Arena& arena, Value text) {
  const Value word = lang::change_case(
      arena, Value::text(lang::strip(text.as_text()), text.text_flags()), lang::TextCase::kLower);
  if (word.as_text() == "true") return Value::boolean(true);
  if (word.as_text() == "false") return Value::boolean(false);
  return word;
}

Value integer_of(Arena& arena, std::string_view text) {
  std::int64_t number = 0;
  if (lang::read_plain_integer(text, number)) return Value::integer(number);
  return lang::parse_integer(text, arena);
}

Value float_of(std::string_view text) {
  double number = 0;
  if (lang::read_plain_decimal(text, number)) return Value::real(number);
  return lang::parse_float(text);
}

Value timestamp_of(std::optional<Timestamp> time) {
  return time ? Value::timestamp(*time) : Value();
}

}  // namespace

std::span<const std::string_view> converter_names() {
  static constexpr std::string_view kNames[] = {"integer", "float", "date", "date_time", "boolean"};
  return kNames;
}

bool convert(Arena& arena, Converter converter, Value& value) {
  if (!value.is(Tag::kText)) return converter != Converter::kBoolean;
  Value result;
  switch (converter) {
    case Converter::kNone:
      return true;
    case Converter::kInteger:
      result = integer_of(arena, value.as_text());
      break;
    case Converter::kFloat:
      result = float_of(value.as_text());
      break;
    case Converter::kDate:
      result = timestamp_of(parse_date(value.as_text()));
      break;
    case Converter::kDateTime:
      result = timestamp_of(parse_date_time(value.as_text()));
      break;
    case Converter::kBoolean:
      result = boolean_of(arena, value);
      break;
  }
  if (result.present()) value = result;
  return true;
}

}  // namespace bdp::csv
