#include "lang/value_text.h"

#include <utf8proc.h>

#include <cstdint>

#include "formats/json_text.h"
#include "lang/big_digits.h"
#include "lang/ruby_float.h"
#include "lang/utf8.h"
#include "record/scalar_text.h"

namespace bdp::lang {
namespace {

constexpr char kHexDigits[] = "0123456789ABCDEF";

template <class Number>
void append_number(TextBuilder& to, char* (*write)(char*, Number), Number number) {
  char* room = to.room(kScalarTextRoom);
  to.advance(static_cast<std::size_t>(write(room, number) - room));
}

/// What every language writes alike.
void append_scalar(TextBuilder& to, Value value) {
  switch (value.tag()) {
    case Tag::kBool:
      return to.append(value.as_bool() ? "true" : "false");
    case Tag::kInt:
      return append_number(to, write_integer, value.as_int());
    case Tag::kTimestamp:
      return append_number(to, write_timestamp, value.as_timestamp());
    case Tag::kText:
    case Tag::kBigInt:
    case Tag::kDecimal:
      return to.append(value.as_text());
    default:
      return;
  }
}

/// 0.27e1
void append_ruby_decimal(TextBuilder& to, std::string_view text) {
  Arena arena;
  const DecimalDigits number = DecimalDigits::of(text, arena);
  if (number.digits.empty()) return to.append("0.0");
  if (number.negative) to.append('-');
  to.append("0.");
  to.append(number.digits);
  to.append('e');
  append_number(to, write_integer, number.exponent);
}

/// Onigmo's [[:print:]].
bool is_printable(std::uint32_t code) {
  if (code < 0x7F) return code >= ' ';
  if (code == 0x85) return true;
  switch (utf8proc_category(static_cast<utf8proc_int32_t>(code))) {
    case UTF8PROC_CATEGORY_CC:
    case UTF8PROC_CATEGORY_CN:
    case UTF8PROC_CATEGORY_ZL:
    case UTF8PROC_CATEGORY_ZP:
      return false;
    default:
      return true;
  }
}

void append_hexadecimal(TextBuilder& to, std::uint32_t number, int digits) {
  for (int i = digits; i-- > 0;) to.append(kHexDigits[number >> (4 * i) & 15U]);
}

void append_inspected_character(TextBuilder& to, std::uint32_t code) {
  static constexpr std::string_view kEscaped = "\a\b\t\n\v\f\r\x1B\"\\";
  static constexpr std::string_view kLetters = "abtnvfre\"\\";
  const std::size_t known = code < 0x80 ? kEscaped.find(static_cast<char>(code)) : kEscaped.npos;
  if (known != kEscaped.npos) {
    to.append('\\');
    to.append(kLetters[known]);
  } else if (is_printable(code)) {
    to.advance(static_cast<std::size_t>(write_character(to.room(4), code) - to.room(0)));
  } else if (code > 0xFFFF) {
    to.append("\\u{");
    append_hexadecimal(to, code, code > 0xFFFFF ? 6 : 5);
    to.append('}');
  } else {
    to.append("\\u");
    append_hexadecimal(to, code, 4);
  }
}

void append_inspected_text(TextBuilder& to, std::string_view text) {
  to.append('"');
  for (std::size_t at = 0; at < text.size();) {
    const Character character = read_character(text, at);
    at += character.bytes;
    if (!character.valid) {
      to.append("\\x");
      append_hexadecimal(to, character.code, 2);
      continue;
    }
    // "#{", "#$" and "#@" would mean something in a literal.
    if (character.code == '#' && at < text.size() &&
        std::string_view("{$@").find(text[at]) != std::string_view::npos) {
      to.append('\\');
    }
    append_inspected_character(to, character.code);
  }
  to.append('"');
}

void append_inspected(TextBuilder& to, Value value) {
  std::string_view separator;
  switch (value.tag()) {
    case Tag::kAbsent:
    case Tag::kNull:
      return to.append("nil");
    case Tag::kText:
      return append_inspected_text(to, value.as_text());
    case Tag::kList:
      to.append('[');
      for (const Value& item : value.as_list()) {
        to.append(separator);
        append_inspected(to, item);
        separator = ", ";
      }
      return to.append(']');
    case Tag::kObject:
      to.append('{');
      for (const Object::Entry& entry : value.as_object()) {
        to.append(separator);
        append_inspected_text(to, entry.key());
        to.append("=>");
        append_inspected(to, entry.value);
        separator = ", ";
      }
      return to.append('}');
    default:
      return append_to_s(to, value);
  }
}

/// Java's `toString`, as it shows inside lists: `{a=1, b=[x, null]}`.
void append_java(TextBuilder& to, Value value) {
  std::string_view separator;
  switch (value.tag()) {
    case Tag::kAbsent:
    case Tag::kNull:
      return to.append("null");
    case Tag::kDouble:
      return append_number(to, write_double, value.as_double());
    case Tag::kList:
      to.append('[');
      for (const Value& item : value.as_list()) {
        to.append(separator);
        append_java(to, item);
        separator = ", ";
      }
      return to.append(']');
    case Tag::kObject:
      to.append('{');
      for (const Object::Entry& entry : value.as_object()) {
        to.append(separator);
        to.append(entry.key());
        to.append('=');
        append_java(to, entry.value);
        separator = ", ";
      }
      return to.append('}');
    default:
      return append_scalar(to, value);
  }
}

void append_joined(TextBuilder& to, const List& items, std::string_view separator,
                   void (*append_item)(TextBuilder&, Value)) {
  bool first = true;
  for (const Value& item : items) {
    if (!first) to.append(separator);
    first = false;
    if (item.is(Tag::kList)) {
      append_joined(to, item.as_list(), separator, append_item);
    } else if (!item.is_absent_or_null()) {
      append_item(to, item);
    }
  }
}

void append_json(TextBuilder& to, Value value) {
  thread_local Bytes json;
  json.clear();
  bdp::append_json(value, json);
  to.append(json.view());
}

Value finished(TextBuilder& builder, TextFlags broken) {
  const std::string_view text = builder.finish();
  return Value::text(text, flags_of_parts(text, broken));
}

}  // namespace

void append_sprintf(TextBuilder& to, Value value) {
  switch (value.tag()) {
    case Tag::kDouble:
      return append_number(to, write_double, value.as_double());
    case Tag::kList:
      return append_joined(to, value.as_list(), ",", append_java);
    case Tag::kObject:
      return append_json(to, value);
    default:
      return append_scalar(to, value);
  }
}

void append_to_s(TextBuilder& to, Value value) {
  switch (value.tag()) {
    case Tag::kDouble:
      return append_number(to, write_ruby_float, value.as_double());
    case Tag::kDecimal:
      return append_ruby_decimal(to, value.as_text());
    case Tag::kList:
    case Tag::kObject:
      return append_inspected(to, value);
    default:
      return append_scalar(to, value);
  }
}

Value to_s(Arena& arena, Value value) {
  if (value.is(Tag::kText)) return value;
  TextBuilder builder(arena, kScalarTextRoom);
  append_to_s(builder, value);
  return finished(builder, broken_flag(value));
}

Value join(Arena& arena, const List& items, std::string_view separator) {
  TextBuilder builder(arena);
  append_joined(builder, items, separator, append_to_s);
  TextFlags broken = 0;
  for (const Value& item : items) broken |= broken_flag(item);
  return finished(builder, broken);
}

TextFlags broken_flag(Value value) {
  if (value.is(Tag::kText)) return value.text_flags() & kBrokenText;
  TextFlags flags = 0;
  if (value.is(Tag::kList)) {
    for (const Value& item : value.as_list()) flags |= broken_flag(item);
  } else if (value.is(Tag::kObject)) {
    for (const Object::Entry& entry : value.as_object()) {
      flags |= static_cast<TextFlags>(broken_flag(entry.value) | (entry.key_flags & kBrokenText));
    }
  }
  return flags;
}

}  // namespace bdp::lang
