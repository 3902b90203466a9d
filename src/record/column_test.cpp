#include "record/column.h"

#include <gtest/gtest.h>

#include <utility>

namespace bdp {
namespace {

TEST(Column, EmptyOneHasNoValueInAnyRow) {
  const Column column;
  EXPECT_TRUE(column.empty());
  EXPECT_FALSE(column[1000].present());
}

TEST(Column, KnowsTheTagsThatMayOccur) {
  Arena arena;
  Column column;
  column.fill(Value::integer(1));
  EXPECT_EQ(column.tags(), tag_bit(Tag::kInt));
  column.dense(4, arena)[2] = Value::real(0.5);
  column.note(Tag::kDouble);
  EXPECT_EQ(column.tags(), tag_bit(Tag::kInt) | tag_bit(Tag::kDouble));
  column.note(Tag::kAbsent);
  EXPECT_EQ(column.tags(), tag_bit(Tag::kInt) | tag_bit(Tag::kDouble));
}

TEST(Column, MovesAConstantWithItself) {
  Column from;
  from.fill(Value::integer(7));
  Column to(std::move(from));
  EXPECT_EQ(to[3].as_int(), 7);
  EXPECT_TRUE(from.empty());  // NOLINT(bugprone-use-after-move): a moved-from column is empty.
}

TEST(Column, AppendKeepsEarlierValues) {
  Arena arena;
  Column column;
  Value* values = column.dense(2, arena);
  values[0] = Value::integer(1);
  values[1] = Value::integer(2);
  column.note(Tag::kInt);
  for (RowIndex rows = 2; rows < 300; ++rows) column.append(rows, Value::integer(rows));
  EXPECT_EQ(column[1].as_int(), 2);
  EXPECT_EQ(column[299].as_int(), 299);
}

}  // namespace
}  // namespace bdp
