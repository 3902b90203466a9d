#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "base/result.h"
#include "filters/date/pattern_reader.h"
#include "record/value.h"

namespace bdp::date_filter {

/// The zone of one row's dates, with what the last look-up in it found.
struct RowZone {
  Zone zone;
  Zone::Stretch known;
};

/// One of the formats of a date filter. Immutable.
class Format {
 public:
  /// kInvalid: neither a name (ISO8601, UNIX, UNIX_MS, TAI64N) nor a pattern.
  static Result<Format> compile(std::string_view text, const std::shared_ptr<const Names>& names);

  /// Milliseconds since 1970. Nothing: the value does not have this format. `zone` is that of
  /// dates that name none.
  std::optional<std::int64_t> read(Value value, RowZone& zone) const;

  /// Logstash reads it in UTC when the zone depends on the event.
  bool ignores_dynamic_zone() const { return kind_ != Kind::kPattern; }

 private:
  enum class Kind : std::uint8_t { kIso8601, kUnix, kUnixMilliseconds, kTai64n, kPattern };

  std::optional<std::int64_t> read_pattern(std::string_view text, RowZone& zone) const;

  Kind kind_ = Kind::kPattern;
  std::optional<PatternReader> pattern_;
};

}  // namespace bdp::date_filter
