#include "pipeline/filter_review.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>

#include "pipeline/filters_for_test.h"
#include "pipeline/program.h"

namespace bdp {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::StartsWith;

constexpr std::array kLookOptions = {
    OptionField{
        .name = "source", .type = OptionType::kString, .help = "", .role = OptionRole::kReads},
    OptionField{.name = "target", .type = OptionType::kString, .help = ""},
    OptionField{.name = "destination", .type = OptionType::kString, .help = "deprecated: target"},
    OptionField{
        .name = "pattern", .type = OptionType::kList, .help = "", .role = OptionRole::kRegex},
};

/// Reads one field, writes another, and with the source "open" fields of any name.
constexpr FilterKind kLookKind{
    .name = "look",
    .summary = "",
    .options = kLookOptions,
    .build = [](const Options& options, Layout& layout) -> Result<std::unique_ptr<Filter>> {
      layout.add(options.string("source"));
      layout.add(options.string("target"));
      return std::make_unique<EndFilter>();
    },
    .may_make = [](const Options& options,
                   std::string_view) { return options.string("source") == "open"; },
};

constexpr FilterKind kStopKind{
    .name = "stop",
    .summary = "",
    .options = {},
    .build = [](const Options&, Layout&) -> Result<std::unique_ptr<Filter>> {
      return std::make_unique<EndFilter>();
    },
    .ends_all = [](const Options&) { return true; },
};

constexpr std::array<const FilterKind*, 3> kKinds = {&kSetKind, &kLookKind, &kStopKind};

std::vector<std::string> review(std::string_view text,
                                const std::optional<std::vector<std::string>>& fields = {}) {
  Layout layout;
  const LanguageSettings settings;
  const auto program = compile_program(text, "f", settings, kKinds, layout);
  EXPECT_TRUE(program.has_value()) << text;
  return review_filter(text, "f", settings, kKinds, fields);
}

const std::optional<std::vector<std::string>> kMessage = {{"message"}};

TEST(FilterReview, AFieldThatNothingMakesIsTold) {
  EXPECT_THAT(review("if [load] { set { field => 'x' } }", kMessage),
              ElementsAre("f:1:4: nothing before this condition makes the field [load]; it is "
                          "always missing"));
  EXPECT_THAT(review("set { field => status } if [statsu] == 1 { }", kMessage),
              ElementsAre(HasSubstr("[statsu]; did you mean 'status'?")));
  EXPECT_THAT(review("if [a] and ![a] or [b][c] == 1 { }", kMessage),
              ElementsAre(HasSubstr("1:4: nothing"), HasSubstr("1:20: nothing")))
      << "each field once";
}

TEST(FilterReview, AFieldThatSomethingMayMakeIsNot) {
  EXPECT_THAT(review("if [message] and [tags] and [@metadata][x] { }", kMessage), IsEmpty());
  EXPECT_THAT(review("set { field => aa } if [aa] { }", kMessage), IsEmpty());
  EXPECT_THAT(review("look { source => message target => to } if [to] { }", kMessage), IsEmpty());
  EXPECT_THAT(review("set { field => aa add_field => { '[bb][c]' => 1 } } if [bb] { }", kMessage),
              IsEmpty());
  EXPECT_THAT(review("if [message] { set { field => aa } } if [aa] { }", kMessage), IsEmpty());
}

TEST(FilterReview, WhereAnyFieldMayComeNothingIsToldOfFields) {
  EXPECT_THAT(review("if [load] { }"), IsEmpty());
  EXPECT_THAT(review("look { source => open } if [load] { }", kMessage), IsEmpty());
  EXPECT_THAT(review("set { field => aa add_field => { '%{message}' => 1 } } if [b] { }", kMessage),
              IsEmpty());
  EXPECT_THAT(review("if [load] { } look { source => open }", kMessage),
              ElementsAre(HasSubstr("[load]")));
}

TEST(FilterReview, AConditionWithoutAFieldIsTold) {
  EXPECT_THAT(review("if 1 == 1 { } else { }"),
              ElementsAre(StartsWith("f:1:4: this condition always holds"),
                          AllOf(StartsWith("f:1:15: this branch is never reached"),
                                HasSubstr("the condition at 1:4 always holds"))));
  EXPECT_THAT(review("if [a] and \"x\" in [\"y\", \"z\"] { }"),
              ElementsAre(StartsWith("f:1:4: this condition never holds")));
  EXPECT_THAT(review("if [a] or \"x\" =~ /x/ { }"), ElementsAre(HasSubstr("always holds")));
  EXPECT_THAT(review("if !(\"x\" == \"x\") { }"), ElementsAre(HasSubstr("never holds")));
  EXPECT_THAT(review("if [a] == 1 or [b] { } else { }"), IsEmpty());
}

TEST(FilterReview, TheSameConditionTwiceInAChainIsTold) {
  EXPECT_THAT(review("if [a] == 'x' { } else if [b] { } else if [a]==\"x\" { }"),
              ElementsAre(AllOf(StartsWith("f:1:43: this branch is never reached"),
                                HasSubstr("stands at 1:4 already"))));
  EXPECT_THAT(review("if [a] { } else if ![a] { } else { }"),
              ElementsAre(AllOf(StartsWith("f:1:29: "), HasSubstr("opposites"))));
  EXPECT_THAT(review("if [a] { } if [a] { }"), IsEmpty());
}

TEST(FilterReview, WhatStandsBehindAnEndIsTold) {
  EXPECT_THAT(
      review("stop { }\nset { field => 'a' }\nset { field => 'b' }"),
      ElementsAre(AllOf(StartsWith("f:2:1: no event gets here"), HasSubstr("at 1:1 ends"))));
  EXPECT_THAT(review("if [a] { stop { } } else { stop { } } set { field => 'x' }"),
              ElementsAre(StartsWith("f:1:39: ")));
  EXPECT_THAT(review("if [a] { stop { } } set { field => 'x' }"), IsEmpty());
  EXPECT_THAT(review("if [a] { stop { } } else if [b] { stop { } } set { field => 'x' }"),
              IsEmpty());
}

TEST(FilterReview, ExpressionsThatCanRunAwayAreTold) {
  EXPECT_THAT(review("if [a] =~ /^(a+)+$/ { }"),
              ElementsAre(AllOf(StartsWith("f:1:11: "), HasSubstr("'(a+)+'"))));
  EXPECT_THAT(review("look { pattern => ['x', '(a|a)*b'] }"), ElementsAre(StartsWith("f:1:25: ")));
  EXPECT_THAT(review("if [a] !~ '^a+$' { }"), IsEmpty());
}

TEST(FilterReview, DeprecatedOptionsAreTold) {
  EXPECT_THAT(review("look { destination => xx }"),
              ElementsAre("f:1:8: the option 'destination' of look is deprecated; write 'target'"));
}

TEST(FilterReview, AListOfOneIsTold) {
  EXPECT_THAT(review("if [a] in [\"x\"] { }"),
              ElementsAre(AllOf(StartsWith("f:1:11: "), HasSubstr("write == \"x\""))));
}

}  // namespace
}  // namespace bdp
