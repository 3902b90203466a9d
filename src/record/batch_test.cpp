#include "record/batch.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "record/container.h"

namespace bdp {
namespace {

using testing::ElementsAre;

std::shared_ptr<const Layout> layout_of(std::initializer_list<std::string_view> names) {
  auto layout = std::make_shared<Layout>();
  for (const std::string_view name : names) layout->add(name);
  return layout;
}

TEST(Batch, ReadsAConstantColumnInEveryRow) {
  Batch batch(layout_of({"host"}));
  batch.set_rows(3);
  batch.column(0).fill(Value::text("a"));
  EXPECT_EQ(batch.at(0, 2).as_text(), "a");
  batch.set(0, 1, Value::integer(7));
  EXPECT_EQ(batch.at(0, 0).as_text(), "a");
  EXPECT_EQ(batch.at(0, 1).as_int(), 7);
}

TEST(Batch, AConstantContainerIsNotSharedOnceARowDiffers) {
  Batch batch(layout_of({"tags"}));
  batch.set_rows(2);
  batch.column(0).fill(Value::list(List::make(batch.arena())));
  batch.set(0, 0, batch.at(0, 0));
  batch.at(0, 0).as_list().push_back(batch.arena(), Value::integer(1));
  EXPECT_EQ(batch.at(0, 0).as_list().size(), 1U);
  EXPECT_EQ(batch.at(0, 1).as_list().size(), 0U);
}

TEST(Batch, GivesNewNamesSlotsBehindTheLayout) {
  Batch batch(layout_of({"a"}));
  batch.set_rows(1);
  EXPECT_EQ(batch.slot("a"), 0U);
  EXPECT_EQ(batch.slot("b"), 1U);
  EXPECT_EQ(batch.name(1), "b");
  EXPECT_TRUE(batch.column(1).empty());
}

TEST(Batch, ResetLeavesNoValueBehind) {
  Batch batch(layout_of({"a"}));
  batch.set_rows(2);
  batch.set(0, 1, Value::integer(1));
  batch.reset();
  batch.set_rows(2);
  EXPECT_FALSE(batch.at(0, 1).present());
}

TEST(Batch, AddedRowsStandBehindTheirParent) {
  Batch batch(layout_of({"a"}));
  batch.set_rows(2);
  batch.set(0, 0, Value::integer(10));
  batch.set(0, 1, Value::integer(20));
  const RowIndex first = batch.add_row(0, 0);
  const RowIndex second = batch.add_row(0, first);
  Selection all;
  select_all(batch, all);
  EXPECT_THAT(all, ElementsAre(0, first, second, 1));
  EXPECT_EQ(batch.at(0, second).as_int(), 10);
  EXPECT_NE(batch.id(first), batch.id(second));
  EXPECT_NE(batch.id(first), batch.id(0));
  EXPECT_EQ(batch.root(second), 0U);
}

TEST(Batch, MergesBranchesInTheOrderOfEvents) {
  Batch batch(layout_of({"a"}));
  batch.set_rows(3);
  batch.set(0, 0, Value::integer(1));
  const RowIndex child = batch.add_row(1, 1);
  Selection merged;
  merge_selections(batch, {1, child}, {0, 2}, merged);
  EXPECT_THAT(merged, ElementsAre(0, 1, child, 2));
}

TEST(RowId, AscendsWithThePositionInItsSource) {
  const SourceIdentity source{1, 2};
  EXPECT_LT(RowId::at(source, 5).bytes(), RowId::at(source, 300).bytes());
  EXPECT_EQ(RowId::at(source, 5).hex(), "00000000000000010002000000000005");
}

}  // namespace
}  // namespace bdp
