#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "filters/filter_run.h"

namespace bdp {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

constexpr std::string_view kAbc = R"(csv { columns => ["a", "b", "c"] })";

TEST(Csv, SetsColumnsOfPlainAndOfQuotedRowsInOneBatch) {
  FilterRun run(kAbc);
  EXPECT_THAT(run({R"({"message":"1,2,3"})", R"({"message":"\"x,y\",,\"\""})"}),
              ElementsAre(R"({"a":"1","b":"2","c":"3","message":"1,2,3"})",
                          R"({"a":"x,y","b":null,"c":"","message":"\"x,y\",,\"\""})"));
}

TEST(Csv, LeavesAFieldThatTheRowHasNotAsItWas) {
  FilterRun run(kAbc);
  EXPECT_THAT(
      run({R"({"message":"1","b":"old"})", R"({"message":"1,2","b":7})"}),
      ElementsAre(R"({"a":"1","b":"old","message":"1"})", R"({"a":"1","b":"2","message":"1,2"})"));
}

TEST(Csv, LeavesRowsAloneThatAreNotSelected) {
  FilterRun run(kAbc);
  EXPECT_THAT(run.on_rows({R"({"message":"1,2"})", R"({"message":"3,4","a":"old"})"}, {0}),
              ElementsAre(R"({"a":"1","b":"2","message":"1,2"})"));
  EXPECT_EQ(run.event(1), R"({"a":"old","message":"3,4"})");
}

TEST(Csv, LeavesNothingOfAnEarlierBatchBehind) {
  FilterRun run(kAbc);
  run({R"({"message":"1,2,3"})", R"({"message":"4,5,6"})"});
  EXPECT_THAT(run({R"({"message":"7"})", R"({"message":"x\"y"})"}),
              ElementsAre(R"({"a":"7","message":"7"})",
                          R"({"message":"x\"y","tags":["_csvparsefailure"]})"));
}

TEST(Csv, ReadsASourceThatIsTheSameInEveryRow) {
  FilterRun run(kAbc);
  run.fill("message", R"("1,2")");
  EXPECT_THAT(run({"{}", "{}"}), ElementsAre(R"({"a":"1","b":"2","message":"1,2"})",
                                             R"({"a":"1","b":"2","message":"1,2"})"));
}

TEST(Csv, OverwritesItsOwnSource) {
  FilterRun run(R"(csv { columns => ["x", "message"] })");
  EXPECT_THAT(run({R"({"message":"1,2"})", R"({"message":"3"})"}),
              ElementsAre(R"({"message":"2","x":"1"})", R"({"message":"3","x":"3"})"));
}

TEST(Csv, LetsTheLastOfTwoColumnsWithOneNameWin) {
  FilterRun run(R"(csv { columns => ["a", "a"] })");
  EXPECT_THAT(run({R"({"message":"1,2"})", R"({"message":"3"})"}),
              ElementsAre(R"({"a":"2","message":"1,2"})", R"({"a":"3","message":"3"})"));
}

TEST(Csv, GeneratesNamesForRowsOfDifferentWidths) {
  FilterRun run(R"(csv { columns => ["a"] })");
  EXPECT_THAT(run({R"({"message":"1,2"})", R"({"message":"1,2,3"})", R"({"message":"1"})"}),
              ElementsAre(R"({"a":"1","column2":"2","message":"1,2"})",
                          R"({"a":"1","column2":"2","column3":"3","message":"1,2,3"})",
                          R"({"a":"1","message":"1"})"));
}

TEST(Csv, DropsValuesBeyondTheNamesWhenTold) {
  FilterRun run(R"(csv { columns => ["a"] autogenerate_column_names => false })");
  EXPECT_THAT(run({R"({"message":"1,2"})", R"({"message":"1,2,3"})", R"({"message":"\"4\",5"})"}),
              ElementsAre(R"({"a":"1","message":"1,2"})", R"({"a":"1","message":"1,2,3"})",
                          R"({"a":"4","message":"\"4\",5"})"));
}

TEST(Csv, SkipsEmptyColumnsInPlainRowsToo) {
  FilterRun run(R"(csv { columns => ["a", "b"] skip_empty_columns => true })");
  EXPECT_THAT(run({R"({"message":",2"})", R"({"message":"1,","b":"old"})"}),
              ElementsAre(R"({"b":"2","message":",2"})", R"({"a":"1","b":"old","message":"1,"})"));
}

TEST(Csv, ConvertsColumnsInPlace) {
  FilterRun run(R"(csv { columns => ["i", "f"] convert => { "i" => "integer" "f" => "float" } })");
  EXPECT_THAT(
      run({R"({"message":"12,1.5"})", R"({"message":"x,"})", R"({"message":"\"0x1F\",1"})"}),
      ElementsAre(R"({"f":1.5,"i":12,"message":"12,1.5"})", R"({"f":null,"i":"x","message":"x,"})",
                  R"({"f":1.0,"i":31,"message":"\"0x1F\",1"})"));
}

TEST(Csv, StopsARowAtABooleanThatIsNull) {
  FilterRun run(R"(csv { columns => ["a", "v", "w"] convert => { "v" => "boolean" } })");
  EXPECT_THAT(run({R"({"message":"1,,3"})", R"({"message":"1, TRUE ,3"})"}),
              ElementsAre(R"({"a":"1","message":"1,,3","tags":["_csvparsefailure"]})",
                          R"({"a":"1","message":"1, TRUE ,3","v":true,"w":"3"})"));
}

TEST(Csv, EndsRowsThatRepeatTheHeader) {
  FilterRun run(R"(csv { columns => ["a", "b"] skip_header => true })");
  EXPECT_THAT(run({R"({"message":"a,b"})", R"({"message":"1,2"})", R"({"message":"\"a\",b"})",
                   R"({"message":"a,b,c"})", R"({"message":"a"})"}),
              ElementsAre(R"({"a":"1","b":"2","message":"1,2"})",
                          R"({"a":"a","b":"b","column3":"c","message":"a,b,c"})",
                          R"({"a":"a","message":"a"})"));
}

TEST(Csv, LearnsItsColumnsOnceForAllBatches) {
  FilterRun run(R"(csv { autodetect_column_names => true })");
  EXPECT_TRUE(run.program().needs_order());
  EXPECT_THAT(run({R"({"message":"n,,s"})"}), ElementsAre());
  EXPECT_THAT(run({R"({"message":"1,2,3,4"})", R"({"message":"\"5\",6"})"}),
              ElementsAre(R"({"column2":"2","column4":"4","message":"1,2,3,4","n":"1","s":"3"})",
                          R"({"column2":"6","message":"\"5\",6","n":"5"})"));
}

TEST(Csv, SkipsTheLearntHeaderOfALaterFile) {
  FilterRun run(R"(csv { autodetect_column_names => true skip_header => true })");
  EXPECT_THAT(run({R"({"message":"n,s"})", R"({"message":"1,2"})", R"({"message":"n,s"})"}),
              ElementsAre(R"({"message":"1,2","n":"1","s":"2"})"));
}

TEST(Csv, NeedsNoOrderWhenItsColumnsAreGiven) {
  FilterRun run(R"(csv { autodetect_column_names => true columns => ["a"] })");
  EXPECT_FALSE(run.program().needs_order());
}

TEST(Csv, KeepsWhatIsKnownOfTheText) {
  FilterRun run(kAbc);
  run({R"({"message":"1,2,3"})", R"({"message":"é,2,3"})"});
  const Slot a = *run.batch().find("a");
  EXPECT_EQ(run.batch().at(a, 0).text_flags(), kPlainText);
  EXPECT_EQ(run.batch().at(a, 1).text_flags(), 0);
}

TEST(Csv, CommonOptionsAreForRowsWithCsvOnly) {
  FilterRun run(R"(csv { columns => ["a"] add_tag => ["ok"] })");
  EXPECT_THAT(
      run({R"({"message":"1"})", R"({"x":1})", R"({"message":null})", R"({"message":"\"2\""})"}),
      ElementsAre(R"({"a":"1","message":"1","tags":["ok"]})", R"({"x":1})", R"({"message":null})",
                  R"({"a":"2","message":"\"2\"","tags":["ok"]})"));
}

TEST(Csv, SurvivesARowOfSeparators) {
  FilterRun run(R"(csv { })");
  const std::string row = R"({"message":")" + std::string(100000, ',') + R"("})";
  EXPECT_THAT(run({row, R"({"message":"1"})"}),
              ElementsAre(HasSubstr("_csvparsefailure"), R"({"column1":"1","message":"1"})"));
}

TEST(Csv, RefusesMistakesWithTheirPlace) {
  EXPECT_EQ(FilterRun("csv {\n  convert => { \"v\" => \"intger\" } }").error(),
            "test.conf:2:16: csv cannot convert 'v' to 'intger'; did you mean 'integer'?");
  EXPECT_EQ(FilterRun("csv { convert => { \"v\" => \"string\" } }").error(),
            "test.conf:1:20: csv cannot convert 'v' to 'string'; write integer, float, date, "
            "date_time or boolean");
  EXPECT_EQ(FilterRun("csv { source => \"a[b]\" }").error(),
            "test.conf:1:17: 'a[b]' is not a field reference: a name stands outside the brackets; "
            "write name, [name] or [outer][inner]");
  EXPECT_THAT(FilterRun("csv { seperator => \";\" }").error(),
              HasSubstr("unknown filter option 'seperator' of csv; did you mean 'separator'?"));
}

}  // namespace
}  // namespace bdp
