#include "lang/date_format.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <utility>

#include "lang/civil_date.h"

namespace bdp::lang {
namespace {

using Kind = DateItemKind;
using Form = DateItemForm;

constexpr std::array<std::string_view, 12> kMonths = {
    "January", "February", "March",     "April",   "May",      "June",
    "July",    "August",   "September", "October", "November", "December"};
constexpr std::array<std::string_view, 7> kWeekdays = {"Sunday",   "Monday", "Tuesday", "Wednesday",
                                                       "Thursday", "Friday", "Saturday"};
constexpr std::array<std::string_view, 4> kQuarters = {"1st quarter", "2nd quarter", "3rd quarter",
                                                       "4th quarter"};

/// A point in time taken apart.
struct Parts {
  explicit Parts(Timestamp time)
      : days(divide_down(time.seconds, kSecondsOfDay)),
        date(civil_of_days(days)),
        second_of_day(static_cast<unsigned>(time.seconds - days * kSecondsOfDay)),
        nanoseconds(time.nanoseconds) {}

  unsigned hour() const { return second_of_day / 3600; }
  unsigned weekday() const { return weekday_of_days(days); }
  std::int64_t year_of_era() const { return date.year > 0 ? date.year : 1 - date.year; }
  std::int64_t local_week_of_month() const {
    // Weeks begin on Sunday: the first is the one with the first of the month in it.
    const unsigned first_weekday = weekday_of_days(days - date.day + 1);
    return (date.day - 1 + first_weekday) / 7 + 1;
  }

  std::int64_t days;
  CivilDate date;
  unsigned second_of_day;
  std::uint32_t nanoseconds;
};

std::int64_t number_of(Kind kind, const Parts& parts) {
  const unsigned hour = parts.hour();
  switch (kind) {
    case Kind::kCenturyOfEra:
      return parts.year_of_era() / 100;
    case Kind::kYearOfEra:
      return parts.year_of_era();
    case Kind::kYear:
      return parts.date.year;
    case Kind::kWeekYear:
      return week_of_days(parts.days, 1, 4).year;
    case Kind::kWeekOfYear:
      return week_of_days(parts.days, 1, 4).week;
    case Kind::kLocalWeekYear:
      return week_of_days(parts.days, 0, 1).year;
    case Kind::kLocalWeekOfYear:
      return week_of_days(parts.days, 0, 1).week;
    case Kind::kLocalWeekOfMonth:
      return parts.local_week_of_month();
    case Kind::kQuarter:
      return (parts.date.month + 2) / 3;
    case Kind::kMonth:
      return parts.date.month;
    case Kind::kDayOfYear:
      return day_of_year(parts.date);
    case Kind::kDayOfMonth:
      return parts.date.day;
    case Kind::kWeekdayOfMonth:
      return (parts.date.day - 1) / 7 + 1;
    case Kind::kModifiedJulianDay:
      return parts.days + 40587;
    case Kind::kWeekday:
      return parts.weekday() == 0 ? 7 : parts.weekday();
    case Kind::kLocalWeekday:
      return parts.weekday() + 1;
    case Kind::kHour0To11:
      return hour % 12;
    case Kind::kHour1To12:
      return hour % 12 == 0 ? 12 : hour % 12;
    case Kind::kHour0To23:
      return hour;
    case Kind::kHour1To24:
      return hour == 0 ? 24 : hour;
    case Kind::kMinute:
      return parts.second_of_day / 60 % 60;
    case Kind::kSecond:
      return parts.second_of_day % 60;
    case Kind::kNanoOfSecond:
      return parts.nanoseconds;
    case Kind::kMilliOfDay:
      return parts.second_of_day * 1000LL + parts.nanoseconds / 1000000;
    case Kind::kNanoOfDay:
      return parts.second_of_day * 1000000000LL + parts.nanoseconds;
    default:
      return 0;
  }
}

std::string_view shortened(std::string_view name, Form form) {
  if (form == Form::kFull) return name;
  return name.substr(0, form == Form::kNarrow ? 1 : 3);
}

std::string_view era(const Parts& parts, Form form) {
  const bool now = parts.date.year > 0;
  if (form == Form::kFull) return now ? "Anno Domini" : "Before Christ";
  return (now ? std::string_view("AD") : "BC").substr(0, form == Form::kNarrow ? 1 : 2);
}

std::string_view day_period(const Parts& parts, Form form) {
  const unsigned hour = parts.hour();
  const bool on_the_hour = parts.second_of_day / 60 % 60 == 0;
  if (hour == 0 && on_the_hour) return form == Form::kNarrow ? "mi" : "midnight";
  if (hour == 12 && on_the_hour) return form == Form::kNarrow ? "n" : "noon";
  if (hour < 6 || hour >= 21) return "at night";
  if (hour < 12) return "in the morning";
  return hour < 18 ? "in the afternoon" : "in the evening";
}

std::string_view quarter(const Parts& parts, Form form) {
  const std::string_view name = kQuarters[(parts.date.month - 1) / 3];
  static constexpr std::string_view kShort = "Q1Q2Q3Q4";
  if (form == Form::kFull) return name;
  if (form == Form::kNarrow) return name.substr(0, 1);
  return kShort.substr((parts.date.month - 1) / 3 * 2, 2);
}

std::string_view zone(Form form) {
  switch (form) {
    case Form::kZoneName:
    case Form::kZoneId:
      return "UTC";
    case Form::kZoneLongName:
      return "Coordinated Universal Time";
    case Form::kOffsetHours:
      return "+00";
    case Form::kOffset:
      return "+0000";
    case Form::kOffsetColon:
      return "+00:00";
    case Form::kOffsetGmt:
      return "GMT";
    default:
      return "Z";
  }
}

std::string_view text_of(const DateItem& item, const Parts& parts) {
  switch (item.kind) {
    case Kind::kLiteral:
      return item.text;
    case Kind::kEra:
      return era(parts, item.form);
    case Kind::kQuarter:
      return quarter(parts, item.form);
    case Kind::kMonth:
      return shortened(kMonths[parts.date.month - 1], item.form);
    case Kind::kWeekday:
      return shortened(kWeekdays[parts.weekday()], item.form);
    case Kind::kHalfDay:
      return parts.hour() < 12 ? "AM" : "PM";
    case Kind::kDayPeriod:
      return day_period(parts, item.form);
    default:
      return zone(item.form);
  }
}

char* write_text(char* to, std::string_view text) {
  std::memcpy(to, text.data(), text.size());
  return to + text.size();
}

char* write_number(char* to, std::int64_t number, const DateItem& item) {
  if (item.form == Form::kTwoDigits) {
    const auto last = static_cast<unsigned>(std::abs(number) % 100);
    *to++ = static_cast<char>('0' + last / 10);
    *to++ = static_cast<char>('0' + last % 10);
    return to;
  }
  char digits[24];
  const char* end = std::to_chars(digits, digits + sizeof digits, std::abs(number)).ptr;
  const auto size = static_cast<std::size_t>(end - digits);
  if (number < 0) *to++ = '-';
  if (number > 0 && item.form == Form::kSignedNumber && size > item.width) *to++ = '+';
  for (std::size_t i = size; i < item.width; ++i) *to++ = '0';
  return write_text(to, {digits, size});
}

char* write_fraction(char* to, std::uint32_t nanoseconds, std::uint32_t width) {
  std::uint32_t place = 100000000;
  for (std::uint32_t i = 0; i < width; ++i, place /= 10) {
    *to++ = place == 0 ? '0' : static_cast<char>('0' + nanoseconds / place % 10);
  }
  return to;
}

bool is_number(Form form) {
  return form == Form::kNumber || form == Form::kSignedNumber || form == Form::kTwoDigits;
}

}  // namespace

Result<DateFormat> DateFormat::compile(std::string_view pattern, DateDialect dialect) {
  DateFormat format;
  TRY_ASSIGN(format.items_, parse_date_pattern(pattern, dialect));
  constexpr std::size_t kLongest = 32;
  for (const DateItem& item : format.items_) {
    format.max_bytes_ += std::max<std::size_t>(item.text.size(), item.width) + kLongest;
  }
  format.milliseconds_only_ = dialect == DateDialect::kJoda;
  return format;
}

char* DateFormat::write(char* to, Timestamp time) const {
  if (milliseconds_only_) time.nanoseconds -= time.nanoseconds % 1000000;
  const Parts parts(time);
  for (const DateItem& item : items_) {
    if (item.kind == Kind::kFraction) {
      to = write_fraction(to, parts.nanoseconds, item.width);
    } else if (item.kind != Kind::kLiteral && is_number(item.form)) {
      to = write_number(to, number_of(item.kind, parts), item);
    } else {
      to = write_text(to, text_of(item, parts));
    }
  }
  return to;
}

}  // namespace bdp::lang
