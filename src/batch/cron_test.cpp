#include "batch/cron.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "os/utc_text.h"

namespace bdp {
namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

/// A Wednesday.
constexpr std::chrono::sys_days kDay = std::chrono::sys_days(std::chrono::year(2026) / 11 / 25);

std::string after(std::string_view text, os::WallTime time) {
  const Result<Cron> cron = Cron::parse(text);
  if (!cron) return std::string(cron.error().message());
  const auto next = cron->after(time);
  return next ? os::utc_text(*next).substr(0, 16) : "never";
}

TEST(Cron, FindsTheNextMomentThatFits) {
  const os::WallTime noon = kDay + hours(12) + minutes(3) + seconds(30);
  EXPECT_EQ(after("* * * * *", noon), "2026-11-25T12:04");
  EXPECT_EQ(after("*/15 * * * *", noon), "2026-11-25T12:15");
  EXPECT_EQ(after("0 3 * * *", noon), "2026-11-26T03:00");
  EXPECT_EQ(after("30 9-17/4 * * mon-fri", noon), "2026-11-25T13:30");
  EXPECT_EQ(after("0 0 1 jan *", noon), "2027-01-01T00:00");
  EXPECT_EQ(after("0 12 29 2 *", noon), "2028-02-29T12:00");
  EXPECT_EQ(after("@hourly", noon), "2026-11-25T13:00");
  EXPECT_EQ(after("@weekly", noon), "2026-11-29T00:00");
  EXPECT_EQ(after("5/20 * * * *", noon), "2026-11-25T12:05");
}

TEST(Cron, IsNeverNow) {
  EXPECT_EQ(after("0 12 * * *", kDay + hours(12)), "2026-11-26T12:00");
}

TEST(Cron, TakesEitherDayWhenBothAreGiven) {
  // The 1st, or any Friday.
  EXPECT_EQ(after("0 0 1 * fri", kDay), "2026-11-27T00:00");
  EXPECT_EQ(after("0 0 1 * fri", kDay + days(3)), "2026-12-01T00:00");
}

TEST(Cron, KnowsSundayByBothNumbers) {
  EXPECT_EQ(after("0 0 * * 0", kDay), "2026-11-29T00:00");
  EXPECT_EQ(after("0 0 * * 7", kDay), "2026-11-29T00:00");
}

TEST(Cron, OfADayThatNeverComesNeverIs) {
  EXPECT_EQ(after("0 0 30 2 *", kDay), "never");
}

TEST(Cron, SaysWhatIsWrong) {
  using testing::HasSubstr;
  EXPECT_THAT(after("* * * *", kDay), HasSubstr("has 4 fields; write five fields"));
  EXPECT_THAT(after("60 * * * *", kDay), HasSubstr("'60' for the minute, which goes from 0 to 59"));
  EXPECT_THAT(after("* 5-3 * * *", kDay), HasSubstr("'5-3' for the hour"));
  EXPECT_THAT(after("* * * * funday", kDay), HasSubstr("'funday' for the day of the week"));
  EXPECT_THAT(after("*/0 * * * *", kDay), HasSubstr("'*/0' for the minute"));
  EXPECT_THAT(after("1,,2 * * * *", kDay), HasSubstr("'' for the minute"));
  EXPECT_THAT(after("", kDay), HasSubstr("has 0 fields"));
}

}  // namespace
}  // namespace bdp
