#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace bdp::lang {

/// Whose letters a pattern uses. They look alike: `YYYY` is the year of the era in Joda-Time and
/// the week year in java.time.
enum class DateDialect : std::uint8_t { kJoda, kJavaTime };

/// What one run of a pattern's letters stands for.
enum class DateItemKind : std::uint8_t {
  kLiteral,
  kEra,
  kCenturyOfEra,
  kYearOfEra,
  kYear,
  kWeekYear,  ///< ISO 8601: weeks begin on Monday, the first has at least 4 days.
  kWeekOfYear,
  kLocalWeekYear,  ///< United States: weeks begin on Sunday, the first has January 1.
  kLocalWeekOfYear,
  kLocalWeekOfMonth,
  kQuarter,
  kMonth,
  kDayOfYear,
  kDayOfMonth,
  kWeekdayOfMonth,  ///< 2: the second Tuesday, say.
  kModifiedJulianDay,
  kWeekday,       ///< Monday is 1.
  kLocalWeekday,  ///< Sunday is 1.
  kHalfDay,
  kDayPeriod,  ///< "in the morning"
  kHour0To11,
  kHour1To12,
  kHour0To23,
  kHour1To24,
  kMinute,
  kSecond,
  kFraction,  ///< `width` digits of the second, cut off.
  kNanoOfSecond,
  kMilliOfDay,
  kNanoOfDay,
  kZone,
};

/// How an item is written, as far as its kind leaves a choice.
enum class DateItemForm : std::uint8_t {
  kNumber,        ///< At least `width` digits.
  kSignedNumber,  ///< As kNumber; beyond `width` digits with a plus.
  kTwoDigits,     ///< The last two digits of a year.
  kShort,
  kFull,
  kNarrow,
  kZoneName,      ///< UTC
  kZoneLongName,  ///< Coordinated Universal Time
  kZoneId,        ///< Europe/Paris
  kZoneLetter,    ///< Z
  kOffsetHours,   ///< +00
  kOffset,        ///< +0000
  kOffsetColon,   ///< +00:00
  kOffsetOrZ,     ///< +00:00, Z for none.
  kOffsetGmt,     ///< GMT, GMT+1
};

/// One part of a date pattern.
struct DateItem {
  DateItemKind kind = DateItemKind::kLiteral;
  DateItemForm form = DateItemForm::kNumber;
  std::uint32_t width = 1;
  std::string text;  ///< Of literals.
};

/// Takes a pattern apart. kInvalid says what is wrong and where.
Result<std::vector<DateItem>> parse_date_pattern(std::string_view pattern, DateDialect dialect);

}  // namespace bdp::lang
