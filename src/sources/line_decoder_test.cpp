#include "sources/line_decoder.h"

#include <gtest/gtest.h>

#include <cstring>

#include "record/container.h"
#include "record/field_path.h"

namespace bdp {
namespace {

class LineDecoderTest : public testing::Test {
 protected:
  Batch decode(EnvelopeOptions options, std::string_view text) {
    auto layout = std::make_shared<Layout>();
    const LineDecoder decoder({}, std::move(options), clock, *layout);
    std::memcpy(chunk.room(text.size()), text.data(), text.size());
    chunk.bytes = {chunk.block->bytes.get(), text.size()};
    chunk.position = 100;
    chunk.path = "in/a.csv";
    Batch batch(layout);
    decoder.decode(chunk, batch);
    return batch;
  }

  static std::string text_at(Batch& batch, RowIndex row, std::string_view field) {
    const Value value = get_field(batch, row, FieldRef::resolve(*FieldPath::parse(field), batch));
    return value.is(Tag::kText) ? std::string(value.as_text()) : "none";
  }

  os::FakeClock clock{os::WallTime(std::chrono::milliseconds(1'700'000'000'123))};
  Chunk chunk;
};

TEST_F(LineDecoderTest, MakesAnEventOfEachLineWithWhatFilebeatWouldAdd) {
  Batch batch = decode({.host_name = "h1"}, "one\ntwo\n");
  ASSERT_EQ(batch.rows(), 2U);
  EXPECT_EQ(text_at(batch, 1, "message"), "two");
  EXPECT_EQ(text_at(batch, 1, "@version"), "1");
  EXPECT_EQ(text_at(batch, 1, "[log][file][path]"), "in/a.csv");
  EXPECT_EQ(text_at(batch, 0, "[host][name]"), "h1");
  EXPECT_EQ(batch.at(*batch.find("@timestamp"), 1).as_timestamp(),
            (Timestamp{1'700'000'000, 123'000'000}));
  const FieldRef offset = FieldRef::resolve(*FieldPath::parse("[log][offset]"), batch);
  EXPECT_EQ(get_field(batch, 1, offset).as_int(), 104);
  EXPECT_EQ(batch.original(1), "two");
}

TEST_F(LineDecoderTest, LeavesOutWhatIsTurnedOff) {
  Batch batch = decode({.timestamp = false,
                        .version = false,
                        .path = false,
                        .offset = false,
                        .host = false,
                        .host_name = ""},
                       "one\n");
  EXPECT_EQ(batch.columns(), 1U);
}

TEST_F(LineDecoderTest, AChangeToOneRowsLogLeavesTheOthers) {
  for (const bool offset : {true, false}) {
    Batch batch = decode({.offset = offset, .host_name = ""}, "one\ntwo\n");
    const FieldRef path = FieldRef::resolve(*FieldPath::parse("[log][file][path]"), batch);
    ASSERT_TRUE(set_field(batch, 0, path, Value::text("other")));
    EXPECT_EQ(text_at(batch, 0, "[log][file][path]"), "other");
    EXPECT_EQ(text_at(batch, 1, "[log][file][path]"), "in/a.csv");
  }
}

}  // namespace
}  // namespace bdp
