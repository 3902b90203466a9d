#include "filters/date/date_fields.h"

#include "lang/civil_date.h"

namespace bdp::date_filter {
namespace {

using lang::civil_of_days;
using lang::CivilDate;
using lang::days_of_civil;
using lang::is_leap_year;

constexpr std::int64_t kMostYear = 290'000'000;

unsigned days_of_month(std::int64_t year, unsigned month) {
  static constexpr unsigned kDays[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  return month == 2 && is_leap_year(year) ? 29 : kDays[month - 1];
}

/// The Monday that a year of weeks begins with.
std::int64_t first_monday(std::int64_t year) {
  const std::int64_t january_4 = days_of_civil({year, 1, 4});
  return january_4 - (lang::weekday_of_days(january_4) + 6) % 7;
}

std::int64_t monday_of(std::int64_t days) {
  return days - (lang::weekday_of_days(days) + 6) % 7;
}

/// The first day of the year that the text means; without a year 2000, for dates that are then
/// given theirs, or 1970, for times.
std::optional<std::int64_t> start_of_year(const DateFields& fields) {
  using F = DateFields;
  std::int64_t year = 1970;
  if (fields.has(F::kYear)) {
    year = fields.year;
  } else if (fields.has(F::kYearOfEra)) {
    if (fields.year_of_era < 1) return std::nullopt;
    year = fields.has(F::kEra) && fields.era == 0 ? 1 - fields.year_of_era : fields.year_of_era;
  } else if (fields.has(F::kMonth | F::kWeek | F::kDayOfYear | F::kDay | F::kWeekday) &&
             !fields.has(F::kEra | F::kCentury | F::kWeekYear)) {
    year = 2000;
  }
  if (fields.has(F::kCentury)) year = fields.century * 100 + year % 100;
  if (year < -kMostYear || year > kMostYear) return std::nullopt;
  if (!fields.has(F::kWeekYear)) return days_of_civil({year, 1, 1});
  if (fields.year < -kMostYear || fields.year > kMostYear) return std::nullopt;
  return first_monday(fields.year);
}

std::optional<std::int64_t> days_of(const DateFields& fields) {
  using F = DateFields;
  const auto start = start_of_year(fields);
  if (!start) return std::nullopt;
  std::int64_t days = *start;
  if (fields.has(F::kMonth)) {
    if (fields.month < 1 || fields.month > 12) return std::nullopt;
    days = days_of_civil({civil_of_days(days).year, fields.month, 1});
  }
  if (fields.has(F::kWeek)) {
    const std::int64_t year = lang::week_of_days(days, 1, 4).year;
    const std::int64_t monday = first_monday(year) + (std::int64_t{fields.week} - 1) * 7;
    if (fields.week < 1 || monday >= first_monday(year + 1)) return std::nullopt;
    days = monday;
  }
  if (fields.has(F::kDayOfYear)) {
    const std::int64_t year = civil_of_days(days).year;
    if (fields.day_of_year < 1 || fields.day_of_year > (is_leap_year(year) ? 366U : 365U)) {
      return std::nullopt;
    }
    days = days_of_civil({year, 1, 1}) + fields.day_of_year - 1;
  }
  if (fields.has(F::kDay)) {
    const CivilDate date = civil_of_days(days);
    if (fields.day < 1 || fields.day > days_of_month(date.year, date.month)) return std::nullopt;
    days = days_of_civil({date.year, date.month, fields.day});
  }
  if (fields.has(F::kWeekday)) {
    if (fields.weekday < 1 || fields.weekday > 7) return std::nullopt;
    days = monday_of(days) + fields.weekday - 1;
  }
  return days;
}

}  // namespace

std::optional<std::int64_t> local_seconds(const DateFields& fields) {
  using F = DateFields;
  std::int64_t days = 0;
  // Nearly all dates are of this kind.
  constexpr std::uint32_t kAnyDate = F::kEra | F::kCentury | F::kYear | F::kYearOfEra |
                                     F::kWeekYear | F::kMonth | F::kWeek | F::kDayOfYear | F::kDay |
                                     F::kWeekday;
  if ((fields.given & kAnyDate) == (F::kYear | F::kMonth | F::kDay)) {
    if (fields.month < 1 || fields.month > 12 || fields.year < -kMostYear ||
        fields.year > kMostYear || fields.day < 1 ||
        fields.day > days_of_month(fields.year, fields.month)) {
      return std::nullopt;
    }
    days = days_of_civil({fields.year, fields.month, fields.day});
  } else {
    const auto found = days_of(fields);
    if (!found) return std::nullopt;
    days = *found;
  }
  unsigned hour = fields.has(F::kHalfDay) ? fields.half_day * 12 : 0;
  if (fields.has(F::kHour)) hour = fields.hour;
  if (fields.has(F::kHourOfHalf)) hour = hour / 12 * 12 + fields.hour_of_half;
  if (hour > 23 || fields.hour_of_half > 11 || fields.minute > 59 || fields.second > 59) {
    return std::nullopt;
  }
  return days * lang::kSecondsOfDay + hour * 3600 + fields.minute * 60 + fields.second;
}

}  // namespace bdp::date_filter
