#pragma once

#include <cstdint>
#include <optional>

#include "filters/date/zone.h"

namespace bdp::date_filter {

/// What a date's text says, field by field; a field of which it says nothing is not in `given`.
struct DateFields {
  enum Field : std::uint32_t {
    kEra = 1U << 0U,
    kCentury = 1U << 1U,
    kYear = 1U << 2U,
    kYearOfEra = 1U << 3U,
    kWeekYear = 1U << 4U,
    kMonth = 1U << 5U,
    kWeek = 1U << 6U,
    kDayOfYear = 1U << 7U,
    kDay = 1U << 8U,
    kWeekday = 1U << 9U,
    kHalfDay = 1U << 10U,
    kHour = 1U << 11U,
    kHourOfHalf = 1U << 12U,
    kOffset = 1U << 13U,
    kZone = 1U << 14U,
  };

  bool has(std::uint32_t fields) const { return (given & fields) != 0; }

  std::uint32_t given = 0;
  std::int64_t year = 0;  ///< Of the calendar, or of weeks.
  std::int64_t year_of_era = 0;
  std::int64_t century = 0;
  unsigned era = 1;
  unsigned month = 1;
  unsigned week = 1;
  unsigned day_of_year = 1;
  unsigned day = 1;
  unsigned weekday = 1;  ///< Monday is 1.
  unsigned half_day = 0;
  unsigned hour = 0;          ///< 0 to 23.
  unsigned hour_of_half = 0;  ///< 0 to 11.
  unsigned minute = 0;
  unsigned second = 0;
  std::int64_t millisecond = 0;  ///< More than 999 where hours or minutes have a fraction.
  std::int64_t offset = 0;       ///< Seconds east of UTC.
  Zone zone;
};

/// Seconds since 1970 of the local time that the fields mean, put together in Joda-Time's order:
/// large fields first, so that a weekday moves the date within its week. Nothing: there is no such
/// day or hour.
std::optional<std::int64_t> local_seconds(const DateFields& fields);

}  // namespace bdp::date_filter
