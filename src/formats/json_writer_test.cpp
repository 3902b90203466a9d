#include "formats/json_writer.h"

#include <gtest/gtest.h>

#include <limits>
#include <memory>
#include <string>

#include "record/container.h"

namespace bdp {
namespace {

Batch batch_of(std::initializer_list<std::string_view> names, RowIndex rows) {
  auto layout = std::make_shared<Layout>();
  for (const std::string_view name : names) layout->add(name);
  Batch batch(std::move(layout));
  batch.set_rows(rows);
  return batch;
}

Value text(Batch& batch, std::string_view bytes, TextFlags flags = kPlainText) {
  return Value::text(batch.arena().copy(bytes), flags);
}

std::string lines(const Batch& batch, const JsonLinesOptions& options = {}) {
  Selection rows;
  select_all(batch, rows);
  Bytes out;
  encode_json_lines(batch, rows, options, out);
  return std::string(out.view());
}

TEST(JsonLines, AreOneObjectARowInTheOrderOfTheSlots) {
  Batch batch = batch_of({"b", "a"}, 2);
  batch.set(0, 0, text(batch, "x"));
  batch.set(0, 1, text(batch, "y"));
  batch.set(1, 0, Value::integer(1));
  batch.set(1, 1, Value::real(0.5));
  EXPECT_EQ(lines(batch), "{\"b\":\"x\",\"a\":1}\n{\"b\":\"y\",\"a\":0.5}\n");
}

TEST(JsonLines, LeaveOutWhatIsAbsentAndShowNull) {
  Batch batch = batch_of({"a", "b", "c"}, 3);
  batch.set(0, 1, Value::null());
  batch.set(2, 0, Value::boolean(true));
  EXPECT_EQ(lines(batch), "{\"c\":true}\n{\"a\":null}\n{}\n");
}

TEST(JsonLines, HaveColumnsOfOneValueInEveryRow) {
  Batch batch = batch_of({"host", "path", "n", "version"}, 2);
  batch.column(0).fill(text(batch, "a\"b", 0));
  batch.column(1).fill(text(batch, "/var/log"));
  batch.set(2, 1, Value::integer(7));
  batch.column(3).fill(text(batch, "1"));
  EXPECT_EQ(lines(batch),
            "{\"host\":\"a\\\"b\",\"path\":\"/var/log\",\"version\":\"1\"}\n"
            "{\"host\":\"a\\\"b\",\"path\":\"/var/log\",\"n\":7,\"version\":\"1\"}\n");
}

TEST(JsonLines, OfRowsWithoutFieldsAreEmptyObjects) {
  EXPECT_EQ(lines(batch_of({"a"}, 2)), "{}\n{}\n");
}

TEST(JsonLines, ShowMetadataOnlyWhenAsked) {
  Batch batch = batch_of({"@metadata", "a"}, 1);
  Object* metadata = Object::make(batch.arena());
  metadata->set(batch.arena(), "k", Value::integer(1));
  batch.set(0, 0, Value::object(metadata));
  batch.set(1, 0, Value::integer(2));
  EXPECT_EQ(lines(batch), "{\"a\":2}\n");
  EXPECT_EQ(lines(batch, {.metadata = true}), "{\"@metadata\":{\"k\":1},\"a\":2}\n");
}

TEST(JsonLines, LeaveOutFieldsWhenAsked) {
  Batch batch = batch_of({"a", "b"}, 1);
  batch.set(0, 0, Value::integer(1));
  batch.set(1, 0, Value::integer(2));
  const Slot without[] = {0};
  EXPECT_EQ(lines(batch, {.without = without}), "{\"b\":2}\n");
}

TEST(JsonLines, ShowOnlySelectedRowsInTheirOrder) {
  Batch batch = batch_of({"a"}, 3);
  for (RowIndex row = 0; row < 3; ++row) batch.set(0, row, Value::integer(row));
  Bytes out;
  encode_json_lines(batch, {2, 0}, {}, out);
  EXPECT_EQ(out.view(), "{\"a\":2}\n{\"a\":0}\n");
}

TEST(JsonLines, EscapeNames) {
  Batch batch = batch_of({"a\"\n", "b\xFF"}, 1);
  batch.set(0, 0, Value::integer(1));
  batch.set(1, 0, Value::integer(2));
  EXPECT_EQ(lines(batch), "{\"a\\\"\\n\":1,\"b\\\\xFF\":2}\n");
}

TEST(JsonLines, HoldEveryKindOfValue) {
  Batch batch = batch_of({"v"}, 8);
  batch.set(0, 0, Value::real(std::numeric_limits<double>::infinity()));
  batch.set(0, 1, Value::big_integer("99999999999999999999"));
  batch.set(0, 2, Value::decimal("2.70"));
  batch.set(0, 3, Value::timestamp({1, 0}));
  batch.set(0, 4, Value::list(List::make(batch.arena())));
  batch.set(0, 5, text(batch, "tab\t", 0));
  batch.set(0, 6, Value::integer(std::numeric_limits<std::int64_t>::min()));
  batch.set(0, 7, Value::real(-1.7976931348623157e308));
  EXPECT_EQ(lines(batch),
            "{\"v\":\"Infinity\"}\n{\"v\":99999999999999999999}\n{\"v\":2.70}\n"
            "{\"v\":\"1970-01-01T00:00:01.000Z\"}\n{\"v\":[]}\n{\"v\":\"tab\\t\"}\n"
            "{\"v\":-9223372036854775808}\n{\"v\":-1.7976931348623157E308}\n");
}

TEST(JsonLines, OfLongTextsAndManyColumnsFindRoom) {
  std::vector<std::string> names;
  auto layout = std::make_shared<Layout>();
  for (int i = 0; i < 300; ++i) layout->add("column " + std::to_string(i));
  Batch batch(layout);
  batch.set_rows(50);
  std::string wanted;
  for (RowIndex row = 0; row < 50; ++row) {
    for (Slot slot = 0; slot < 300; ++slot) {
      const std::string value((row * slot) % 997, slot % 2 == 0 ? 'x' : '\n');
      batch.set(slot, row, text(batch, value, slot % 2 == 0 ? kPlainText : 0));
      wanted += slot == 0 ? "{" : ",";
      wanted += "\"column " + std::to_string(slot) + "\":\"";
      if (slot % 2 == 0) {
        wanted += value;
      } else {
        for (std::size_t i = 0; i < value.size(); ++i) wanted += "\\n";
      }
      wanted += "\"";
    }
    wanted += "}\n";
  }
  EXPECT_EQ(lines(batch), wanted);
}

TEST(JsonRowWriter, AppendsOneRowWithoutALineEnd) {
  Batch batch = batch_of({"a"}, 1);
  batch.set(0, 0, Value::integer(1));
  Bytes out;
  out.append("x");
  JsonRowWriter(batch, {}).append(0, out);
  EXPECT_EQ(out.view(), "x{\"a\":1}");
}

}  // namespace
}  // namespace bdp
