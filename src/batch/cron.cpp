#include "batch/cron.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <span>
#include <string>
#include <vector>

#include "base/split.h"

namespace bdp {
namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::minutes;

struct Field {
  std::string_view name;
  unsigned least;
  unsigned most;
  std::span<const std::string_view> names;  ///< Of the numbers from `least` on.
};

constexpr std::array<std::string_view, 12> kMonths = {"jan", "feb", "mar", "apr", "may", "jun",
                                                      "jul", "aug", "sep", "oct", "nov", "dec"};
constexpr std::array<std::string_view, 7> kWeekdays = {"sun", "mon", "tue", "wed",
                                                       "thu", "fri", "sat"};
constexpr std::array<Field, 5> kFields = {{{"minute", 0, 59, {}},
                                           {"hour", 0, 23, {}},
                                           {"day of the month", 1, 31, {}},
                                           {"month", 1, 12, kMonths},
                                           {"day of the week", 0, 7, kWeekdays}}};

struct Nickname {
  std::string_view name;
  std::string_view meaning;
};
constexpr std::array<Nickname, 6> kNicknames = {{{"@hourly", "0 * * * *"},
                                                 {"@daily", "0 0 * * *"},
                                                 {"@midnight", "0 0 * * *"},
                                                 {"@weekly", "0 0 * * 0"},
                                                 {"@monthly", "0 0 1 * *"},
                                                 {"@yearly", "0 0 1 1 *"}}};

constexpr std::string_view kForm =
    "; write five fields - minute, hour, day, month, day of the week - such as \"*/15 * * * *\", "
    "or "
    "@hourly, @daily, @weekly, @monthly, @yearly";

std::optional<unsigned> number_in(std::string_view text, const Field& field) {
  std::string small(text);
  std::ranges::transform(small, small.begin(), [](char c) {
    return static_cast<char>(c >= 'A' && c <= 'Z' ? c + 32 : c);
  });
  const auto named = std::ranges::find(field.names, small);
  if (named != field.names.end()) {
    return static_cast<unsigned>(named - field.names.begin()) + field.least;
  }
  unsigned number = 0;
  const auto [stop, problem] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (problem != std::errc() || stop != text.data() + text.size()) return std::nullopt;
  if (number < field.least || number > field.most) return std::nullopt;
  return number;
}

Result<std::uint64_t> bits_of(std::string_view text, const Field& field) {
  std::uint64_t bits = 0;
  for (const std::string_view part : split(text, ',')) {
    const std::size_t slash = part.find('/');
    const std::string_view range = part.substr(0, slash);
    unsigned step = 1;
    bool good = true;
    if (slash != std::string_view::npos) {
      const auto given = number_in(part.substr(slash + 1), {"step", 1, field.most, {}});
      good = given.has_value();
      step = given.value_or(1);
    }
    unsigned first = field.least;
    unsigned last = field.most;
    if (range != "*") {
      const std::size_t dash = range.find('-');
      const auto begin = number_in(range.substr(0, dash), field);
      const auto end = dash == std::string_view::npos
                           ? (slash == std::string_view::npos ? begin : std::optional(field.most))
                           : number_in(range.substr(dash + 1), field);
      good = good && begin && end && *begin <= *end;
      first = begin.value_or(first);
      last = end.value_or(last);
    }
    if (!good) {
      return Error(Code::kInvalid, "has '" + std::string(part) + "' for the " +
                                       std::string(field.name) + ", which goes from " +
                                       std::to_string(field.least) + " to " +
                                       std::to_string(field.most) + std::string(kForm));
    }
    for (unsigned n = first; n <= last; n += step) bits |= std::uint64_t{1} << n;
  }
  return bits;
}

bool has(std::uint64_t bits, unsigned number) {
  return (bits >> number & 1U) != 0;
}

}  // namespace

Result<Cron> Cron::parse(std::string_view text) {
  for (const Nickname& nickname : kNicknames) {
    if (nickname.name == text) text = nickname.meaning;
  }
  std::vector<std::string_view> parts = split(text, ' ');
  std::erase(parts, "");
  if (parts.size() != kFields.size()) {
    return Error(Code::kInvalid, "is '" + std::string(text) + "', which has " +
                                     std::to_string(parts.size()) + " fields" + std::string(kForm));
  }
  std::array<std::uint64_t, kFields.size()> bits{};
  for (std::size_t i = 0; i < bits.size(); ++i) {
    TRY_ASSIGN(bits[i], bits_of(parts[i], kFields[i]));
  }
  Cron cron;
  cron.minutes_ = bits[0];
  cron.hours_ = bits[1];
  cron.days_ = bits[2];
  cron.months_ = bits[3];
  // Both 0 and 7 are Sunday.
  cron.weekdays_ = bits[4] | (has(bits[4], 7) ? 1U : 0U);
  cron.any_day_ = parts[2].starts_with('*');
  cron.any_weekday_ = parts[4].starts_with('*');
  return cron;
}

bool Cron::day_fits(std::chrono::sys_days day) const {
  const std::chrono::year_month_day date(day);
  if (!has(months_, static_cast<unsigned>(date.month()))) return false;
  const bool by_day = has(days_, static_cast<unsigned>(date.day()));
  const bool by_weekday = has(weekdays_, std::chrono::weekday(day).c_encoding());
  return any_day_ || any_weekday_ ? by_day && by_weekday : by_day || by_weekday;
}

std::optional<os::WallTime> Cron::after(os::WallTime time) const {
  constexpr days kHorizon{5 * 366};
  const auto begin = std::chrono::floor<minutes>(time) + minutes(1);
  const auto first_day = std::chrono::floor<days>(begin);
  for (auto day = first_day; day < first_day + kHorizon; day += days(1)) {
    if (!day_fits(day)) continue;
    for (unsigned hour = 0; hour < 24; ++hour) {
      if (!has(hours_, hour)) continue;
      for (unsigned minute = 0; minute < 60; ++minute) {
        const auto moment = day + hours(hour) + minutes(minute);
        if (has(minutes_, minute) && moment >= begin) return os::WallTime(moment);
      }
    }
  }
  return std::nullopt;
}

}  // namespace bdp
