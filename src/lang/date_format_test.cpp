#include "lang/date_format.h"

#include <gtest/gtest.h>

#include <string>

#include "lang/civil_date.h"

namespace bdp::lang {
namespace {

Timestamp time_of(std::int64_t year, unsigned month, unsigned day, unsigned hour = 0,
                  unsigned minute = 0, unsigned second = 0, std::uint32_t nanoseconds = 0) {
  return {days_of_civil({year, month, day}) * kSecondsOfDay + hour * 3600 + minute * 60 + second,
          nanoseconds};
}

std::string written(std::string_view pattern, DateDialect dialect, Timestamp time) {
  const auto format = DateFormat::compile(pattern, dialect);
  if (!format) return std::string(format.error().message());
  std::string text(format->max_bytes(), '?');
  text.resize(static_cast<std::size_t>(format->write(text.data(), time) - text.data()));
  return text;
}

const Timestamp kTuesday = time_of(2024, 3, 5, 7, 8, 9, 123456789);

std::string joda(std::string_view pattern, Timestamp time = kTuesday) {
  return written(pattern, DateDialect::kJoda, time);
}
std::string java(std::string_view pattern, Timestamp time = kTuesday) {
  return written(pattern, DateDialect::kJavaTime, time);
}

TEST(CivilDate, GoesThereAndBack) {
  for (std::int64_t days = -1000000; days < 1000000; days += 7) {
    ASSERT_EQ(days_of_civil(civil_of_days(days)), days);
  }
  EXPECT_EQ(civil_of_days(-1), (CivilDate{1969, 12, 31}));
  EXPECT_EQ(weekday_of_days(0), 4U);
  EXPECT_EQ(weekday_of_days(-4), 0U);
  EXPECT_EQ(day_of_year({2024, 12, 31}), 366U);
}

TEST(JodaFormat, WritesEveryLetter) {
  EXPECT_EQ(joda("YYYY.MM.dd"), "2024.03.05");
  EXPECT_EQ(joda("yy"), "24");
  EXPECT_EQ(joda("yyyyy"), "02024");
  EXPECT_EQ(joda("HH:mm:ss.SSS"), "07:08:09.123");
  EXPECT_EQ(joda("S SS SSSSSS"), "1 12 123000");
  EXPECT_EQ(joda("hh:mm a"), "07:08 AM");
  EXPECT_EQ(joda("EEE EEEE e"), "Tue Tuesday 2");
  EXPECT_EQ(joda("M MM MMM MMMM"), "3 03 Mar March");
  EXPECT_EQ(joda("D DDD d s C G k H"), "65 065 5 9 20 AD 7 7");
  EXPECT_EQ(joda("Z ZZ ZZZ z zzzz"), "+0000 +00:00 UTC UTC Coordinated Universal Time");
  EXPECT_EQ(joda("yyyy-MM-dd'T'HH:mm:ss.SSSZ"), "2024-03-05T07:08:09.123+0000");
  EXPECT_EQ(joda("K h k H", time_of(2024, 3, 5, 0)), "0 12 24 0");
  EXPECT_EQ(joda("K h k H a", time_of(2024, 3, 5, 12)), "0 12 12 12 PM");
}

TEST(JodaFormat, TakesQuotedText) {
  EXPECT_EQ(joda("'at' HH"), "at 07");
  EXPECT_EQ(joda("'it''s' ''HH''"), "it's '07'");
  EXPECT_EQ(joda(" YYYY/"), " 2024/");
  EXPECT_EQ(joda("HH'open"), "07open");
  EXPECT_EQ(joda("''''"), "''");
  EXPECT_EQ(java("''''"), "'");
  EXPECT_EQ(java("'''a' ''"), "'a '");
  EXPECT_EQ(joda("'"), "date pattern ''', character 1: it is empty");
}

TEST(JodaFormat, KnowsWeekYears) {
  EXPECT_EQ(joda("xxxx.ww"), "2024.10");
  EXPECT_EQ(joda("YYYY.ww", time_of(2024, 12, 30)), "2024.01");
  EXPECT_EQ(joda("xxxx.ww", time_of(2021, 1, 3)), "2020.53");
  EXPECT_EQ(joda("xxxx.ww", time_of(2020, 2, 29)), "2020.09");
  EXPECT_EQ(joda("xx", time_of(2021, 1, 3)), "20");
}

TEST(JodaFormat, KnowsYearsBeforeChrist) {
  const Timestamp time = time_of(-44, 3, 15);
  EXPECT_EQ(joda("Y G", time), "45 BC");
  EXPECT_EQ(joda("y yyyyy", time), "-44 -00044");
}

TEST(JodaFormat, RefusesOtherLetters) {
  EXPECT_EQ(joda("epoch"),
            "date pattern 'epoch', character 2: 'p' stands for nothing; put text between quotes: "
            "'text'");
  for (const char* pattern : {"q", "u", "L", "A", "n", "X", "b"}) {
    EXPECT_FALSE(DateFormat::compile(pattern, DateDialect::kJoda)) << pattern;
  }
}

TEST(JavaTimeFormat, WritesEveryLetter) {
  EXPECT_EQ(java("yyyy.MM.dd"), "2024.03.05");
  EXPECT_EQ(java("uu y"), "24 2024");
  EXPECT_EQ(java("yyyy-MM-dd'T'HH:mm:ss.SSSX"), "2024-03-05T07:08:09.123Z");
  EXPECT_EQ(java("SSSSSSSSS n N A"), "123456789 123456789 25689123456789 25689123");
  EXPECT_EQ(java("G GGGG GGGGG"), "AD Anno Domini A");
  EXPECT_EQ(java("q QQ QQQ QQQQ QQQQQ"), "1 01 Q1 1st quarter 1");
  EXPECT_EQ(java("M LL MMM LLLL MMMMM"), "3 03 Mar March M");
  EXPECT_EQ(java("E EEEE EEEEE e ee eee c cccc"), "Tue Tuesday T 3 03 Tue 3 Tuesday");
  EXPECT_EQ(java("D DDD d F g"), "65 065 5 1 60374");
  EXPECT_EQ(java("a h K k"), "AM 7 7 7");
  EXPECT_EQ(java("B"), "in the morning");
  EXPECT_EQ(java("x xx xxx xxxx xxxxx X XXX"), "+00 +0000 +00:00 +0000 +00:00 Z Z");
  EXPECT_EQ(java("Z ZZZZ ZZZZZ O OOOO z zzzz VV v"), "+0000 GMT Z GMT GMT Z Z Z Z");
  EXPECT_EQ(java(""), "");
  EXPECT_EQ(java("[HH][mm]"), "0708");
}

TEST(JavaTimeFormat, HasWeeksOfTheUnitedStates) {
  EXPECT_EQ(java("YYYY w W", time_of(1999, 12, 31)), "2000 1 5");
  EXPECT_EQ(java("YYYY ww", time_of(2024, 12, 30)), "2025 01");
  EXPECT_EQ(java("YY w", time_of(2021, 1, 3)), "21 2");
  EXPECT_EQ(java("w"), "10");
}

TEST(JavaTimeFormat, WritesYearsBeyondFourDigits) {
  EXPECT_EQ(java("uuuu", time_of(12024, 1, 1)), "+12024");
  EXPECT_EQ(java("u", time_of(12024, 1, 1)), "12024");
  EXPECT_EQ(java("uuuu yyyy G", time_of(-44, 1, 1)), "-0044 0045 BC");
}

TEST(JavaTimeFormat, RefusesBadPatterns) {
  EXPECT_EQ(java("HH'x"), "date pattern 'HH'x', character 3: the quote is never closed");
  EXPECT_EQ(java("HH]"), "date pattern 'HH]', character 3: ']' closes no '['");
  EXPECT_EQ(java("{"), "date pattern '{', character 1: '{' is reserved; put it between quotes");
  for (const char* pattern :
       {"C",  "b",      "ddd", "HHH",        "aa",          "www",   "WW",          "DDDD",
        "cc", "MMMMMM", "V",   "SSSSSSSSSS", "uuuuuuuuuuu", "zzzzz", "uuuuuuuuuuu", "XXXXXX",
        "OO", "#",      "I",   "J"}) {
    EXPECT_FALSE(DateFormat::compile(pattern, DateDialect::kJavaTime)) << pattern;
  }
}

}  // namespace
}  // namespace bdp::lang
