// The elements of BSON documents (bsonspec 1.1).
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "formats/bytes.h"
#include "record/value.h"

namespace bdp {

enum class BsonType : char {
  kDouble = 1,
  kText = 2,
  kDocument = 3,
  kArray = 4,
  kBinary = 5,
  kBool = 8,
  kDate = 9,
  kNull = 10,
  kInt64 = 18,
  kDecimal128 = 19,
};

/// MongoDB takes no document that is nested deeper.
inline constexpr unsigned kBsonLevels = 100;

/// Milliseconds since 1970-01-01T00:00:00Z, rounded down: all that a BSON date holds.
std::int64_t bson_date(Timestamp time);

/// Appends a name and its NUL. Bytes that a name cannot hold are shown as `\x00`, `\xE9`;
/// backslashes of such a name are doubled.
void append_bson_name(std::string_view name, TextFlags flags, Bytes& out);

/// Appends `value` as an element. Integers are int64 always, so that the type of a field does not
/// depend on its values; big integers and decimals decimal128, or a text where they do not fit;
/// text with kBrokenText whose bytes are no UTF-8 is shown as in JSON (`\xE9`). Lists show kAbsent
/// as null, objects leave it out. `level`: that of the document around it, 1 for the outermost.
/// False: it is nested deeper than kBsonLevels, and what was appended is of no use.
[[nodiscard]] bool append_bson_element(std::string_view name, TextFlags name_flags, Value value,
                                       unsigned level, Bytes& out);

}  // namespace bdp
