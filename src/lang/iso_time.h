#pragma once

#include <optional>
#include <string_view>

#include "record/value.h"

namespace bdp::lang {

/// The point in time that an event's `@timestamp` gives as text: `2024-01-02T03:04:05.678Z`. The
/// seconds, their fraction (up to nine digits, behind a point or a comma) and the offset (`Z`,
/// `+02`, `+0200`, `+02:00`, with seconds too) may be missing; no offset is UTC.
std::optional<Timestamp> parse_iso_time(std::string_view text);

}  // namespace bdp::lang
