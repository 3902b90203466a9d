#include "filters/date/zone.h"

#include <date/tz.h>

#include <exception>

namespace bdp::date_filter {
namespace {

using std::chrono::seconds;

/// Two digits that write at most `most`.
bool take_two_digits(std::string_view& text, std::int64_t most, std::int64_t& number) {
  if (text.size() < 2 || text[0] < '0' || text[0] > '9' || text[1] < '0' || text[1] > '9') {
    return false;
  }
  number = (text[0] - '0') * 10 + (text[1] - '0');
  text.remove_prefix(2);
  return number <= most;
}

bool is_digit(std::string_view text) {
  return !text.empty() && text.front() >= '0' && text.front() <= '9';
}

const ::date::time_zone* locate(std::string_view id) {
  try {
    return ::date::locate_zone(std::string(id));
  } catch (const std::exception&) {
    return nullptr;
  }
}

}  // namespace

std::optional<Zone> Zone::find(std::string_view id) {
  if (id == "UTC" || id == "Z") return Zone();
  std::string_view rest = id;
  for (const std::string_view prefix : {"UTC", "GMT", "UT"}) {
    if (!rest.starts_with(prefix) || rest.size() == prefix.size()) continue;
    rest.remove_prefix(prefix.size());
    break;
  }
  if (rest.starts_with('+') || rest.starts_with('-')) {
    std::int64_t offset = 0;
    if (!take_offset(rest, offset) || !rest.empty()) return std::nullopt;
    return of_offset(offset);
  }
  const ::date::time_zone* const zone = locate(id);
  if (zone == nullptr) return std::nullopt;
  return Zone(zone, 0);
}

std::optional<std::int64_t> Zone::look_up(std::int64_t local, Stretch& known) const {
  const auto info = zone_->get_info(::date::local_seconds(seconds(local)));
  if (info.result == ::date::local_info::nonexistent) return std::nullopt;
  known = {info.first.begin.time_since_epoch().count(), info.first.end.time_since_epoch().count(),
           info.first.offset.count()};
  return local - known.offset;
}

std::int64_t Zone::to_local(std::int64_t utc) const {
  if (zone_ == nullptr) return utc + offset_;
  return utc + zone_->get_info(::date::sys_seconds(seconds(utc))).offset.count();
}

bool take_offset(std::string_view& text, std::int64_t& offset) {
  if (text.starts_with('Z') || text.starts_with('z')) {
    text.remove_prefix(1);
    offset = 0;
    return true;
  }
  const bool east = text.starts_with('+');
  if (!east && !text.starts_with('-')) return false;
  text.remove_prefix(1);
  std::int64_t number = 0;
  if (!take_two_digits(text, 23, number)) return false;
  offset = number * 3600;
  const bool colons = text.starts_with(':');
  for (const std::int64_t unit : {60, 1}) {
    if (colons ? !text.starts_with(':') : !is_digit(text)) break;
    if (colons) text.remove_prefix(1);
    if (!take_two_digits(text, 59, number)) return false;
    offset += number * unit;
  }
  if (!east) offset = -offset;
  return true;
}

}  // namespace bdp::date_filter
