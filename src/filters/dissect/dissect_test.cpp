#include "filters/dissect/dissect.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "filters/dissect/decimal.h"
#include "filters/filter_run.h"

namespace bdp {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

TEST(Dissect, SetsNothingOfATextThatLacksADelimiter) {
  FilterRun run(R"(dissect { mapping => { "message" => "%{a} %{b};" } add_tag => ["cut"] })");
  EXPECT_THAT(run({R"({"message":"1 2;"})", R"({"message":"1 2"})", R"({"a":"x"})"}),
              ElementsAre(R"({"a":"1","b":"2","message":"1 2;","tags":["cut"]})",
                          R"({"message":"1 2","tags":["_dissectfailure"]})", R"({"a":"x"})"));
}

TEST(Dissect, AppendsToWhatTheEventBrings) {
  FilterRun run(R"(dissect { mapping => { "message" => "%{+a}-%{b}" } })");
  EXPECT_THAT(run({R"({"a":"old","message":"1-2"})", R"({"a":null,"message":"1-2"})"}),
              ElementsAre(R"({"a":"old 1","b":"2","message":"1-2"})",
                          R"({"a":null,"b":"2","message":"1-2","tags":["_dissectfailure"]})"));
}

TEST(Dissect, NamesAFieldByAFieldOfTheEvent) {
  FilterRun run(R"(dissect { mapping => { "message" => "%{&k}" } })");
  EXPECT_THAT(run({R"({"k":"[n][x]","message":"1"})", R"({"k":"a[","message":"1"})"}),
              ElementsAre(R"({"k":"[n][x]","message":"1","n":{"x":"1"}})",
                          R"({"k":"a[","message":"1","tags":["_dissectfailure"]})"));
}

TEST(Dissect, TakesRepeatedDelimitersInFrontOfTheText) {
  FilterRun run(R"(dissect { mapping => { "message" => "- %{a->} %{b}" } })");
  EXPECT_THAT(run({R"({"message":"- - 1   2"})"}),
              ElementsAre(R"({"a":"1","b":"2","message":"- - 1   2"})"));
}

TEST(Dissect, TagsWhatCannotBeConverted) {
  FilterRun run(R"(dissect { mapping => { "message" => "%{a},%{b}" }
                             convert_datatype => { "a" => "int" "b" => "float" } })");
  EXPECT_THAT(
      run({R"({"message":"1.9,1e5"})", R"({"message":"x,."})", R"({"message":"x"})"}),
      ElementsAre(R"({"a":1,"b":1E+5,"message":"1.9,1e5"})",
                  R"({"a":"x","b":".","message":"x,.","tags":[)"
                  R"("_dataconversionuncoercible_a_int","_dataconversionuncoercible_b_float"]})",
                  R"({"message":"x","tags":["_dissectfailure",)"
                  R"("_dataconversionnullvalue_a_int","_dataconversionnullvalue_b_float"]})"));
}

TEST(Dissect, ReadsDecimalsAsJavaDoes) {
  Arena arena;
  const auto text = [&](std::string_view number) {
    return std::string(dissect::parse_big_decimal(number, arena).as_text());
  };
  EXPECT_EQ(text("+00.10"), "0.10");
  EXPECT_EQ(text("-.5"), "-0.5");
  EXPECT_EQ(text("5."), "5");
  EXPECT_EQ(text("123.45e2"), "12345");
  EXPECT_EQ(text("0.0000001"), "1E-7");
  EXPECT_EQ(text("12e20"), "1.2E+21");
  EXPECT_EQ(text("-0"), "0");
  for (const char* wrong : {"", "-", ".", "1 ", "1e", "1e+-5", "0x1", "1e9999999999"}) {
    EXPECT_FALSE(dissect::parse_big_decimal(wrong, arena).present()) << wrong;
  }
}

TEST(Dissect, RefusesMistakesWithTheirPlace) {
  EXPECT_THAT(FilterRun(R"(dissect { mapping => { "m" => "%{}%{+}" } })").error(),
              HasSubstr("%{+} has no name; write %{+name}"));
  EXPECT_THAT(FilterRun(R"(dissect { mapping => { "m" => "abc" } })").error(),
              HasSubstr("there is no field in it"));
  EXPECT_THAT(FilterRun(R"(dissect { mapping => { "m" => "%{a} %{b" } })").error(),
              HasSubstr("'%{' is never closed by '}'"));
  EXPECT_THAT(FilterRun(R"(dissect { mapping => { "m" => "%{+&a}" } })").error(),
              HasSubstr("is both appended and indirect"));
  EXPECT_THAT(FilterRun(R"(dissect { convert_datatype => { "a" => "flaot" } })").error(),
              HasSubstr("cannot convert 'a' to 'flaot'; did you mean 'float'?"));
}

}  // namespace
}  // namespace bdp
