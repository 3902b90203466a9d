#include "lang/condition.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "lang/parser.h"
#include "record/container.h"

namespace bdp::lang {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

constexpr Verdict kNo = Verdict::kNo;
constexpr Verdict kYes = Verdict::kYes;
constexpr Verdict kFails = Verdict::kFails;

std::optional<Condition> compiled(std::string_view text, Layout& layout, Diagnostics& diagnostics) {
  const Block block = parse_block("if " + std::string(text) + " { }", false, diagnostics);
  EXPECT_TRUE(diagnostics.empty()) << text;
  return Condition::compile(*std::get<Conditional>(block.at(0).node).branches.at(0).condition, {},
                            layout, diagnostics);
}

/// Rows of one column, `a`.
class ConditionTest : public testing::Test {
 protected:
  ConditionTest() : layout_(std::make_shared<Layout>()) { layout_->add("a"); }

  std::vector<Verdict> verdicts(std::string_view text, std::vector<Value> values) {
    Diagnostics diagnostics("f");
    const auto condition = compiled(text, *layout_, diagnostics);
    if (!condition) {
      ADD_FAILURE() << diagnostics.error().message();
      return {};
    }
    Batch batch(layout_);
    batch.set_rows(static_cast<RowIndex>(values.size()));
    for (RowIndex row = 0; row < values.size(); ++row) {
      if (values[row].present()) batch.set(0, row, values[row]);
    }
    Selection rows;
    select_all(batch, rows);
    ConditionScratch scratch = condition->new_scratch();
    const auto result = condition->test(batch, rows, scratch);
    return {result.begin(), result.end()};
  }

  std::string mistake(std::string_view text) {
    Diagnostics diagnostics("f");
    const auto condition = compiled(text, *layout_, diagnostics);
    return condition ? "none" : std::string(diagnostics.error().message());
  }

  std::shared_ptr<Layout> layout_;
  Arena arena_;
};

TEST_F(ConditionTest, OnlyMissingNullFalseAndEmptyAreNotTrue) {
  EXPECT_THAT(verdicts("[a]", {Value(), Value::null(), Value::boolean(false), Value::text(""),
                               Value::text("false"), Value::text("0"), Value::integer(0),
                               Value::list(List::make(arena_))}),
              ElementsAre(kNo, kNo, kNo, kNo, kNo, kYes, kYes, kYes));
}

TEST_F(ConditionTest, EqualityConvertsNothing) {
  const std::vector<Value> values = {Value::integer(1), Value::real(1), Value::text("1"), Value()};
  EXPECT_THAT(verdicts("[a] == 1", values), ElementsAre(kYes, kNo, kNo, kNo));
  EXPECT_THAT(verdicts("1.0 == [a]", values), ElementsAre(kNo, kYes, kNo, kNo));
  EXPECT_THAT(verdicts("[a] != \"1\"", values), ElementsAre(kYes, kYes, kNo, kYes));
  EXPECT_THAT(verdicts("[a] == [b]", values), ElementsAre(kNo, kNo, kNo, kYes));
}

TEST_F(ConditionTest, ComparesIntegersBeyond64Bits) {
  EXPECT_THAT(verdicts("[a] == 12345678901234567890",
                       {Value::big_integer("12345678901234567890"), Value::integer(1)}),
              ElementsAre(kYes, kNo));
  EXPECT_THAT(verdicts("[a] < 12345678901234567890", {Value::integer(1), Value::real(1e30)}),
              ElementsAre(kYes, kNo));
}

TEST_F(ConditionTest, FailsWhereNothingCanBeCompared) {
  EXPECT_THAT(verdicts("[a] > 1", {Value::integer(2), Value::text("2"), Value(),
                                   Value::list(List::make(arena_)), Value::real(0.5)}),
              ElementsAre(kYes, kFails, kFails, kFails, kNo));
  EXPECT_THAT(
      verdicts("[a] < \"b\"", {Value::text("ab"), Value::text("\xC3\xA9"), Value::integer(1)}),
      ElementsAre(kYes, kNo, kFails));
}

TEST_F(ConditionTest, NegativeZeroIsLessThanZero) {
  EXPECT_THAT(verdicts("[a] < 0", {Value::real(-0.0), Value::real(0.0)}), ElementsAre(kYes, kNo));
}

TEST_F(ConditionTest, NullAndBooleansEqualEverythingInOrder) {
  EXPECT_THAT(verdicts("[a] >= 1", {Value::null(), Value::boolean(true)}), ElementsAre(kYes, kYes));
  EXPECT_THAT(verdicts("[a] < 1", {Value::null(), Value::boolean(false)}), ElementsAre(kNo, kNo));
}

TEST_F(ConditionTest, TurnsAConstantOnTheLeftAround) {
  EXPECT_THAT(verdicts("1 < [a]", {Value::integer(2), Value::integer(1)}), ElementsAre(kYes, kNo));
  EXPECT_THAT(verdicts("1 >= [a]", {Value::integer(2), Value::integer(1)}), ElementsAre(kNo, kYes));
}

TEST_F(ConditionTest, AsksTheSecondPartOnlyWhereTheFirstLeavesItOpen) {
  const std::vector<Value> values = {Value::text("x"), Value::integer(5), Value()};
  EXPECT_THAT(verdicts("[a] and [a] > 1", values), ElementsAre(kFails, kYes, kNo));
  EXPECT_THAT(verdicts("![a] or [a] == \"x\" or [a] > 1", values), ElementsAre(kYes, kYes, kYes));
  EXPECT_THAT(verdicts("[a] nand [a] > 1", values), ElementsAre(kFails, kNo, kYes));
  EXPECT_THAT(verdicts("[a] xor [a] > 1", values), ElementsAre(kFails, kNo, kFails));
}

TEST_F(ConditionTest, InComparesPrintedFormsInAListLiteral) {
  EXPECT_THAT(verdicts("[a] in [1, \"x\", \"true\", 1.5]",
                       {Value::integer(1), Value::text("1"), Value::real(1), Value::boolean(true),
                        Value::real(1.5), Value()}),
              ElementsAre(kYes, kYes, kNo, kYes, kYes, kNo));
  EXPECT_THAT(verdicts("[a] not in [\"x\", \"y\"]", {Value::text("x"), Value()}),
              ElementsAre(kNo, kYes));
}

TEST_F(ConditionTest, InFindsItemsAndPartsOfTexts) {
  List* list = List::make(arena_);
  list->push_back(arena_, Value::text("x"));
  list->push_back(arena_, Value::integer(1));
  EXPECT_THAT(verdicts("\"x\" in [a]", {Value::list(list), Value::text("axb"), Value::integer(1)}),
              ElementsAre(kYes, kYes, kNo));
  EXPECT_THAT(verdicts("1 in [a]", {Value::list(list), Value::text("1"), Value::integer(1)}),
              ElementsAre(kYes, kNo, kNo));
  EXPECT_THAT(verdicts("[a] in \"hello\"", {Value::text("ell"), Value::text("x"), Value()}),
              ElementsAre(kYes, kNo, kNo));
}

TEST_F(ConditionTest, MatchesOnlyTexts) {
  EXPECT_THAT(verdicts("[a] =~ /^1/", {Value::text("a\n1"), Value::integer(1), Value()}),
              ElementsAre(kYes, kNo, kNo));
  EXPECT_THAT(verdicts("[a] !~ \"x\"", {Value::text("x"), Value::integer(1), Value()}),
              ElementsAre(kNo, kYes, kYes));
  EXPECT_THAT(verdicts("\"abc\" =~ /b/", {Value()}), ElementsAre(kYes));
}

TEST_F(ConditionTest, LooksIntoObjectsAndLists) {
  Object* object = Object::make(arena_);
  List* list = List::make(arena_);
  list->push_back(arena_, Value::text("first"));
  object->set(arena_, "k", Value::list(list));
  EXPECT_THAT(
      verdicts("[a][k][0] == \"first\"", {Value::object(object), Value::text("k"), Value()}),
      ElementsAre(kYes, kNo, kNo));
}

TEST_F(ConditionTest, ReportsConditionsThatMeanNothing) {
  EXPECT_THAT(mistake("1 < \"a\""), HasSubstr("f:1:4: a text and a number cannot be compared"));
  EXPECT_THAT(mistake("[a] == [1,2]"), HasSubstr("write 'in' for a list"));
  EXPECT_THAT(mistake("[a] in /x/"), HasSubstr("'=~'"));
  EXPECT_THAT(mistake("[\"x\",\"y\"] in [a]"), HasSubstr("before 'in'"));
  EXPECT_THAT(mistake("[a] > /x/"), HasSubstr("compare fields, texts and numbers"));
  EXPECT_THAT(mistake("/x/"), HasSubstr("is no condition"));
  EXPECT_THAT(mistake("[a] =~ /(/"), HasSubstr("f:1:11: "));
  EXPECT_THAT(mistake("[a] == \"${NO_SUCH}\""), HasSubstr("'NO_SUCH' is not set"));
}

TEST_F(ConditionTest, ReportsEveryMistakeOfACondition) {
  EXPECT_THAT(mistake("[a] == [1,2] or [a] in /x/"), HasSubstr("\n"));
}

}  // namespace
}  // namespace bdp::lang
