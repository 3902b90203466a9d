#include "filters/date/format.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include "filters/date/epoch.h"
#include "filters/date/iso_reader.h"
#include "lang/civil_date.h"

namespace bdp::date_filter {
namespace {

using F = DateFields;
using lang::civil_of_days;
using lang::CivilDate;
using lang::days_of_civil;
using lang::divide_down;
using lang::kSecondsOfDay;

/// The seconds in UTC that local seconds are, in the zone that the text names, or else `zone`.
std::optional<std::int64_t> in_utc(std::int64_t local, const DateFields& fields, RowZone& zone) {
  if (fields.has(F::kOffset)) return local - fields.offset;
  if (fields.has(F::kZone)) {
    Zone::Stretch known;
    return fields.zone.to_utc(local, known);
  }
  return zone.zone.to_utc(local, zone.known);
}

std::optional<std::int64_t> in_milliseconds(std::optional<std::int64_t> utc,
                                            const DateFields& fields) {
  if (!utc) return std::nullopt;
  return *utc * 1000 + fields.millisecond;
}

/// The same month, day and time in another year; February 29 may become the 28th.
std::int64_t with_year(std::int64_t local, std::int64_t year) {
  const std::int64_t days = divide_down(local, kSecondsOfDay);
  CivilDate date = civil_of_days(days);
  date.year = year;
  if (date.month == 2 && date.day == 29 && !lang::is_leap_year(year)) date.day = 28;
  return days_of_civil(date) * kSecondsOfDay + (local - days * kSecondsOfDay);
}

/// The year of a date without one: the current, unless that is half a year away around New Year.
std::int64_t guessed_year(unsigned month) {
  const auto today = std::chrono::floor<std::chrono::days>(std::chrono::system_clock::now());
  const CivilDate now = civil_of_days(today.time_since_epoch().count());
  if (month == 12 && now.month == 1) return now.year - 1;
  if (month == 1 && now.month == 12) return now.year + 1;
  return now.year;
}

}  // namespace

Result<Format> Format::compile(std::string_view text, const std::shared_ptr<const Names>& names) {
  Format result;
  if (text == "ISO8601") {
    result.kind_ = Kind::kIso8601;
  } else if (text == "UNIX") {
    result.kind_ = Kind::kUnix;
  } else if (text == "UNIX_MS") {
    result.kind_ = Kind::kUnixMilliseconds;
  } else if (text == "TAI64N") {
    result.kind_ = Kind::kTai64n;
  } else {
    TRY_ASSIGN(result.pattern_, PatternReader::compile(text, names));
  }
  return result;
}

std::optional<std::int64_t> Format::read(Value value, RowZone& zone) const {
  if (kind_ == Kind::kUnix) return read_unix(value);
  if (kind_ == Kind::kUnixMilliseconds) return read_unix_milliseconds(value);
  if (!value.is(Tag::kText)) return std::nullopt;
  if (kind_ == Kind::kTai64n) return read_tai64n(value.as_text());
  if (kind_ == Kind::kPattern) return read_pattern(value.as_text(), zone);
  DateFields fields;
  if (!read_iso8601(value.as_text(), fields)) return std::nullopt;
  const auto local = local_seconds(fields);
  if (!local) return std::nullopt;
  return in_milliseconds(in_utc(*local, fields, zone), fields);
}

std::optional<std::int64_t> Format::read_pattern(std::string_view text, RowZone& zone) const {
  DateFields fields;
  if (!pattern_->read(text, fields)) return std::nullopt;
  auto local = local_seconds(fields);
  if (!local) return std::nullopt;
  if (pattern_->has_year()) return in_milliseconds(in_utc(*local, fields, zone), fields);
  if (pattern_->has_zone()) {
    const auto utc = in_utc(*local, fields, zone);
    if (!utc) return std::nullopt;
    local = zone.zone.to_local(*utc);
  }
  const unsigned month = civil_of_days(divide_down(*local, kSecondsOfDay)).month;
  const std::int64_t moved = with_year(*local, guessed_year(month));
  return in_milliseconds(zone.zone.to_utc(moved, zone.known), fields);
}

}  // namespace bdp::date_filter
