#include "filters/csv/ruby_date.h"

#include <charconv>
#include <chrono>
#include <cstdint>
#include <string>
#include <utility>

#include "base/check.h"
#include "lang/regex.h"

namespace bdp::csv {
namespace {

using lang::Found;
using lang::Match;
using lang::Regex;
using lang::Subject;

constexpr std::string_view kMonths[] = {"jan", "feb", "mar", "apr", "may", "jun",
                                        "jul", "aug", "sep", "oct", "nov", "dec"};
#define BDP_MONTH "(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)"

Regex compiled(std::string_view pattern) {
  lang::RegexOptions options;
  options.ignore_case = true;
  auto regex = Regex::compile(pattern, options);
  CHECK(regex.has_value());
  return *std::move(regex);
}

/// What decides whether a text is tried at all, and how Ruby then finds day, month and year in it:
/// first as the world writes them, `5 March 2024`, then as America does, `March 5, 2024`.
struct Patterns {
  Regex date = compiled(R"(\A(?:(?:\w+,?\s+)?\w+\s+\d{1,2},?\s+\d{2,4})\z)");
  Regex date_time =
      compiled(R"(\A(?:\w+,?\s+)?\w+\s+\d{1,2}(\s+(\d{1,2}):(\d{1,2}):(\d{1,2})),?\s+\d{2,4}\z)");
  Regex day_first =
      compiled(R"((\d+)[^-\d\s]*\s*)" BDP_MONTH R"([^-\d\s']*(?:\s*(\d+)(st\b|nd\b|rd\b|th\b)?)?)");
  Regex month_first =
      compiled(R"(\b)" BDP_MONTH R"([^-\d\s']*\s*(\d+)[^-\d\s']*(?:\s*,?\s*(\d+))?)");
  Regex iso = compiled(R"(\A(\d{4})-(\d{2})-(\d{2}))"
                       R"((?:[T\s](\d{2}):(\d{2})(?::(\d{2})(?:\.(\d+))?)"
                       R"((?:([+-])(\d{2}):(\d{2})|Z)?)?)?\z)");
};
#undef BDP_MONTH

const Patterns& patterns() {
  static const Patterns all;
  return all;
}

int number_of(std::string_view digits) {
  int number = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), number);
  return number;
}

int month_of(std::string_view name) {
  for (std::size_t i = 0; i < std::size(kMonths); ++i) {
    const std::string_view month = kMonths[i];
    if ((name[0] | 0x20) == month[0] && (name[1] | 0x20) == month[1] &&
        (name[2] | 0x20) == month[2]) {
      return static_cast<int>(i) + 1;
    }
  }
  return 0;
}

/// Days since 1970-01-01. Nothing: there is no such day.
std::optional<std::int64_t> day_number(int year, int month, int day) {
  const std::chrono::year_month_day date{std::chrono::year(year),
                                         std::chrono::month(static_cast<unsigned>(month)),
                                         std::chrono::day(static_cast<unsigned>(day))};
  if (!date.ok()) return std::nullopt;
  return std::chrono::sys_days(date).time_since_epoch().count();
}

/// The day that a text names with a month in letters.
std::optional<std::int64_t> day_with_month_name(std::string_view text) {
  const Subject subject(text);
  Match match;
  std::string_view day;
  std::string_view year;
  int month = 0;
  if (patterns().day_first.search(subject, match) == Found::kMatch) {
    day = *match.group(1);
    month = month_of(*match.group(2));
    year = match.group(3).value_or("");
    if (match.group(4)) std::swap(day, year);
  } else if (patterns().month_first.search(subject, match) == Found::kMatch) {
    month = month_of(*match.group(1));
    day = *match.group(2);
    year = match.group(3).value_or("");
  } else {
    return std::nullopt;
  }
  if (day.size() > 2) std::swap(day, year);
  if (day.empty() || year.empty() || year.size() > 4) return std::nullopt;
  int full_year = number_of(year);
  if (year.size() <= 2) full_year += full_year >= 69 ? 1900 : 2000;
  return day_number(full_year, month, number_of(day));
}

std::optional<Timestamp> at(std::optional<std::int64_t> day, int hour, int minute, int second,
                            std::uint32_t milliseconds, int offset) {
  if (!day || minute > 59 || second > 60) return std::nullopt;
  if (hour > 24 || (hour == 24 && (minute > 0 || second > 0))) return std::nullopt;
  if (second == 60) second = 59;
  return Timestamp{*day * 86400 + hour * 3600 + minute * 60 + second - offset,
                   milliseconds * 1000000};
}

std::optional<Timestamp> parse_iso(const Match& match) {
  const auto part = [&](std::uint32_t group) {
    return number_of(match.group(group).value_or("0"));
  };
  int offset = part(9) * 3600 + part(10) * 60;
  if (part(9) > 23 || part(10) > 59) return std::nullopt;
  if (match.group(8) == "-") offset = -offset;
  std::string fraction(match.group(7).value_or(""));
  fraction.resize(3, '0');
  return at(day_number(part(1), part(2), part(3)), part(4), part(5), part(6),
            static_cast<std::uint32_t>(number_of(fraction)), offset);
}

}  // namespace

std::optional<Timestamp> parse_date(std::string_view text) {
  const Subject subject(text);
  Match match;
  if (text.size() == 10 && patterns().iso.search(subject, match) == Found::kMatch) {
    return parse_iso(match);
  }
  if (patterns().date.search(subject) != Found::kMatch) return std::nullopt;
  return at(day_with_month_name(text), 0, 0, 0, 0, 0);
}

std::optional<Timestamp> parse_date_time(std::string_view text) {
  const Subject subject(text);
  Match match;
  if (patterns().iso.search(subject, match) == Found::kMatch) return parse_iso(match);
  if (patterns().date_time.search(subject, match) != Found::kMatch) return std::nullopt;
  const int hour = number_of(*match.group(2));
  const int minute = number_of(*match.group(3));
  const int second = number_of(*match.group(4));
  // Ruby takes the time out before it looks for the day.
  const std::string_view time = *match.group(1);
  std::string rest(text);
  rest.replace(static_cast<std::size_t>(time.data() - text.data()), time.size(), " ");
  return at(day_with_month_name(rest), hour, minute, second, 0, 0);
}

}  // namespace bdp::csv
