#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"

namespace bdp {

/// Where a run delivers to, as `--to` says it.
struct SinkTarget {
  enum class Kind : std::uint8_t {
    kSqlite,          ///< `sqlite:PATH#TABLE`
    kNdjsonFile,      ///< `ndjson:PATH`
    kStandardOutput,  ///< `ndjson:-`
    kNull,            ///< `null:`
  };
  Kind kind = Kind::kNull;
  std::string path;   ///< Absolute.
  std::string table;  ///< Of kSqlite.

  /// A run into it can be continued after a crash.
  bool resumable() const { return kind == Kind::kSqlite || kind == Kind::kNdjsonFile; }
  /// The same for the same output, however it was written.
  std::string text() const;
};

/// `default_table` stands in for a missing `#TABLE`. kInvalid: what is wrong and what there is.
Result<SinkTarget> parse_sink_target(std::string_view text, std::string_view default_table);

}  // namespace bdp
