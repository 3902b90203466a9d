#include "pipeline/options.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "lang/parser.h"
#include "pipeline/filters_for_test.h"

namespace bdp {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

/// The options of one `set` block.
class OptionsTest : public testing::Test {
 protected:
  std::unique_ptr<const PluginOptions> options(const std::string& attributes) {
    settings_.variable = [](std::string_view name) -> std::optional<std::string> {
      if (name == "V") return "value";
      return std::nullopt;
    };
    block_ = lang::parse_block("set { field => 'a' " + attributes + " }", false, diagnostics_);
    return PluginOptions::parse(std::get<lang::Plugin>(block_.at(0).node), kSetOptions, settings_,
                                diagnostics_);
  }

  /// The mistake, less the place of the block's start.
  std::string mistake(const std::string& attributes) {
    return options(attributes) != nullptr ? "none" : std::string(diagnostics_.error().message());
  }

  LanguageSettings settings_;
  lang::Diagnostics diagnostics_{"f"};
  lang::Block block_;
};

TEST_F(OptionsTest, HaveTheirFallbacks) {
  const auto result = options("");
  EXPECT_EQ(result->string("value"), "x y");
  EXPECT_EQ(result->number("count"), 3);
  EXPECT_TRUE(result->boolean("on"));
  EXPECT_EQ(result->string("mode"), "");
  EXPECT_FALSE(result->given("value"));
  EXPECT_TRUE(result->given("field"));
  EXPECT_TRUE(result->list("names").empty());
  EXPECT_TRUE(result->hash("map").empty());
}

TEST_F(OptionsTest, TakeTheirTypesAsLooselyAsLogstash) {
  const auto result = options(
      "value => 5.50 count => '-2.5' on => 'false' names => single mode => ['fast'] "
      "map => ['a', 1, 'b', [2]]");
  ASSERT_NE(result, nullptr) << diagnostics_.error().message();
  EXPECT_EQ(result->string("value"), "5.5");
  EXPECT_EQ(result->number("count"), -2.5);
  EXPECT_FALSE(result->boolean("on"));
  EXPECT_THAT(result->list("names"), ElementsAre("single"));
  EXPECT_EQ(result->string("mode"), "fast");
  ASSERT_EQ(result->hash("map").size(), 2U);
  EXPECT_EQ(result->hash("map")[1].key, "b");
  EXPECT_EQ(result->hash("map")[1].value->items.size(), 1U);
}

TEST_F(OptionsTest, RepeatedHashesAreMergedAndListsAppended) {
  const auto result = options(
      "map => { 'a' => 1 'b' => 2 } map => { 'a' => 3 } names => ['x'] names => ['x', 'y'] "
      "value => 'same' value => 'same'");
  ASSERT_NE(result, nullptr) << diagnostics_.error().message();
  ASSERT_EQ(result->hash("map").size(), 2U);
  EXPECT_EQ(result->hash("map")[0].value->items.size(), 2U);
  EXPECT_THAT(result->list("names"), ElementsAre("x", "x", "y"));
  EXPECT_EQ(result->string("value"), "same");
}

TEST_F(OptionsTest, ARepeatedScalarIsAMistake) {
  EXPECT_EQ(mistake("value => 'a' value => 'b'"),
            "f:1:29: set: value: expected a string, found a list");
}

TEST_F(OptionsTest, PutVariablesInPlace) {
  const auto result = options("value => '${V}' names => ['${N:d}'] map => { '${V}' => ['${V}'] }");
  ASSERT_NE(result, nullptr) << diagnostics_.error().message();
  EXPECT_EQ(result->string("value"), "value");
  EXPECT_THAT(result->list("names"), ElementsAre("d"));
  EXPECT_EQ(result->hash("map")[0].key, "${V}");
  EXPECT_EQ(result->hash("map")[0].value->items[0].text, "value");
  EXPECT_EQ(mistake("value => '${N}'"),
            "f:1:29: the variable 'N' is not set; set it or write ${N:default}");
}

TEST_F(OptionsTest, WrongTypesSayWhatIsExpected) {
  EXPECT_THAT(mistake("map => 'a'"),
              HasSubstr("f:1:27: set: map: expected a hash, found a string 'a'"));
}

TEST_F(OptionsTest, NumbersInStringsAreThoseThatRubyPrints) {
  EXPECT_EQ(options("count => '12'")->number("count"), 12);
  for (const char* text :
       {"'03'", "'3.50'", "'1e5'", "'x'", "''", "'-'", "['1','2']", "{'a' => 1}"}) {
    diagnostics_ = lang::Diagnostics("f");
    EXPECT_THAT(mistake(std::string("count => ") + text), HasSubstr("expected a number")) << text;
  }
}

TEST_F(OptionsTest, BooleansAreTrueOrFalse) {
  EXPECT_THAT(mistake("on => 'yes'"), HasSubstr("expected true or false, found a string 'yes'"));
}

TEST_F(OptionsTest, ListsHoldStrings) {
  EXPECT_THAT(mistake("names => { 'a' => 1 }"), HasSubstr("expected a list, found a hash"));
}

TEST_F(OptionsTest, ListsInListsAreMistakes) {
  EXPECT_THAT(mistake("names => [['a']]"), HasSubstr("expected a list of strings"));
}

TEST_F(OptionsTest, ChoicesNameTheNearest) {
  EXPECT_THAT(mistake("mode => 'fats'"), HasSubstr("unknown choice 'fats'; did you mean 'fast'?"));
}

TEST_F(OptionsTest, ChoicesAreListedWhenNoneIsNear) {
  EXPECT_THAT(mistake("mode => 'xyz'"), HasSubstr("unknown choice 'xyz'; write one of fast, slow"));
}

TEST_F(OptionsTest, UnknownOptionsNameTheNearest) {
  EXPECT_EQ(mistake("ad_tag => 'x'"),
            "f:1:20: unknown filter option 'ad_tag' of set; did you mean 'add_tag'?");
}

TEST_F(OptionsTest, UnknownOptionsListAllWhenNoneIsNear) {
  EXPECT_THAT(mistake("qqqqqq => 'x'"), HasSubstr("; it has field, value, mode, count"));
}

TEST_F(OptionsTest, EveryMistakeIsReported) {
  EXPECT_EQ(mistake("on => 1 count => 'x' mod => 1"),
            "f:1:26: set: on: expected true or false, found a number '1'\n"
            "f:1:37: set: count: expected a number, found a string 'x'\n"
            "f:1:41: unknown filter option 'mod' of set; did you mean 'mode'?");
}

TEST_F(OptionsTest, ErrorsOfABuilderStandAtTheirOption) {
  const auto result = options("value => 'v'");
  EXPECT_EQ(result->error("value", "bad").message(), "f:1:29: bad");
  EXPECT_EQ(result->error("count", "bad").message(), "f:1:1: bad");
}

}  // namespace
}  // namespace bdp
