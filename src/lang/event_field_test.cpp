#include "lang/event_field.h"

#include <gtest/gtest.h>

#include <memory>

#include "record/container.h"

namespace bdp::lang {
namespace {

class EventFieldTest : public testing::Test {
 protected:
  EventFieldTest() : batch(std::make_shared<Layout>()) { batch.set_rows(1); }

  bool set(std::string_view reference, Value value) {
    return set_event_field(batch, 0, EventField::resolve(*FieldPath::parse(reference), batch),
                           value);
  }
  Value get(std::string_view reference) {
    return get_field(batch, 0, FieldRef::resolve(*FieldPath::parse(reference), batch));
  }
  Value list(std::initializer_list<Value> items) {
    List* result = List::make(batch.arena());
    for (const Value& item : items) result->push_back(batch.arena(), item);
    return Value::list(result);
  }

  Batch batch;
};

TEST_F(EventFieldTest, OrdinaryFieldsTakeAnything) {
  EXPECT_TRUE(set("a", Value::integer(1)));
  EXPECT_TRUE(set("[b][c]", list({Value::null()})));
  EXPECT_EQ(get("a").as_int(), 1);
  EXPECT_TRUE(EventField::resolve(*FieldPath::parse("a"), batch).is_plain_column());
  EXPECT_FALSE(EventField::resolve(*FieldPath::parse("[b][c]"), batch).is_plain_column());
}

TEST_F(EventFieldTest, ThePlaceOfTheTimestampTakesNothingElse) {
  EXPECT_TRUE(set("@timestamp", Value::timestamp({5, 0})));
  EXPECT_FALSE(set("@timestamp", Value::text("2020-01-01T00:00:00Z")));
  EXPECT_FALSE(set("[@timestamp][x]", Value::integer(1)));
  EXPECT_EQ(get("@timestamp").as_timestamp().seconds, 5);
  EXPECT_FALSE(EventField::resolve(*FieldPath::parse("@timestamp"), batch).is_plain_column());
}

TEST_F(EventFieldTest, MetadataIsAnObject) {
  EXPECT_FALSE(set("@metadata", Value::text("V")));
  EXPECT_TRUE(set("[@metadata][x]", Value::text("V")));
  EXPECT_TRUE(set("@metadata", Value::object(Object::make(batch.arena()))));
}

TEST_F(EventFieldTest, TagsAreTexts) {
  EXPECT_TRUE(set("tags", Value::text("V")));
  EXPECT_TRUE(set("tags", Value::null()));
  EXPECT_TRUE(set("[tags]", list({Value::text("a"), Value::text("b")})));
  EXPECT_FALSE(set("tags", Value::integer(1)));
  EXPECT_FALSE(set("tags", list({Value::text("a"), Value::integer(1)})));
  EXPECT_FALSE(set("[tags][0]", Value::text("b")));
  EXPECT_EQ(get("[tags][1]").as_text(), "b");
}

}  // namespace
}  // namespace bdp::lang
