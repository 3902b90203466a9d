#include "pipeline/event_defaults.h"

#include <gtest/gtest.h>

#include "record/container.h"

namespace bdp {
namespace {

constexpr Timestamp kNow{1000, 5};

class EventDefaultsTest : public testing::Test {
 protected:
  EventDefaultsTest() : layout_(std::make_shared<Layout>()), defaults_(*layout_), batch_(layout_) {
    batch_.set_rows(2);
  }
  Value at(std::string_view name, RowIndex row) { return batch_.at(*batch_.find(name), row); }
  void set(std::string_view name, RowIndex row, Value value) {
    batch_.set(*batch_.find(name), row, value);
  }

  std::shared_ptr<Layout> layout_;
  EventDefaults defaults_;
  Batch batch_;
};

TEST_F(EventDefaultsTest, GiveEveryEventATimestampAndAVersion) {
  defaults_.apply(batch_, kNow);
  EXPECT_EQ(at("@timestamp", 1).as_timestamp(), kNow);
  EXPECT_EQ(at("@version", 1).as_text(), "1");
  EXPECT_FALSE(batch_.column(*batch_.find("@timestamp")).is_dense());
  EXPECT_FALSE(at("tags", 0).present());
}

TEST_F(EventDefaultsTest, KeepWhatTheEventBrings) {
  set("@timestamp", 0, Value::text("1970-01-01T01:00:00+01:00"));
  set("@version", 0, Value::text("2"));
  set("tags", 0, Value::text("t"));
  defaults_.apply(batch_, kNow);
  EXPECT_EQ(at("@timestamp", 0).as_timestamp(), (Timestamp{0, 0}));
  EXPECT_EQ(at("@timestamp", 1).as_timestamp(), kNow);
  EXPECT_EQ(at("@version", 0).as_text(), "2");
  EXPECT_EQ(at("@version", 1).as_text(), "1");
  EXPECT_EQ(at("tags", 0).as_text(), "t");
}

TEST_F(EventDefaultsTest, SetABadTimestampAside) {
  set("@timestamp", 0, Value::text("garbage"));
  set("@timestamp", 1, Value::integer(5));
  defaults_.apply(batch_, kNow);
  EXPECT_EQ(at("@timestamp", 0).as_timestamp(), kNow);
  EXPECT_EQ(at("_@timestamp", 0).as_text(), "garbage");
  EXPECT_EQ(at("_@timestamp", 1).as_int(), 5);
  EXPECT_EQ(at("tags", 0).as_list()[0].as_text(), "_timestampparsefailure");
}

TEST_F(EventDefaultsTest, SetTagsAsideThatAreNoTexts) {
  List* numbers = List::make(batch_.arena());
  numbers->push_back(batch_.arena(), Value::integer(1));
  set("tags", 0, Value::null());
  set("tags", 1, Value::list(numbers));
  defaults_.apply(batch_, kNow);
  EXPECT_TRUE(at("_tags", 0).as_list()[0].is(Tag::kNull));
  EXPECT_TRUE(at("_tags", 1).as_list()[0].is(Tag::kList));
  EXPECT_EQ(at("tags", 1).as_list()[0].as_text(), "_tagsparsefailure");
}

}  // namespace
}  // namespace bdp
