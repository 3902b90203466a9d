#include "pipeline/program.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>

namespace bdp {
namespace {

using testing::HasSubstr;

/// Writes its `value` into the field `field` of every row.
class SetFilter final : public Filter {
 public:
  SetFilter(Slot slot, std::string value) : slot_(slot), value_(std::move(value)) {}
  void apply(Batch& batch, Selection& rows, Selection* matched, Scratch*) const override {
    for (const RowIndex row : rows) batch.set(slot_, row, Value::text(value_));
    if (matched != nullptr) *matched = rows;
  }

 private:
  Slot slot_;
  std::string value_;
};

constexpr std::array<std::string_view, 2> kModes = {"fast", "slow"};
constexpr std::array kSetOptions = {
    OptionField{
        .name = "field", .type = OptionType::kString, .help = "the field", .required = true},
    OptionField{.name = "value", .type = OptionType::kString, .help = "", .fallback = "\"x y\""},
    OptionField{.name = "mode", .type = OptionType::kString, .help = "", .choices = kModes},
    OptionField{.name = "count", .type = OptionType::kNumber, .help = "", .fallback = "3"},
    OptionField{.name = "on", .type = OptionType::kBoolean, .help = "", .fallback = "true"},
    OptionField{.name = "names", .type = OptionType::kList, .help = ""},
    OptionField{.name = "map", .type = OptionType::kHash, .help = ""},
};

Result<std::unique_ptr<Filter>> build_set(const Options& options, Layout& layout) {
  if (options.string("field") == "bad") return options.error("field", "'bad' is bad");
  return std::make_unique<SetFilter>(layout.add(options.string("field")),
                                     std::string(options.string("value")));
}

constexpr FilterKind kSet{"set", "sets a field", kSetOptions, build_set};
constexpr std::array<const FilterKind*, 1> kKinds = {&kSet};

std::string error_of(std::string_view text) {
  Layout layout;
  const auto program = compile_program(text, "f", {}, kKinds, layout);
  return program ? "no error" : std::string(program.error().message());
}

TEST(Program, RunsItsFiltersInTheOrderOfTheText) {
  auto layout = std::make_shared<Layout>();
  const auto program = compile_program("set { field => 'a' value => '1' }\nset { field => \"b\" }",
                                       "f", {}, kKinds, *layout);
  ASSERT_TRUE(program.has_value());
  Batch batch(layout);
  batch.set_rows(2);
  Selection rows;
  select_all(batch, rows);
  const auto state = (*program)->new_state();
  (*program)->run(batch, rows, *state);
  EXPECT_EQ(batch.at(*batch.find("a"), 1).as_text(), "1");
  EXPECT_EQ(batch.at(*batch.find("b"), 0).as_text(), "x y");
  EXPECT_EQ(rows.size(), 2U);
}

TEST(Program, NamesTheNearestFilterAndOption) {
  EXPECT_EQ(error_of("sett { }"), "f:1:1: there is no filter 'sett'; did you mean 'set'?");
  EXPECT_EQ(error_of("set { field => \"a\"\n  vaule => \"b\" }"),
            "f:2:3: unknown filter option 'vaule' of set; did you mean 'value'?");
  EXPECT_THAT(error_of("filter { set { field => \"a\" } }"), HasSubstr("between its braces"));
}

TEST(Program, ReportsTheMistakesOfEveryBlockInOrder) {
  EXPECT_EQ(error_of("set { }\nset { field = 1 }\nset { field => \"bad\" }"),
            "f:1:1: set needs the option 'field': the field\n"
            "f:2:13: expected '=>' after 'field', found '='\n"
            "f:3:16: 'bad' is bad");
}

TEST(Program, RefusesAnIdThatIsTaken) {
  EXPECT_EQ(error_of("set { field => \"a\" id => \"i\" } set { field => \"a\" id => \"i\" }"),
            "f:1:32: the id 'i' is that of the filter at 1:1 already; ids are unique");
}

}  // namespace
}  // namespace bdp
