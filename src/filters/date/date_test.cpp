#include "filters/date/date.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "filters/filter_run.h"

namespace bdp {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

/// What the filter makes of a text by one format; "-" when it refuses it.
std::string read(const std::string& format, const std::string& text,
                 const std::string& options = "") {
  FilterRun run(R"(date { match => ["m", ")" + format + R"("] target => "t" )" + options + "}");
  EXPECT_EQ(run.error(), "");
  run({R"({"m":")" + text + R"("})"});
  const std::string event = run.event(0);
  const std::size_t at = event.find(R"("t":")");
  return at == std::string::npos ? "-" : event.substr(at + 5, event.find('"', at + 5) - at - 5);
}

TEST(Date, ReadsAsManyDigitsAsJodaDoes) {
  EXPECT_EQ(read("yyyy-MM-dd HH:mm:ss.SSS", "2024-3-5 7:8:9.5"), "2024-03-05T07:08:09.500Z");
  EXPECT_EQ(read("yyyyMMdd", "20240305"), "2024-03-05T00:00:00.000Z");
  EXPECT_EQ(read("yyMMdd", "240305"), "2024-03-05T00:00:00.000Z");
  EXPECT_EQ(read("yyMMdd", "20240305"), "-");
  EXPECT_EQ(read("yyyyyyyyyyyyyyyyyyyyMM", "99999999999999999999"), "-");
  EXPECT_EQ(read("yyyy", "-5"), "-0005-01-01T00:00:00.000Z");
  EXPECT_EQ(read("yyyy-MM-dd", "2024-03-05x"), "-");
}

TEST(Date, RefusesDaysAndHoursThatThereAreNot) {
  for (const char* text : {"2023-02-29 00", "2024-04-31 00", "2024-00-01 00", "2024-01-01 24"}) {
    EXPECT_EQ(read("yyyy-MM-dd HH", text), "-") << text;
  }
  EXPECT_EQ(read("yyyy DDD", "2023 366"), "-");
  EXPECT_EQ(read("xxxx ww", "2023 53"), "-");
  EXPECT_EQ(read("kk:mm yyyy", "24:00 2024"), "2024-01-01T00:00:00.000Z");
  EXPECT_EQ(read("hh a yyyy", "00 AM 2024"), "-");
}

TEST(Date, ReadsOffsetsAndZones) {
  EXPECT_EQ(read("yyyy-MM-dd HH:mm Z", "2024-03-05 07:08 Z"), "2024-03-05T07:08:00.000Z");
  EXPECT_EQ(read("yyyy-MM-dd HH:mm ZZ", "2024-03-05 07:08 -05:30"), "2024-03-05T12:38:00.000Z");
  EXPECT_EQ(read("yyyy-MM-dd HH:mm Z", "2024-03-05 07:08 +24"), "-");
  EXPECT_EQ(read("yyyy-MM-dd HH ZZZ", "2024-07-05 07 Europe/Paris"), "2024-07-05T05:00:00.000Z");
  EXPECT_EQ(read("yyyy-MM-dd HH z", "2024-07-05 07 PDT"), "2024-07-05T14:00:00.000Z");
}

TEST(Date, KnowsWhenClocksChange) {
  const std::string paris = R"(timezone => "Europe/Paris")";
  EXPECT_EQ(read("yyyy-MM-dd HH:mm", "2024-03-31 01:59", paris), "2024-03-31T00:59:00.000Z");
  EXPECT_EQ(read("yyyy-MM-dd HH:mm", "2024-03-31 02:00", paris), "-");
  EXPECT_EQ(read("yyyy-MM-dd HH:mm", "2024-03-31 03:00", paris), "2024-03-31T01:00:00.000Z");
  EXPECT_EQ(read("yyyy-MM-dd HH:mm", "2024-10-27 02:30", paris), "2024-10-27T00:30:00.000Z");
}

TEST(Date, KnowsWhenClocksChangeFromRowToRow) {
  FilterRun run(
      R"(date { match => ["m", "yyyy-MM-dd HH"] timezone => "Europe/Paris" target => "m" })");
  EXPECT_THAT(
      run({R"({"m":"2024-01-05 07"})", R"({"m":"2024-07-05 07"})", R"({"m":"2024-03-31 02"})",
           R"({"m":"2024-01-05 08"})"}),
      ElementsAre(R"({"m":"2024-01-05T06:00:00.000Z"})", R"({"m":"2024-07-05T05:00:00.000Z"})",
                  R"({"m":"2024-03-31 02","tags":["_dateparsefailure"]})",
                  R"({"m":"2024-01-05T07:00:00.000Z"})"));
}

TEST(Date, ReadsPartsOfIsoDates) {
  EXPECT_EQ(read("ISO8601", "2024-03-05T07:08.5Z"), "2024-03-05T07:08:30.000Z");
  EXPECT_EQ(read("ISO8601", "2024-03-05T07.25"), "2024-03-05T07:15:00.000Z");
  EXPECT_EQ(read("ISO8601", "2024-065"), "2024-03-05T00:00:00.000Z");
  EXPECT_EQ(read("ISO8601", "2024-03-05t07:08:09z"), "2024-03-05T07:08:09.000Z");
  EXPECT_EQ(read("ISO8601", "2024-03-05T+01:00"), "2024-03-04T23:00:00.000Z");
  EXPECT_EQ(read("ISO8601", "20240305T070809Z"), "-");
  EXPECT_EQ(read("ISO8601", "2024-03-05Z"), "-");
}

TEST(Date, ReadsNamesOfOtherLanguages) {
  EXPECT_EQ(read("dd MMMM yyyy", "05 AOÛT 2024", R"(locale => "fr")"), "2024-08-05T00:00:00.000Z");
  EXPECT_EQ(read("EEE dd MMM yyyy", "Di. 05 März 2024", R"(locale => "de_DE")"),
            "2024-03-05T00:00:00.000Z");
  EXPECT_EQ(read("dd MMM yyyy", "05 Mar 2024", R"(locale => "xx")"), "2024-03-05T00:00:00.000Z");
}

TEST(Date, TakesTheZoneFromTheEvent) {
  FilterRun run(R"(date { match => ["m", "yyyy-MM-dd"] timezone => "%{tz}" target => "m" })");
  EXPECT_THAT(run({R"({"m":"2024-03-05","tz":"+02:00"})", R"({"m":"2024-03-05","tz":"Mars"})"}),
              ElementsAre(R"({"m":"2024-03-04T22:00:00.000Z","tz":"+02:00"})",
                          R"({"m":"2024-03-05","tags":["_dateparsefailure"],"tz":"Mars"})"));
}

TEST(Date, RefusesTai64nThatIsNone) {
  EXPECT_EQ(read("TAI64N", "@4000000052f88ea32489532c"), "2014-02-10T08:32:25.612Z");
  EXPECT_EQ(read("TAI64N", "4000000052f88ea3248953"), "-");
  EXPECT_EQ(read("TAI64N", "4000000052f88ea32489532g"), "-");
}

TEST(Date, RefusesMistakesWithTheirPlace) {
  EXPECT_THAT(FilterRun(R"(date { match => ["a"] })").error(),
              HasSubstr("write the field and at least one format"));
  EXPECT_THAT(FilterRun(R"(date { match => ["a", "yyyy-bb"] })").error(),
              HasSubstr("character 6: 'bb' stands for nothing"));
  EXPECT_THAT(FilterRun(R"(date { match => ["a", "zzzz"] })").error(),
              HasSubstr("zzzz can only be written"));
  EXPECT_THAT(FilterRun(R"(date { match => ["a", "UNIX"] timezone => "Europe/Prais" })").error(),
              HasSubstr("there is no time zone 'Europe/Prais'"));
}

}  // namespace
}  // namespace bdp
