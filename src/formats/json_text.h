#pragma once

#include <string_view>

#include "formats/bytes.h"
#include "formats/simd.h"
#include "record/value.h"

namespace bdp {

/// Appends `text` as a JSON string, quotes included. Text with kBrokenText whose bytes are indeed
/// no UTF-8 is shown as Logstash shows it, so that nothing is lost: such a byte as `\xE9`, a
/// backslash doubled, both then escaped as JSON.
void append_json_string(std::string_view text, TextFlags flags, Bytes& out,
                        SimdLevel level = best_simd_level());

/// Appends one value as JSON. A double as Java prints it, NaN and the infinities as strings;
/// kAbsent as null. Entries of objects that are kAbsent are left out.
void append_json(Value value, Bytes& out, SimdLevel level = best_simd_level());

}  // namespace bdp
