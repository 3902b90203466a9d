#include "formats/bson_writer.h"

#include <bson/bson.h>
#include <gtest/gtest.h>

#include <cmath>
#include <cstring>
#include <limits>
#include <memory>
#include <random>
#include <string>

#include "formats/bson_value.h"
#include "record/container.h"

namespace bdp {
namespace {

Batch batch_of(std::initializer_list<std::string_view> names, RowIndex rows) {
  auto layout = std::make_shared<Layout>();
  for (const std::string_view name : names) layout->add(name);
  Batch batch(std::move(layout));
  batch.set_rows(rows);
  batch.set_source({0x0102030405060708ULL, 0x090A});
  return batch;
}

Value text(Batch& batch, std::string_view bytes, TextFlags flags = 0) {
  return Value::text(batch.arena().copy(bytes), flags);
}

/// The document as libbson reads and shows it.
std::string shown(std::string_view document) {
  bson_t bson;
  EXPECT_TRUE(bson_init_static(&bson, reinterpret_cast<const std::uint8_t*>(document.data()),
                               document.size()));
  EXPECT_TRUE(bson_validate(&bson, BSON_VALIDATE_UTF8_ALLOW_NULL, nullptr));
  char* json = bson_as_canonical_extended_json(&bson, nullptr);
  std::string shown = json;
  bson_free(json);
  return shown;
}

std::string row(const Batch& batch, RowIndex index, Value key = Value::integer(0)) {
  Bytes out;
  out.append("x");
  EXPECT_TRUE(BsonRowWriter(batch).append(index, key, out));
  return shown(out.view().substr(1));
}

TEST(BsonRowWriter, BeginsWithTheRowIdAsSixteenBytes) {
  Batch batch = batch_of({}, 2);
  batch.positions() = {1, 0x0B0C0D0E0F10ULL};
  EXPECT_EQ(row(batch, 1, Value()),
            R"({ "_id" : { "$binary" : { "base64" : "AQIDBAUGBwgJCgsMDQ4PEA==", )"
            R"("subType" : "00" } } })");
}

TEST(BsonRowWriter, TakesAnotherKey) {
  Batch batch = batch_of({"a"}, 1);
  batch.set(0, 0, Value::null());
  EXPECT_EQ(row(batch, 0, text(batch, "key")), R"({ "_id" : "key", "a" : null })");
}

TEST(BsonRowWriter, CallsTheEventsOwnIdOtherwise) {
  Batch batch = batch_of({"_id"}, 1);
  batch.set(0, 0, text(batch, "mine"));
  EXPECT_EQ(row(batch, 0, text(batch, "key")), R"({ "_id" : "key", "_event_id" : "mine" })");
}

TEST(BsonRowWriter, HoldsEveryKindOfValue) {
  Batch batch = batch_of({"v"}, 12);
  const Value values[] = {Value::null(),
                          Value::boolean(true),
                          Value::integer(7),
                          Value::integer(std::numeric_limits<std::int64_t>::min()),
                          Value::real(0.5),
                          text(batch, std::string_view("a\0\xC3\xA9", 4)),
                          Value::big_integer("99999999999999999999"),
                          Value::decimal("2.70"),
                          Value::decimal("0.12345678901234567890123456789012345"),
                          Value::timestamp({-1, 999'999'999}),
                          Value::list(List::make(batch.arena())),
                          Value::object(Object::make(batch.arena()))};
  values[10].as_list().push_back(batch.arena(), Value());
  values[10].as_list().push_back(batch.arena(), Value::boolean(false));
  values[11].as_object().set(batch.arena(), "k", Value::integer(1));
  values[11].as_object().set(batch.arena(), "gone", Value());
  for (RowIndex i = 0; i < 12; ++i) batch.set(0, i, values[i]);
  const char* wanted[] = {R"(null)",
                          R"(true)",
                          R"({ "$numberLong" : "7" })",
                          R"({ "$numberLong" : "-9223372036854775808" })",
                          R"({ "$numberDouble" : "0.5" })",
                          "\"a\\u0000\xC3\xA9\"",
                          R"({ "$numberDecimal" : "99999999999999999999" })",
                          R"({ "$numberDecimal" : "2.70" })",
                          R"("0.12345678901234567890123456789012345")",
                          R"({ "$date" : { "$numberLong" : "-1" } })",
                          R"([ null, false ])",
                          R"({ "k" : { "$numberLong" : "1" } })"};
  for (RowIndex i = 0; i < 12; ++i) {
    EXPECT_EQ(row(batch, i),
              std::string(R"({ "_id" : { "$numberLong" : "0" }, "v" : )") + wanted[i] + " }");
  }
}

TEST(BsonRowWriter, LeavesOutWhatIsAbsentAndTheMetadata) {
  Batch batch = batch_of({"a", "@metadata", "b"}, 2);
  batch.set(0, 1, Value::boolean(true));
  batch.set(1, 0, Value::boolean(true));
  EXPECT_EQ(row(batch, 0, text(batch, "k")), R"({ "_id" : "k" })");
  EXPECT_EQ(row(batch, 1, text(batch, "k")), R"({ "_id" : "k", "a" : true })");
}

TEST(BsonRowWriter, HasColumnsOfOneValueInEveryRow) {
  Batch batch = batch_of({"host", "n", "version", "port"}, 2);
  batch.column(0).fill(text(batch, "h"));
  batch.set(1, 1, Value::boolean(false));
  batch.column(2).fill(text(batch, "1"));
  batch.column(3).fill(Value::boolean(true));
  EXPECT_EQ(row(batch, 1, text(batch, "k")),
            R"({ "_id" : "k", "host" : "h", "n" : false, "version" : "1", "port" : true })");
}

TEST(BsonRowWriter, ShowsBytesThatAreNoUtf8) {
  Batch batch = batch_of({"a\xFF", std::string_view("n\0", 2)}, 1);
  batch.set(0, 0, text(batch, "\\\xE9\n", kBrokenText));
  batch.set(1, 0, text(batch, "\\\xC3\xA9", kBrokenText));
  EXPECT_EQ(row(batch, 0, text(batch, "k")),
            "{ \"_id\" : \"k\", \"a\\\\xFF\" : \"\\\\\\\\\\\\xE9\\n\", \"n\\\\x00\" : "
            "\"\\\\\xC3\xA9\" }");
}

TEST(BsonRowWriter, RefusesWhatIsNestedTooDeep) {
  Batch batch = batch_of({"a"}, 2);
  const auto nested = [&batch](unsigned levels) {
    Value value = Value::integer(1);
    for (unsigned i = 0; i < levels; ++i) {
      List* list = List::make(batch.arena());
      list->push_back(batch.arena(), value);
      value = Value::list(list);
    }
    return value;
  };
  batch.set(0, 0, nested(kBsonLevels - 1));
  batch.set(0, 1, nested(kBsonLevels));
  const BsonRowWriter writer(batch);
  Bytes out;
  EXPECT_TRUE(writer.append(0, Value(), out));
  const std::string before(out.view());
  EXPECT_FALSE(writer.append(1, Value(), out));
  EXPECT_EQ(out.view(), before);

  Batch same = batch_of({"a"}, 1);
  same.column(0).fill(nested(kBsonLevels));
  EXPECT_FALSE(BsonRowWriter(same).append(0, Value(), out));
  EXPECT_EQ(out.view(), before);
}

/// Random values, and the same appended by libbson.
class RandomDocuments {
 public:
  explicit RandomDocuments(unsigned seed) : random_(seed) {}

  unsigned below(unsigned limit) { return static_cast<unsigned>(random_() % limit); }

  std::string letters() {
    std::string letters(below(40), 'x');
    for (char& letter : letters) letter = static_cast<char>('a' + below(26));
    return letters;
  }

  Value value(Batch& batch, unsigned depth) {
    switch (below(depth > 3 ? 9 : 11)) {
      case 0:
        return {};
      case 1:
        return Value::null();
      case 2:
        return Value::boolean(below(2) == 0);
      case 3:
        return Value::integer(static_cast<std::int64_t>(random_()) >> below(64));
      case 4:
        return Value::real(
            std::ldexp(static_cast<double>(random_()), -static_cast<int>(below(90))));
      case 5:
        return Value::decimal(
            batch.arena().copy("-" + std::to_string(random_()) + "." + std::to_string(random_())));
      case 6:
        return Value::timestamp(
            {static_cast<std::int64_t>(random_() >> 30U) - (1LL << 33U), below(1'000'000'000)});
      case 7:
      case 8:
        return text(batch, letters() + (below(2) == 0 ? "\xE2\x82\xAC" : ""),
                    below(2) == 0 ? kBrokenText : TextFlags{0});
      case 9: {
        List* list = List::make(batch.arena());
        for (unsigned i = below(15); i > 0; --i) {
          list->push_back(batch.arena(), value(batch, depth + 1));
        }
        return Value::list(list);
      }
      default: {
        Object* object = Object::make(batch.arena());
        for (unsigned i = below(6); i > 0; --i) {
          object->set(batch.arena(), letters(), value(batch, depth + 1));
        }
        return Value::object(object);
      }
    }
  }

 private:
  std::mt19937_64 random_;
};

void append_by_libbson(bson_t& to, const std::string& name, Value value) {
  const auto size = static_cast<int>(name.size());
  switch (value.tag()) {
    case Tag::kAbsent:
    case Tag::kNull:
      bson_append_null(&to, name.c_str(), size);
      break;
    case Tag::kBool:
      bson_append_bool(&to, name.c_str(), size, value.as_bool());
      break;
    case Tag::kInt:
      bson_append_int64(&to, name.c_str(), size, value.as_int());
      break;
    case Tag::kDouble:
      bson_append_double(&to, name.c_str(), size, value.as_double());
      break;
    case Tag::kText:
      // To libbson a text that is nowhere is a null.
      bson_append_utf8(&to, name.c_str(), size,
                       value.as_text().empty() ? "" : value.as_text().data(),
                       static_cast<int>(value.as_text().size()));
      break;
    case Tag::kBigInt:
    case Tag::kDecimal: {
      bson_decimal128_t decimal;
      const std::string digits(value.as_text());
      if (bson_decimal128_from_string(digits.c_str(), &decimal)) {
        bson_append_decimal128(&to, name.c_str(), size, &decimal);
      } else {
        bson_append_utf8(&to, name.c_str(), size, digits.data(), static_cast<int>(digits.size()));
      }
      break;
    }
    case Tag::kTimestamp: {
      const Timestamp time = value.as_timestamp();
      const double exact =
          std::floor(static_cast<double>(time.seconds) * 1e3 + time.nanoseconds / 1'000'000);
      bson_append_date_time(&to, name.c_str(), size, static_cast<std::int64_t>(exact));
      break;
    }
    case Tag::kList: {
      bson_t inner;
      bson_append_array_begin(&to, name.c_str(), size, &inner);
      for (std::uint32_t i = 0; i < value.as_list().size(); ++i) {
        append_by_libbson(inner, std::to_string(i), value.as_list()[i]);
      }
      bson_append_array_end(&to, &inner);
      break;
    }
    case Tag::kObject: {
      bson_t inner;
      bson_append_document_begin(&to, name.c_str(), size, &inner);
      for (const Object::Entry& entry : value.as_object()) {
        if (entry.value.present()) append_by_libbson(inner, std::string(entry.key()), entry.value);
      }
      bson_append_document_end(&to, &inner);
      break;
    }
  }
}

TEST(BsonRowWriter, WritesWhatLibbsonWrites) {
  for (unsigned seed = 0; seed < 300; ++seed) {
    RandomDocuments random(seed);
    auto layout = std::make_shared<Layout>();
    for (unsigned i = random.below(12); i > 0; --i) layout->add(random.letters());
    Batch batch(layout);
    const RowIndex rows = 1 + random.below(20);
    batch.set_rows(rows);
    for (Slot slot = 0; slot < batch.columns(); ++slot) {
      if (random.below(4) == 0) {
        batch.column(slot).fill(random.value(batch, 0));
        continue;
      }
      for (RowIndex row = 0; row < rows; ++row) batch.set(slot, row, random.value(batch, 0));
    }
    const BsonRowWriter writer(batch);
    for (RowIndex row = 0; row < rows; ++row) {
      const Value key = random.below(2) == 0 ? Value() : text(batch, random.letters());
      bson_t wanted = BSON_INITIALIZER;
      if (key.present()) {
        append_by_libbson(wanted, "_id", key);
      } else {
        const auto id = batch.id(row).bytes();
        bson_append_binary(&wanted, "_id", 3, BSON_SUBTYPE_BINARY,
                           reinterpret_cast<const std::uint8_t*>(id.data()), id.size());
      }
      for (Slot slot = 0; slot < batch.columns(); ++slot) {
        const Value value = batch.at(slot, row);
        if (value.present()) append_by_libbson(wanted, std::string(batch.name(slot)), value);
      }
      Bytes out;
      ASSERT_TRUE(writer.append(row, key, out));
      const std::string_view bytes(reinterpret_cast<const char*>(bson_get_data(&wanted)),
                                   wanted.len);
      EXPECT_TRUE(out.view() == bytes) << shown(out.view()) << "\n" << shown(bytes);
      bson_destroy(&wanted);
    }
  }
}

}  // namespace
}  // namespace bdp
