#include "filters/mutate/convert.h"

#include <utility>

#include "filters/mutate/number_text.h"
#include "lang/plain_number.h"
#include "lang/ruby_number.h"
#include "lang/value_text.h"

namespace bdp::mutate {
namespace {

/// The new value, or kAbsent: it raises.
Value to_integer(Arena& arena, Value value, NumberStyle style) {
  switch (value.tag()) {
    case Tag::kText:
      return integer_of(value.as_text(), style, arena);
    case Tag::kBool:
      return Value::integer(value.as_bool() ? 1 : 0);
    case Tag::kDouble:
      return lang::truncate_to_integer(value.as_double(), arena);
    case Tag::kDecimal:
      return lang::truncate_to_integer(value.as_text(), arena);
    case Tag::kTimestamp:
      return Value::integer(value.as_timestamp().seconds);
    case Tag::kList:
    case Tag::kObject:
      return {};
    default:
      return value;
  }
}

/// The new value, or kAbsent: it raises.
Value to_float(Value value, NumberStyle style) {
  switch (value.tag()) {
    case Tag::kText:
      return float_of(value.as_text(), style);
    case Tag::kBool:
      return Value::real(value.as_bool() ? 1 : 0);
    case Tag::kInt:
      return Value::real(static_cast<double>(value.as_int()));
    case Tag::kBigInt:
    case Tag::kDecimal:
      return lang::parse_float(value.as_text());
    case Tag::kTimestamp: {
      const Timestamp time = value.as_timestamp();
      return Value::real(static_cast<double>(time.seconds) + time.nanoseconds / 1e9);
    }
    case Tag::kList:
    case Tag::kObject:
      return {};
    default:
      return value;
  }
}

/// What is no boolean stays as it is.
Value to_boolean(Arena& arena, Value value) {
  if (value.is(Tag::kBool)) return value;
  const auto boolean = lang::parse_boolean(lang::to_s(arena, value).as_text());
  return boolean ? Value::boolean(*boolean) : value;
}

/// One value that is no list, no object and not null.
Value converted(Arena& arena, Conversion to, Value value) {
  switch (to) {
    case Conversion::kString:
      return lang::to_s(arena, value);
    case Conversion::kInteger:
      return to_integer(arena, value, NumberStyle::kUs);
    case Conversion::kFloat:
      return to_float(value, NumberStyle::kUs);
    case Conversion::kBoolean:
      return to_boolean(arena, value);
    case Conversion::kIntegerEu:
      return to_integer(arena, value, NumberStyle::kEu);
    case Conversion::kFloatEu:
      break;
  }
  return to_float(value, NumberStyle::kEu);
}

Change convert_item(Arena& arena, Conversion to, Value& item) {
  if (item.is_absent_or_null()) return Change::kNone;
  const Value result = converted(arena, to, item);
  if (!result.present()) return Change::kRaised;
  item = result;
  return Change::kSet;
}

/// The fast way of one conversion: true when `value` was a text of the usual form, and is changed.
template <Conversion kTo>
inline bool convert_plain(Value& value) {
  if (!value.is(Tag::kText)) return false;
  if constexpr (kTo == Conversion::kInteger || kTo == Conversion::kIntegerEu) {
    std::int64_t number = 0;
    if (!lang::read_plain_integer(value.as_text(), number)) return false;
    value = Value::integer(number);
    return true;
  }
  if constexpr (kTo == Conversion::kFloat) {
    double number = 0;
    if (!lang::read_plain_decimal(value.as_text(), number)) return false;
    value = Value::real(number);
    return true;
  }
  return kTo == Conversion::kString;
}

/// The result's tag when nothing out of the ordinary occurs in the column.
constexpr Tag usual_tag(Conversion to) {
  switch (to) {
    case Conversion::kInteger:
    case Conversion::kIntegerEu:
      return Tag::kInt;
    case Conversion::kFloat:
    case Conversion::kFloatEu:
      return Tag::kDouble;
    case Conversion::kBoolean:
      return Tag::kBool;
    case Conversion::kString:
      break;
  }
  return Tag::kText;
}

class Convert final : public Operation {
 public:
  Convert(Field field, Conversion to) : field_(std::move(field)), to_(to) {}

  void apply(Batch& batch, const Selection& rows, Selection& failed) const override {
    if (!field_ || !field_->is_plain_column()) {
      constexpr TagSet kNotNull =
          static_cast<TagSet>(~(tag_bit(Tag::kAbsent) | tag_bit(Tag::kNull)));
      change_field(batch, rows, field_, kNotNull, failed, [&](RowIndex, Value& value) {
        return convert_value(batch.arena(), to_, value);
      });
      return;
    }
    switch (to_) {
      case Conversion::kString:
        return convert_column<Conversion::kString>(batch, rows, failed);
      case Conversion::kInteger:
        return convert_column<Conversion::kInteger>(batch, rows, failed);
      case Conversion::kFloat:
        return convert_column<Conversion::kFloat>(batch, rows, failed);
      case Conversion::kBoolean:
        return convert_column<Conversion::kBoolean>(batch, rows, failed);
      case Conversion::kIntegerEu:
        return convert_column<Conversion::kIntegerEu>(batch, rows, failed);
      case Conversion::kFloatEu:
        return convert_column<Conversion::kFloatEu>(batch, rows, failed);
    }
  }

 private:
  template <Conversion kTo>
  void convert_column(Batch& batch, const Selection& rows, Selection& failed) const {
    constexpr TagSet kDone = tag_bit(usual_tag(kTo)) | tag_bit(Tag::kNull);
    Column& column = batch.column(field_->slot);
    if ((column.tags() & ~kDone) == 0) return;
    Value* values = column.dense(batch.rows(), batch.arena());
    TagSet tags = 0;
    for (const RowIndex row : rows) {
      Value& value = values[row];
      if (convert_plain<kTo>(value)) [[likely]] {
        tags = static_cast<TagSet>(tags | tag_bit(usual_tag(kTo)));
        continue;
      }
      if (convert_value(batch.arena(), kTo, value) == Change::kRaised) failed.push_back(row);
      tags = static_cast<TagSet>(tags | tag_bit(value.tag()));
    }
    if (rows.size() == batch.rows()) {
      column.set_tags(tags);
    } else {
      column.note(tags);
    }
  }

  Field field_;
  Conversion to_;
};

}  // namespace

std::span<const std::string_view> conversion_names() {
  static constexpr std::string_view kNames[] = {"string",  "integer",    "float",
                                                "boolean", "integer_eu", "float_eu"};
  return kNames;
}

Change convert_value(Arena& arena, Conversion to, Value& value) {
  switch (value.tag()) {
    case Tag::kAbsent:
    case Tag::kNull:
    case Tag::kObject:
      return Change::kNone;
    case Tag::kList:
      return change_items(arena, value, [&](Value& item) { return convert_item(arena, to, item); });
    default:
      return convert_item(arena, to, value);
  }
}

std::unique_ptr<Operation> convert(Field field, Conversion to) {
  return std::make_unique<Convert>(std::move(field), to);
}

}  // namespace bdp::mutate
