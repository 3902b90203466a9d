#pragma once

#include <string_view>

#include "filters/date/date_fields.h"

namespace bdp::date_filter {

/// Reads what Logstash's date filter calls ISO8601: `2024-03-05T07:08:09.123+01:00` with any of
/// its smaller parts missing, dates by week (`2024-W10-2`) or day of year (`2024-065`), a time
/// alone, and with a blank between date and time when the seconds have a fraction.
bool read_iso8601(std::string_view text, DateFields& fields);

}  // namespace bdp::date_filter
