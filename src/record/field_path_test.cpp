#include "record/field_path.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "record/container.h"

namespace bdp {
namespace {

using testing::ElementsAre;

TEST(FieldPath, ReadsNestedKeys) {
  const auto path = FieldPath::parse("[a][b][0]");
  ASSERT_TRUE(path);
  EXPECT_EQ(path->top, "a");
  EXPECT_THAT(path->rest, ElementsAre("b", "0"));
  EXPECT_EQ(path->text(), "[a][b][0]");
}

TEST(FieldPath, TakesANameWithDotsAsOneKey) {
  EXPECT_EQ(FieldPath::parse("a.b")->top, "a.b");
}

TEST(FieldPath, UnwrapsDoubledBrackets) {
  EXPECT_EQ(FieldPath::parse("[[a]]")->text(), "a");
  EXPECT_EQ(FieldPath::parse("[a][[b]]")->text(), "[a][b]");
}

TEST(FieldPath, RefusesWhatIsNoReference) {
  for (const char* text : {"a[b]", "[a]b", "[]", "[a][]", "k[", "]", "[a"}) {
    EXPECT_FALSE(FieldPath::parse(text)) << text;
  }
}

class FieldAccess : public testing::Test {
 protected:
  FieldAccess() : batch(std::make_shared<Layout>()) { batch.set_rows(1); }
  FieldRef ref(std::string_view text) { return FieldRef::resolve(*FieldPath::parse(text), batch); }
  Batch batch;
};

TEST_F(FieldAccess, MakesObjectsOnTheWay) {
  ASSERT_TRUE(set_field(batch, 0, ref("[a][b][c]"), Value::integer(1)));
  EXPECT_EQ(get_field(batch, 0, ref("[a][b][c]")).as_int(), 1);
  EXPECT_FALSE(get_field(batch, 0, ref("[a][x]")).present());
}

TEST_F(FieldAccess, PadsAListWithNulls) {
  List* list = List::make(batch.arena());
  list->push_back(batch.arena(), Value::integer(1));
  batch.set(batch.slot("l"), 0, Value::list(list));
  ASSERT_TRUE(set_field(batch, 0, ref("[l][3]"), Value::integer(9)));
  EXPECT_EQ(list->size(), 4U);
  EXPECT_TRUE((*list)[2].is(Tag::kNull));
  EXPECT_EQ(get_field(batch, 0, ref("[l][-1]")).as_int(), 9);
}

TEST_F(FieldAccess, DoesNotWriteBelowAScalar) {
  batch.set(batch.slot("s"), 0, Value::integer(1));
  EXPECT_FALSE(set_field(batch, 0, ref("[s][x]"), Value::integer(2)));
  EXPECT_EQ(get_field(batch, 0, ref("s")).as_int(), 1);
}

TEST_F(FieldAccess, RemovesKeysAndItems) {
  ASSERT_TRUE(set_field(batch, 0, ref("[a][b]"), Value::integer(1)));
  EXPECT_EQ(remove_field(batch, 0, ref("[a][b]")).as_int(), 1);
  EXPECT_FALSE(remove_field(batch, 0, ref("[a][b]")).present());
  EXPECT_TRUE(get_field(batch, 0, ref("a")).as_object().empty());
}

}  // namespace
}  // namespace bdp
