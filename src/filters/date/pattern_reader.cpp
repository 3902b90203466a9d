#include "filters/date/pattern_reader.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <string>
#include <utility>

#include "lang/civil_date.h"

namespace bdp::date_filter {
namespace {

using F = DateFields;
using Kind = lang::DateItemKind;
using Form = lang::DateItemForm;

constexpr std::size_t kLongestZoneId = 64;

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

/// Its text is digits.
bool is_numeric(const lang::DateItem& item) {
  switch (item.kind) {
    case Kind::kLiteral:
    case Kind::kEra:
    case Kind::kHalfDay:
    case Kind::kZone:
      return false;
    default:
      return item.form == Form::kNumber || item.form == Form::kTwoDigits;
  }
}

bool is_year(Kind kind) {
  return kind == Kind::kYear || kind == Kind::kYearOfEra || kind == Kind::kWeekYear;
}

/// Takes up to `most` digits. False: there is none.
bool take_digits(std::string_view& text, std::size_t most, std::int64_t& number) {
  const std::size_t room = std::min(most, text.size());
  std::size_t size = 0;
  number = 0;
  while (size < room && is_digit(text[size])) number = number * 10 + (text[size++] - '0');
  text.remove_prefix(size);
  return size > 0;
}

char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
}

bool take_literal(std::string_view literal, std::string_view& text) {
  if (!text.starts_with(literal)) {
    if (text.size() < literal.size()) return false;
    for (std::size_t i = 0; i < literal.size(); ++i) {
      if (lower(text[i]) != lower(literal[i])) return false;
    }
  }
  text.remove_prefix(literal.size());
  return true;
}

/// Digits behind the point; those beyond milliseconds are read and left out.
void take_fraction(std::size_t most, std::string_view& text, DateFields& fields) {
  static constexpr std::int64_t kWeights[] = {100, 10, 1};
  fields.millisecond = 0;
  std::size_t size = 0;
  for (; size < most && size < text.size() && is_digit(text[size]); ++size) {
    if (size < 3) fields.millisecond += (text[size] - '0') * kWeights[size];
  }
  text.remove_prefix(size);
}

/// The few short names of zones that Joda-Time reads. In this order: EST is no prefix of another.
bool take_zone_name(std::string_view& text, DateFields& fields) {
  struct Name {
    std::string_view name;
    std::string_view id;
  };
  static constexpr Name kNames[] = {
      {"UTC", "UTC"},
      {"UT", "UTC"},
      {"GMT", "UTC"},
      {"EST", "America/New_York"},
      {"EDT", "America/New_York"},
      {"CST", "America/Chicago"},
      {"CDT", "America/Chicago"},
      {"MST", "America/Denver"},
      {"MDT", "America/Denver"},
      {"PST", "America/Los_Angeles"},
      {"PDT", "America/Los_Angeles"},
  };
  static const auto zones_of_names = [] {
    std::array<Zone, std::size(kNames)> zones;
    for (std::size_t i = 0; i < zones.size(); ++i) {
      zones[i] = Zone::find(kNames[i].id).value_or(Zone());
    }
    return zones;
  }();
  for (std::size_t i = 0; i < zones_of_names.size(); ++i) {
    if (!text.starts_with(kNames[i].name)) continue;
    text.remove_prefix(kNames[i].name.size());
    fields.zone = zones_of_names[i];
    fields.given |= F::kZone;
    return true;
  }
  return false;
}

/// The longest id of a zone that the text begins with.
bool take_zone_id(std::string_view& text, DateFields& fields) {
  std::size_t size = 0;
  while (size < std::min(text.size(), kLongestZoneId) &&
         (is_digit(text[size]) || (lower(text[size]) >= 'a' && lower(text[size]) <= 'z') ||
          std::string_view("/_+-:").find(text[size]) != std::string_view::npos)) {
    ++size;
  }
  for (; size > 0; --size) {
    const auto zone = Zone::find(text.substr(0, size));
    if (!zone) continue;
    fields.zone = *zone;
    fields.given |= F::kZone;
    text.remove_prefix(size);
    return true;
  }
  return false;
}

bool take_zone(Form form, std::string_view& text, DateFields& fields) {
  if (form == Form::kZoneName) return take_zone_name(text, fields);
  if (form == Form::kZoneId) return take_zone_id(text, fields);
  fields.given |= F::kOffset;
  return take_offset(text, fields.offset);
}

}  // namespace

Result<PatternReader> PatternReader::compile(std::string_view pattern,
                                             std::shared_ptr<const Names> names) {
  PatternReader result;
  result.names_ = std::move(names);
  result.has_year_ = pattern.find_first_of("yY") != std::string_view::npos;
  result.has_zone_ = pattern.find('Z') != std::string_view::npos;
  const auto now = std::chrono::floor<std::chrono::days>(std::chrono::system_clock::now());
  result.two_digit_pivot_ = lang::civil_of_days(now.time_since_epoch().count()).year - 30;
  TRY_ASSIGN(std::vector<lang::DateItem> items,
             lang::parse_date_pattern(pattern, lang::DateDialect::kJoda));
  const bool has_era =
      std::ranges::any_of(items, [](const auto& item) { return item.kind == Kind::kEra; });
  for (std::size_t i = 0; i < items.size(); ++i) {
    const bool before_number = i + 1 < items.size() && is_numeric(items[i + 1]);
    Step step{.item = std::move(items[i])};
    lang::DateItem& item = step.item;
    if (item.form == Form::kZoneLongName) {
      return Error(Code::kInvalid, "date pattern '" + std::string(pattern) +
                                       "': zzzz can only be written; use z, Z or ZZZ");
    }
    if (is_year(item.kind)) {
      step.may_be_signed = item.kind != Kind::kYearOfEra;
      step.exactly_two = item.form == Form::kTwoDigits && before_number;
      step.most_digits = before_number ? std::min(item.width, 9U) : 9;
      if (item.kind == Kind::kYearOfEra && !has_era) item.kind = Kind::kYear;
    } else if (item.kind == Kind::kDayOfYear) {
      step.most_digits = 3;
    } else if (item.kind == Kind::kWeekday) {
      step.most_digits = 1;
    } else if (item.kind == Kind::kFraction || item.kind == Kind::kCenturyOfEra) {
      step.most_digits = std::min(item.width, 9U);
    }
    result.steps_.push_back(std::move(step));
  }
  return result;
}

bool PatternReader::read(std::string_view text, DateFields& fields) const {
  for (const Step& step : steps_) {
    bool taken = true;
    switch (step.item.kind) {
      case Kind::kLiteral:
        taken = take_literal(step.item.text, text);
        break;
      case Kind::kFraction:
        take_fraction(step.item.width, text, fields);
        break;
      case Kind::kZone:
        taken = take_zone(step.item.form, text, fields);
        break;
      case Kind::kYear:
      case Kind::kYearOfEra:
      case Kind::kWeekYear:
        taken = take_year(step, text, fields);
        break;
      default:
        taken =
            is_numeric(step.item) ? take_number(step, text, fields) : take_text(step, text, fields);
    }
    if (!taken) return false;
  }
  return text.empty();
}

bool PatternReader::take_number(const Step& step, std::string_view& text,
                                DateFields& fields) const {
  std::int64_t number = 0;
  if (!take_digits(text, step.most_digits, number)) return false;
  const auto small = static_cast<unsigned>(number);
  const auto give = [&](F::Field field, unsigned& into, unsigned value) {
    into = value;
    fields.given |= field;
    return true;
  };
  switch (step.item.kind) {
    case Kind::kCenturyOfEra:
      fields.century = number;
      fields.given |= F::kCentury;
      return true;
    case Kind::kMonth:
      return give(F::kMonth, fields.month, small);
    case Kind::kWeekOfYear:
      return give(F::kWeek, fields.week, small);
    case Kind::kDayOfYear:
      return give(F::kDayOfYear, fields.day_of_year, small);
    case Kind::kDayOfMonth:
      return give(F::kDay, fields.day, small);
    case Kind::kWeekday:
      return give(F::kWeekday, fields.weekday, small);
    case Kind::kHour0To23:
      return give(F::kHour, fields.hour, small);
    case Kind::kHour1To24:
      if (small < 1 || small > 24) return false;
      return give(F::kHour, fields.hour, small % 24);
    case Kind::kHour0To11:
      return give(F::kHourOfHalf, fields.hour_of_half, small);
    case Kind::kHour1To12:
      if (small < 1 || small > 12) return false;
      return give(F::kHourOfHalf, fields.hour_of_half, small % 12);
    case Kind::kMinute:
      fields.minute = small;
      return true;
    case Kind::kSecond:
      fields.second = small;
      return true;
    default:
      return false;
  }
}

bool PatternReader::take_year(const Step& step, std::string_view& text, DateFields& fields) const {
  const std::size_t before = text.size();
  bool negative = false;
  bool has_sign = false;
  if (step.may_be_signed && text.size() > 1 && (text.front() == '-' || text.front() == '+') &&
      is_digit(text[1]) && !step.exactly_two) {
    negative = text.front() == '-';
    has_sign = true;
    text.remove_prefix(1);
  }
  std::int64_t year = 0;
  if (!take_digits(text, step.exactly_two ? 2 : step.most_digits, year)) return false;
  if (step.item.form == Form::kTwoDigits) {
    const bool two = before - text.size() == 2 && !has_sign;
    if (step.exactly_two && !two) return false;
    if (two) {
      // The year nearest to the pivot that ends so.
      const std::int64_t low = two_digit_pivot_ - 50;
      year = low + ((year - low) % 100 + 100) % 100;
    }
  }
  if (negative) year = -year;
  if (step.item.kind == Kind::kYearOfEra) {
    fields.year_of_era = year;
    fields.given |= F::kYearOfEra;
  } else {
    fields.year = year;
    fields.given |= step.item.kind == Kind::kYear ? F::kYear : F::kWeekYear;
  }
  return true;
}

bool PatternReader::take_text(const Step& step, std::string_view& text, DateFields& fields) const {
  switch (step.item.kind) {
    case Kind::kMonth:
      fields.given |= F::kMonth;
      return names_->months.take(text, fields.month);
    case Kind::kWeekday:
      fields.given |= F::kWeekday;
      return names_->weekdays.take(text, fields.weekday);
    case Kind::kHalfDay:
      fields.given |= F::kHalfDay;
      return names_->half_days.take(text, fields.half_day);
    case Kind::kEra:
      fields.given |= F::kEra;
      return names_->eras.take(text, fields.era);
    default:
      return false;
  }
}

}  // namespace bdp::date_filter
