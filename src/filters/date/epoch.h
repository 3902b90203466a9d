#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "record/value.h"

namespace bdp::date_filter {

// Milliseconds since 1970 of what Logstash's numeric formats read. Nothing: it refuses the value.

/// `UNIX`: seconds, up to 2^31 - 1, of whose fraction three digits count.
std::optional<std::int64_t> read_unix(Value value);
/// `UNIX_MS`: milliseconds.
std::optional<std::int64_t> read_unix_milliseconds(Value value);
/// `TAI64N`: 24 hexadecimal digits, perhaps with an @ before them; of leap seconds only the ten
/// from before 1972 count, as in Logstash.
std::optional<std::int64_t> read_tai64n(std::string_view text);

}  // namespace bdp::date_filter
