#pragma once

#include <string_view>

#include "lang/text_builder.h"
#include "record/container.h"
#include "record/value.h"

namespace bdp::lang {

/// What `%{field}` shows of a value: text itself, numbers as Java writes them, the items of a list
/// joined with ",", an object as JSON. Null and absent are empty.
void append_sprintf(TextBuilder& to, Value value);

/// What Ruby's `to_s` shows: numbers as Ruby writes them, lists and objects as `inspect` does
/// (`["a", nil]`, `{"k"=>1}`). Null and absent are empty.
void append_to_s(TextBuilder& to, Value value);

/// `value.to_s` as a kText value; a text is itself.
Value to_s(Arena& arena, Value value);

/// Ruby's `Array#join`: nested lists are joined too, the rest is as `to_s`.
Value join(Arena& arena, const List& items, std::string_view separator);

/// kBrokenText when some text in the value is broken.
TextFlags broken_flag(Value value);

/// The flags of a text made of parts: plain when it is, else broken when a part was.
inline TextFlags flags_of_parts(std::string_view text, TextFlags broken) {
  const TextFlags flags = flags_of(text);
  return flags != 0 ? flags : broken;
}

}  // namespace bdp::lang
