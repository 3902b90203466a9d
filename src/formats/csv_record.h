#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "record/arena.h"

namespace bdp {

struct CsvDialect {
  std::string separator = ",";  ///< One or more characters.
  std::string quote = "\"";     ///< One character, of any number of bytes; empty: no quoting.
  /// More make the record malformed: a line of separators must not eat the memory.
  std::size_t max_fields = 16384;
};

struct CsvField {
  std::string_view text;
  bool quoted = false;
  /// `a,,b` has a missing field, `a,"",b` an empty one.
  bool missing() const { return text.empty() && !quoted; }
};

/// Why a text is no CSV record.
enum class CsvFault : std::uint8_t {
  kNone,
  kNoRow,  ///< An empty text.
  kUnclosedQuote,
  kTextAfterQuote,
  kQuoteInText,
  kNewLine,        ///< A line end outside quotes that is not the record's own.
  kSeparatorPart,  ///< A field begins with a part of a longer separator.
  kTooManyFields,
};

std::string_view describe(CsvFault fault);

/// Takes the first row of `text` apart exactly as the strict parser of Ruby's csv 3.2.5 does
/// (CSV.parse_line), which Logstash uses. LF, CR or CRLF ends a row: whichever comes first in the
/// text, inside quotes or not. A row of nothing but a line end has no fields.
/// `fields` is overwritten; they are views of `text`, or of `arena` where doubled quotes had to go.
CsvFault parse_csv_record(std::string_view text, const CsvDialect& dialect, Arena& arena,
                          std::vector<CsvField>& fields);

}  // namespace bdp
