#include "filters/dissect/conversion.h"

#include <algorithm>
#include <cstdint>

#include "base/suggest.h"
#include "filters/dissect/decimal.h"
#include "lang/plain_number.h"
#include "lang/ruby_number.h"
#include "lang/text_builder.h"
#include "lang/value_text.h"
#include "pipeline/filter_kind.h"

namespace bdp::dissect {

Result<Conversion> Conversion::compile(std::string_view name, std::string_view type,
                                       Layout& layout) {
  static constexpr std::string_view kTypes[] = {"int", "float"};
  std::string lower(type);
  std::ranges::transform(lower, lower.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  if (lower != "int" && lower != "float") {
    std::string message =
        "dissect cannot convert '" + std::string(name) + "' to '" + std::string(type) + "'; ";
    const std::string_view meant = nearest_word(lower, kTypes);
    message += meant.empty() ? "write int or float" : "did you mean '" + std::string(meant) + "'?";
    return Error(Code::kInvalid, std::move(message));
  }
  TRY_ASSIGN(const FieldPath path, FieldPath::parse(name));
  Conversion result;
  result.field_ = lang::EventField::resolve(path, layout);
  result.to_integer_ = lower == "int";
  const std::string what = std::string(name) + "_" + std::string(type);
  result.null_tag_ = "_dataconversionnullvalue_" + what;
  result.refusal_tag_ = "_dataconversionuncoercible_" + what;
  return result;
}

void Conversion::apply(Batch& batch, const Selection& rows, Slot tags,
                       const std::function<void(RowIndex)>& failed) const {
  for (const RowIndex row : rows) {
    const Value value = get_field(batch, row, field_);
    if (value.is_absent_or_null()) {
      tag_failure(batch, row, tags, null_tag_);
      continue;
    }
    const Value converted = convert(batch.arena(), value);
    if (!converted.present()) {
      tag_failure(batch, row, tags, refusal_tag_);
    } else if (!set_event_field(batch, row, field_, converted)) {
      failed(row);
    }
  }
}

Value Conversion::convert(Arena& arena, Value value) const {
  if (value.is(Tag::kText)) {
    std::int64_t integer = 0;
    if (to_integer_ && lang::read_plain_integer(value.as_text(), integer)) {
      return Value::integer(integer);
    }
  } else if (value.is(Tag::kInt) && to_integer_) {
    return value;
  }
  std::string_view text;
  if (value.is(Tag::kText) || value.is(Tag::kDecimal) || value.is(Tag::kBigInt)) {
    text = value.as_text();
  } else if (value.is(Tag::kInt) || value.is(Tag::kDouble)) {
    lang::TextBuilder printed(arena);
    lang::append_sprintf(printed, value);
    text = printed.finish();
  } else {
    return {};
  }
  const Value decimal = parse_big_decimal(text, arena);
  if (!decimal.present()) return decimal;
  // A decimal without a fraction is printed, and compared, as the integer that it is.
  const bool is_whole = decimal.as_text().find_first_of(".E") == std::string_view::npos;
  if (!to_integer_ && !is_whole) return decimal;
  return lang::truncate_to_integer(decimal.as_text(), arena);
}

}  // namespace bdp::dissect
