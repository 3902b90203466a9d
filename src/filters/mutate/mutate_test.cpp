#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "filters/filter_run.h"

namespace bdp {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

TEST(Mutate, TagsTheRowsThatFailAndGoesOnWithTheOthers) {
  FilterRun run(
      R"(mutate { convert => { "n" => "integer" } uppercase => ["s"] add_tag => ["ok"] })");
  EXPECT_THAT(run({R"({"n":"1","s":"a"})", R"({"n":"x","s":"a"})", R"({"n":"3","s":"a"})",
                   R"({"n":"","s":"a"})"}),
              ElementsAre(R"({"n":1,"s":"A","tags":["ok"]})",
                          R"({"n":"x","s":"a","tags":["_mutate_error"]})",
                          R"({"n":3,"s":"A","tags":["ok"]})",
                          R"({"n":"","s":"a","tags":["_mutate_error"]})"));
}

TEST(Mutate, TellsAColumnOfNumbersFromOneWithRowsLeft) {
  FilterRun run(R"(mutate { convert => { "n" => "integer" } })");
  run({R"({"n":"1"})", R"({"n":"2"})"});
  const Slot n = *run.batch().find("n");
  EXPECT_EQ(run.batch().column(n).tags(), tag_bit(Tag::kInt));
  run.on_rows({R"({"n":"1"})", R"({"n":"2"})"}, {1});
  EXPECT_EQ(run.event(0), R"({"n":"1"})");
  EXPECT_EQ(run.event(1), R"({"n":2})");
}

TEST(Mutate, ConvertsNumbersOfEveryForm) {
  FilterRun run(R"(mutate { convert => { "i" => "integer" "f" => "float" "e" => "float_eu" } })");
  EXPECT_THAT(
      run({R"({"i":"-123456789012345678","f":"0.72887880462586729","e":"1.234,5"})",
           R"({"i":"12345678901234567890","f":"-1e3","e":"7"})", R"({"i":" 1,000 ","f":"+.5"})",
           R"({"i":true,"f":12345678901234567890,"e":false})"}),
      ElementsAre(R"({"e":1234.5,"f":0.7288788046258673,"i":-123456789012345678})",
                  R"({"e":7.0,"f":-1000.0,"i":12345678901234567890})", R"({"f":0.5,"i":1000})",
                  R"({"e":0.0,"f":1.2345678901234567E19,"i":1})"));
}

TEST(Mutate, ConvertsAColumnThatIsTheSameInEveryRow) {
  FilterRun run(R"(mutate { convert => { "n" => "integer" "l" => "integer" } })");
  run.fill("n", R"("5")");
  run.fill("l", R"(["1"])");
  EXPECT_THAT(run.on_rows({"{}", "{}"}, {1}), ElementsAre(R"({"l":[1],"n":5})"));
  EXPECT_EQ(run.event(0), R"({"l":["1"],"n":"5"})");
}

TEST(Mutate, KeepsAListWhoseItemsDoNotAllConvert) {
  FilterRun run(R"(mutate { convert => { "l" => "integer" } })");
  EXPECT_THAT(run({R"({"l":["1","x"]})", R"({"l":["1",null,{"a":1}]})"}),
              ElementsAre(R"({"l":["1","x"],"tags":["_mutate_error"]})",
                          R"({"l":["1",null,{"a":1}],"tags":["_mutate_error"]})"));
}

TEST(Mutate, RenamesAWholeColumnOntoAnEmptyOne) {
  FilterRun run(R"(mutate { rename => { "a" => "b" } })");
  EXPECT_THAT(run({R"({"a":1})", R"({"a":null})", R"({"c":1})"}),
              ElementsAre(R"({"b":1})", R"({"b":null})", R"({"c":1})"));
}

TEST(Mutate, RenamesRowByRowOntoAFieldThatIsThere) {
  FilterRun run(R"(mutate { rename => { "a" => "b" } })");
  EXPECT_THAT(run({R"({"a":1,"b":2})", R"({"b":3})"}), ElementsAre(R"({"b":1})", R"({"b":3})"));
  EXPECT_THAT(run.on_rows({R"({"a":1})", R"({"a":2})"}, {1}), ElementsAre(R"({"b":2})"));
  EXPECT_EQ(run.event(0), R"({"a":1})");
}

TEST(Mutate, RenamesAFieldThatIsTheSameInEveryRow) {
  FilterRun run(R"(mutate { rename => { "host" => "[h][name]" "path" => "p" } })");
  run.fill("host", R"({"n":"x"})");
  run.fill("path", R"("/a")");
  EXPECT_THAT(run({"{}", "{}"}), ElementsAre(R"({"h":{"name":{"n":"x"}},"p":"/a"})",
                                             R"({"h":{"name":{"n":"x"}},"p":"/a"})"));
}

TEST(Mutate, RenamingAFieldToItselfChangesNothing) {
  FilterRun run(R"(mutate { rename => { "[a]" => "a" "a" => "a" } })");
  EXPECT_THAT(run({R"({"a":1})"}), ElementsAre(R"({"a":1})"));
}

TEST(Mutate, RenamesByNamesThatDependOnTheRow) {
  FilterRun run(R"(mutate { rename => { "%{k}" => "new_%{k}" } })");
  EXPECT_THAT(run({R"({"k":"a","a":1})", R"({"k":"b","b":2})", R"({"a":3})"}),
              ElementsAre(R"({"k":"a","new_a":1})", R"({"k":"b","new_b":2})", R"({"a":3})"));
}

TEST(Mutate, ReplacesWithATextOrWithWhatTheRowHas) {
  FilterRun run(
      R"(mutate { replace => { "a" => "x" "b" => "%{n}!" "c" => 5.50 "d" => ["e", 1] } })");
  EXPECT_THAT(run({R"({"n":1,"a":7})", R"({"n":"y"})"}),
              ElementsAre(R"({"a":"x","b":"1!","c":"5.5","d":"[\"e\", 1]","n":1})",
                          R"({"a":"x","b":"y!","c":"5.5","d":"[\"e\", 1]","n":"y"})"));
}

TEST(Mutate, ReplacesInSelectedRowsOnly) {
  FilterRun run(R"(mutate { replace => { "a" => "x" } })");
  EXPECT_THAT(run.on_rows({R"({"a":1})", R"({"a":2})"}, {0}), ElementsAre(R"({"a":"x"})"));
  EXPECT_EQ(run.event(1), R"({"a":2})");
}

TEST(Mutate, ReplacesByARegexThatDependsOnTheRow) {
  FilterRun run(R"(mutate { gsub => ["a", "%{k}+", "<%{k}>"] })");
  EXPECT_THAT(run({R"({"a":"xxyx","k":"x"})", R"({"a":"xxyx","k":"y"})", R"({"a":"xxyx","k":"("})",
                   R"({"a":["xx",1],"k":"x"})"}),
              ElementsAre(R"({"a":"<x>y<x>","k":"x"})", R"({"a":"xx<y>x","k":"y"})",
                          R"({"a":"xxyx","k":"(","tags":["_mutate_error"]})",
                          R"({"a":["<x>",1],"k":"x"})"));
}

TEST(Mutate, MergesManySourcesIntoAList) {
  FilterRun run(R"(mutate { merge => { "d" => ["s", "t"] } })");
  EXPECT_THAT(
      run({R"({"d":["a"],"s":"b","t":["c"]})", R"({"d":"a","s":"b","t":"c"})",
           R"({"d":{"x":1},"s":{"y":2},"t":{"x":3}})", R"({"d":{"x":1},"s":"b"})"}),
      ElementsAre(R"({"d":["a","b","c"],"s":"b","t":["c"]})", R"({"d":["a","c"],"s":"b","t":"c"})",
                  R"({"d":{"x":3,"y":2},"s":{"y":2},"t":{"x":3}})", R"({"d":{"x":1},"s":"b"})"));
}

TEST(Mutate, MergesAFieldWithItself) {
  FilterRun run(R"(mutate { merge => { "d" => "d" } })");
  EXPECT_THAT(run({R"({"d":["a"]})", R"({"d":{"x":1}})"}),
              ElementsAre(R"({"d":["a","a"]})", R"({"d":{"x":1}})"));
}

TEST(Mutate, CopiesShareNothing) {
  FilterRun run(R"(mutate { copy => { "a" => "b" } } mutate { replace => { "[b][x]" => "2" } })");
  EXPECT_THAT(run({R"({"a":{"x":"1"}})"}), ElementsAre(R"({"a":{"x":"1"},"b":{"x":"2"}})"));
}

TEST(Mutate, FailsEveryRowWhereTheReferenceIsNone) {
  for (const char* option :
       {R"(coerce => { "x[y]" => "1" })", R"(update => { "x[y]" => "1" })",
        R"(replace => { "x[y]" => "1" })", R"(convert => { "x[y]" => "integer" })",
        R"(gsub => ["x[y]", "a", "b"])", R"(uppercase => ["x[y]"])", R"(strip => ["x[y]"])",
        R"(split => { "x[y]" => "," })", R"(join => { "x[y]" => "," })",
        R"(merge => { "x[y]" => "a" })", R"(merge => { "a" => "x[y]" })",
        R"(copy => { "x[y]" => "b" })", R"(copy => { "a" => "x[y]" })",
        R"(rename => { "x[y]" => "b" })"}) {
    FilterRun run("mutate { " + std::string(option) + " }");
    EXPECT_THAT(run({R"({"a":1})"}), ElementsAre(R"({"a":1,"tags":["_mutate_error"]})")) << option;
  }
}

TEST(Mutate, TakesTheValueOutBeforeItFindsThatItCannotBeSet) {
  FilterRun run(R"(mutate { rename => { "a" => "x[y]" "b" => "[s][t]" } })");
  EXPECT_THAT(run({R"({"a":1})", R"({"b":1,"s":"scalar"})", R"({"c":1})"}),
              ElementsAre(R"({"tags":["_mutate_error"]})",
                          R"({"s":"scalar","tags":["_mutate_error"]})", R"({"c":1})"));
}

TEST(Mutate, HoldsToTheRulesOfSpecialFields) {
  FilterRun run(R"(mutate { convert => { "tags" => "integer" } tag_on_failure => "no" })");
  EXPECT_THAT(run({R"({"tags":["1"]})"}), ElementsAre(R"({"tags":["1","no"]})"));
}

TEST(Mutate, RefusesMistakesWithTheirPlace) {
  EXPECT_EQ(FilterRun(R"(mutate { convert => { "a" => "flaot" } })").error(),
            "test.conf:1:23: mutate cannot convert 'a' to 'flaot'; did you mean 'float'?");
  EXPECT_EQ(FilterRun(R"(mutate { convert => { "a" => "decimal" } })").error(),
            "test.conf:1:23: mutate cannot convert 'a' to 'decimal'; write string, integer, "
            "float, boolean, integer_eu or float_eu");
  EXPECT_EQ(FilterRun("mutate {\n  gsub => [\"a\", \"b\"] }").error(),
            "test.conf:2:11: mutate's gsub has 2 items; write field, pattern and replacement for "
            "each substitution");
  EXPECT_THAT(FilterRun(R"(mutate { gsub => ["a", "(", "x"] })").error(),
              HasSubstr("test.conf:1:18: mutate's gsub cannot use the pattern '(': "));
  EXPECT_THAT(FilterRun(R"(mutate { upper_case => ["a"] })").error(),
              HasSubstr("unknown filter option 'upper_case' of mutate; did you mean 'uppercase'?"));
}

}  // namespace
}  // namespace bdp
