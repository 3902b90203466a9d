#pragma once

#include <optional>
#include <string_view>

#include "record/value.h"

namespace bdp::csv {

/// What Ruby's csv makes of a text with its `date` converter: `2024-03-05`, `March 5, 2024`,
/// `Tue Mar 5 24`. Midnight UTC. Nothing: the text stays; so it does where Ruby would take what is
/// missing, the month say, from today.
std::optional<Timestamp> parse_date(std::string_view text);

/// The same for `date_time`: `2024-03-05[T10:11[:12[.345][+02:00]]]`, `Mar 5 10:11:12 2024`. Cut to
/// milliseconds.
std::optional<Timestamp> parse_date_time(std::string_view text);

}  // namespace bdp::csv
