#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "base/result.h"
#include "os/clock.h"

namespace bdp {

/// A schedule as crontab(5) writes it: minute, hour, day of the month, month, day of the week; each
/// `*`, numbers, ranges, lists and steps (`*/5`, `1-5`, `0,30`), months and days by their English
/// names, and @hourly, @daily, @weekly, @monthly, @yearly. Days restricted both ways count when
/// either fits. Times are UTC.
class Cron {
 public:
  /// An error goes on after the name of what holds the text.
  static Result<Cron> parse(std::string_view text);

  /// The first moment after `time`; nothing: never within five years (30 February).
  std::optional<os::WallTime> after(os::WallTime time) const;

 private:
  bool day_fits(std::chrono::sys_days day) const;

  std::uint64_t minutes_ = 0;  ///< A bit a number.
  std::uint64_t hours_ = 0;
  std::uint64_t days_ = 0;
  std::uint64_t months_ = 0;
  std::uint64_t weekdays_ = 0;
  bool any_day_ = true;
  bool any_weekday_ = true;
};

}  // namespace bdp
