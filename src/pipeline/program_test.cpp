#include "pipeline/program.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "pipeline/filters_for_test.h"
#include "pipeline/vector_case.h"

namespace bdp {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

std::string error_of(std::string_view text) {
  Layout layout;
  const auto program = compile_program(text, "f", {}, kTestKinds, layout);
  return program ? "no error" : std::string(program.error().message());
}

/// Sends the events through the filter, in batches of one and all at once.
void expect_events(const std::string& filter, const std::string& in, const std::string& out) {
  VectorCase vector;
  vector.filter = filter;
  const auto events =
      parse_vector(R"({"name":"","filter":"","in":)" + in + R"(,"out":)" + out + "}");
  ASSERT_TRUE(events.has_value()) << events.error().message();
  vector.in = events->in;
  vector.out = events->out;
  for (const RowIndex batch_size : {1U, 4096U}) {
    const auto difference = run_vector(vector, kTestKinds, batch_size);
    EXPECT_FALSE(difference.has_value())
        << filter << "\nexpected " << difference->expected << "\ngot      " << difference->got;
  }
}

TEST(Program, RunsItsFiltersInTheOrderOfTheText) {
  expect_events("set { field => 'a' value => '1' } set { field => \"b\" }", R"([{"x":1},{"a":2}])",
                R"([{"x":1,"a":"1","b":"x y"},{"a":2,"b":"x y"}])");
}

TEST(Program, AnEmptyTextChangesNothing) {
  expect_events(" # nothing\n", R"([{"x":1}])", R"([{"x":1}])");
}

TEST(Program, KeepsTheOrderOfEventsOverBranches) {
  expect_events(
      "if [a] == 1 { set { field => 'r' value => '1' } }"
      "else if [a] == 2 { end { } } else { set { field => 'r' value => '3' } }",
      R"([{"a":3},{"a":1},{"a":2},{"a":1},{"a":3}])",
      R"([{"a":3,"r":"3"},{"a":1,"r":"1"},{"a":1,"r":"1"},{"a":3,"r":"3"}])");
}

TEST(Program, EvaluatesTheConditionsOfAChainOnce) {
  expect_events("if ![a] { set { field => 'a' } } else if [a] { set { field => 'b' } }",
                R"([{"x":1}])", R"([{"x":1,"a":"x y"}])");
}

TEST(Program, OfTheRowsOfOneEventThoseOfTheFirstBranchComeFirst) {
  expect_events("twin { } if [kind] == 'copy' { set { field => 'r' } }", R"([{"x":1},{"x":2}])",
                R"([{"x":1,"kind":"copy","r":"x y"},{"x":1},
                    {"x":2,"kind":"copy","r":"x y"},{"x":2}])");
}

TEST(Program, RejectsRowsWhoseConditionCannotBeEvaluated) {
  const auto layout = std::make_shared<Layout>();
  const Slot a = layout->add("a");
  const auto program = compile_program("\n  if [a] > 1 { end { } }", "f", {}, kTestKinds, *layout);
  ASSERT_TRUE(program.has_value());
  Batch batch(layout);
  batch.set_rows(3);
  batch.set(a, 0, Value::text("x"));
  batch.set(a, 1, Value::integer(1));
  batch.set(a, 2, Value::integer(2));
  Selection rows;
  select_all(batch, rows);
  const auto state = (*program)->new_state();
  (*program)->run(batch, rows, *state);
  EXPECT_THAT(rows, ElementsAre(1));
  ASSERT_EQ(batch.rejected().size(), 1U);
  EXPECT_EQ(batch.rejected()[0].row, 0U);
  EXPECT_THAT(std::string(batch.rejected()[0].reason.message()), HasSubstr("f:2:6: "));
}

TEST(Program, NamesTheNearestFilterAndOption) {
  EXPECT_EQ(error_of("sett { }"), "f:1:1: there is no filter 'sett'; did you mean 'set'?");
  EXPECT_EQ(error_of("set { field => \"a\"\n  vaule => \"b\" }"),
            "f:2:3: unknown filter option 'vaule' of set; did you mean 'value'?");
  EXPECT_THAT(error_of("filter { set { field => \"a\" } }"), HasSubstr("between its braces"));
}

TEST(Program, ReportsTheMistakesOfEveryBlockInOrder) {
  EXPECT_EQ(
      error_of("set { }\nset { field = 1 }\nif [a] < /x/ { nope { } }\nset { field => \"bad\" }"),
      "f:1:1: set needs the option 'field': the field\n"
      "f:2:13: expected '=>' after 'field', found '='\n"
      "f:3:4: '<' and '>' compare fields, texts and numbers\n"
      "f:3:16: there is no filter 'nope'\n"
      "f:4:16: 'bad' is bad");
}

TEST(Program, RefusesAnIdThatIsTaken) {
  EXPECT_EQ(
      error_of("set { field => \"a\" id => \"i\" } if [a] { set { field => \"a\" id => \"i\" } }"),
      "f:1:41: the id 'i' is that of the filter at 1:1 already; ids are unique");
}

TEST(CommonOptions, AreDoneInLogstashsOrder) {
  expect_events(
      "set { remove_tag => 'u' add_tag => ['t', 'u'] remove_field => 'x' add_field => { 'y' => "
      "'%{x}' } field => 'a' }",
      R"([{"x":1}])", R"([{"a":"x y","y":"1","tags":["t"]}])");
}

TEST(CommonOptions, AreDoneOnlyWhereTheFilterSucceeds) {
  expect_events("set { field => 'a' add_tag => 't' remove_field => 'x' }",
                R"([{"a":1,"x":1},{"x":1},{"a":2}])",
                R"([{"a":1,"x":1},{"a":"x y","tags":["t"]},{"a":2}])");
}

TEST(CommonOptions, AddFieldAppendsToWhatIsThere) {
  expect_events("set { field => 'a' add_field => { 'f' => ['1', 2.50] } }",
                R"([{"x":1},{"f":[0]},{"f":null},{"f":{"k":1}},{"f":"s"}])",
                R"([{"x":1,"a":"x y","f":["1","2.5"]},{"a":"x y","f":[0,"1","2.5"]},
                    {"a":"x y","f":["1","2.5"]},{"a":"x y","f":[["k",1],"1","2.5"]},
                    {"a":"x y","f":["s","1","2.5"]}])");
}

TEST(CommonOptions, AFailureGetsTheFiltersTagAndEndsTheOptionsOfItsRow) {
  expect_events(
      "set { field => 'a' add_field => { '[x][y]' => 'v' } add_tag => 't' remove_field => 'z' }",
      R"([{"x":1,"z":1},{"z":1}])",
      R"([{"a":"x y","x":1,"z":1,"tags":["_set_failed"]},{"a":"x y","x":{"y":"v"},"tags":["t"]}])");
  expect_events("set { field => 'a' remove_field => 'k[' }", R"([{"tags":["_set_failed"]}])",
                R"([{"a":"x y","tags":["_set_failed"]}])");
}

TEST(CommonOptions, TakeNamesAndTagsFromTheEvent) {
  expect_events(
      "set { field => 'a' add_field => { 'n_%{k}' => 'v' } remove_field => 'f_%{k}' add_tag => "
      "'t_%{k}' remove_tag => 'u_%{k}' }",
      R"([{"k":"q","f_q":1,"f_r":1,"tags":["u_q","u_r"]}])",
      R"([{"k":"q","a":"x y","n_q":"v","f_r":1,"tags":["u_r","t_q"]}])");
}

TEST(CommonOptions, MakeAListOfScalarTags) {
  expect_events("set { field => 'a' remove_tag => 't' }", R"([{"tags":"t"},{"x":1}])",
                R"([{"a":"x y","tags":[]},{"a":"x y","x":1}])");
}

}  // namespace
}  // namespace bdp
