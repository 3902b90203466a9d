#pragma once

#include <cstdint>

namespace bdp::lang {

/// A day of the Gregorian calendar, also before its invention. Year 0 is 1 BC.
struct CivilDate {
  std::int64_t year = 1970;
  unsigned month = 1;  ///< 1 to 12.
  unsigned day = 1;    ///< 1 to 31.
  friend bool operator==(const CivilDate&, const CivilDate&) = default;
};

inline constexpr std::int64_t kSecondsOfDay = 86400;

/// The quotient rounded down.
constexpr std::int64_t divide_down(std::int64_t number, std::int64_t by) {
  return number / by - (number % by < 0 ? 1 : 0);
}

// Days are counted from 1970-01-01. The arithmetic is Howard Hinnant's, in eras of 400 years that
// begin on March 1.

constexpr std::int64_t days_of_civil(CivilDate date) {
  const std::int64_t year = date.year - (date.month <= 2 ? 1 : 0);
  const std::int64_t era = divide_down(year, 400);
  const std::int64_t year_of_era = year - era * 400;
  const std::int64_t month = date.month > 2 ? date.month - 3 : date.month + 9;
  const std::int64_t day_of_year = (153 * month + 2) / 5 + date.day - 1;
  const std::int64_t day_of_era =
      year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
  return era * 146097 + day_of_era - 719468;
}

constexpr CivilDate civil_of_days(std::int64_t days) {
  days += 719468;
  const std::int64_t era = divide_down(days, 146097);
  const std::int64_t day_of_era = days - era * 146097;
  const std::int64_t year_of_era =
      (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
  const std::int64_t day_of_year =
      day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  const std::int64_t month = (5 * day_of_year + 2) / 153;
  const auto day = static_cast<unsigned>(day_of_year - (153 * month + 2) / 5 + 1);
  const auto civil_month = static_cast<unsigned>(month < 10 ? month + 3 : month - 9);
  return {year_of_era + era * 400 + (civil_month <= 2 ? 1 : 0), civil_month, day};
}

/// 0 is Sunday.
constexpr unsigned weekday_of_days(std::int64_t days) {
  return static_cast<unsigned>(days + 4 - divide_down(days + 4, 7) * 7);
}

constexpr bool is_leap_year(std::int64_t year) {
  return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

/// 1 to 366.
constexpr unsigned day_of_year(CivilDate date) {
  return static_cast<unsigned>(days_of_civil(date) - days_of_civil({date.year, 1, 1}) + 1);
}

/// A week and the year it belongs to, which near January 1 is not the day's own.
struct YearWeek {
  std::int64_t year;
  unsigned week;  ///< From 1.
};

/// Weeks that begin on `first_weekday` (0 is Sunday); the first of a year is the first with at
/// least `minimal_days` days in it. ISO 8601: Monday and 4. The United States: Sunday and 1.
constexpr YearWeek week_of_days(std::int64_t days, unsigned first_weekday, unsigned minimal_days) {
  // The week belongs to the year that its decisive day, the minimal_days-th from its end, lies in.
  const std::int64_t into_week = (weekday_of_days(days) + 7 - first_weekday) % 7;
  const std::int64_t decisive = days - into_week + 7 - minimal_days;
  const CivilDate date = civil_of_days(decisive);
  return {date.year, (day_of_year(date) - 1) / 7 + 1};
}

}  // namespace bdp::lang
