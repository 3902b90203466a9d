#include "formats/json_text.h"

#include <gtest/gtest.h>

#include <limits>
#include <random>
#include <string>

#include <nlohmann/json.hpp>

#include "record/arena.h"
#include "record/container.h"

namespace bdp {
namespace {

class JsonText : public testing::TestWithParam<SimdLevel> {
 protected:
  std::string json(Value value) {
    Bytes out;
    append_json(value, out, GetParam());
    return std::string(out.view());
  }
  Value text(std::string_view bytes, TextFlags flags = 0) {
    return Value::text(arena_.copy(bytes), flags);
  }

  Arena arena_;
};

INSTANTIATE_TEST_SUITE_P(Simd, JsonText, testing::Values(SimdLevel::kPortable, best_simd_level()),
                         [](const auto& param) { return "Level" + std::to_string(param.index); });

TEST_P(JsonText, OfScalars) {
  EXPECT_EQ(json(Value::null()), "null");
  EXPECT_EQ(json(Value()), "null");
  EXPECT_EQ(json(Value::boolean(true)), "true");
  EXPECT_EQ(json(Value::boolean(false)), "false");
  EXPECT_EQ(json(Value::integer(-42)), "-42");
  EXPECT_EQ(json(Value::real(5)), "5.0");
  EXPECT_EQ(json(Value::big_integer("123456789012345678901234567890")),
            "123456789012345678901234567890");
  EXPECT_EQ(json(Value::decimal("1E+5")), "1E+5");
  EXPECT_EQ(json(Value::timestamp({0, 5'000'000})), "\"1970-01-01T00:00:00.005Z\"");
}

TEST_P(JsonText, OfWhatIsNoNumberIsAString) {
  EXPECT_EQ(json(Value::real(std::numeric_limits<double>::infinity())), "\"Infinity\"");
  EXPECT_EQ(json(Value::real(-std::numeric_limits<double>::infinity())), "\"-Infinity\"");
  EXPECT_EQ(json(Value::real(std::numeric_limits<double>::quiet_NaN())), "\"NaN\"");
}

TEST_P(JsonText, EscapesWhatJsonDoesNotAllow) {
  EXPECT_EQ(json(text("a\"b\\c/\n\t\r\b\f")), R"("a\"b\\c/\n\t\r\b\f")");
  EXPECT_EQ(json(text(std::string_view("\0\x1F\x7F", 3))), "\"\\u0000\\u001F\x7F\"");
  EXPECT_EQ(json(text("zéro €")), "\"zéro €\"");
  EXPECT_EQ(json(text("plain", kPlainText)), "\"plain\"");
  EXPECT_EQ(json(text("")), "\"\"");
}

TEST_P(JsonText, ShowsBytesThatAreNoUtf8) {
  EXPECT_EQ(json(text("caf\xE9 \\ \"", kBrokenText)), R"("caf\\xE9 \\\\ \"")");
  EXPECT_EQ(json(text("\xE2\x82", kBrokenText)), R"("\\xE2\\x82")");
  EXPECT_EQ(json(text("\xED\xA0\x80\xC0\xAF\xF5", kBrokenText)),
            R"("\\xED\\xA0\\x80\\xC0\\xAF\\xF5")");
  EXPECT_EQ(json(text("é\xFF€", kBrokenText)), R"("é\\xFF€")");
}

TEST_P(JsonText, ShowsAValidPartOfABrokenTextAsItIs) {
  EXPECT_EQ(json(text("a\\b", kBrokenText)), R"("a\\b")");
}

TEST_P(JsonText, OfContainersNests) {
  List* list = List::make(arena_);
  list->push_back(arena_, Value::integer(1));
  list->push_back(arena_, text("x"));
  list->push_back(arena_, Value::list(List::make(arena_)));
  Object* object = Object::make(arena_);
  object->set(arena_, "l\"", Value::list(list));
  object->set(arena_, "gone", Value());
  object->set(arena_, "o", Value::object(Object::make(arena_)));
  EXPECT_EQ(json(Value::object(object)), R"({"l\"":[1,"x",[]],"o":{}})");
}

TEST_P(JsonText, OfRandomBytesReadsBack) {
  std::mt19937 random(5);
  for (int round = 0; round < 3000; ++round) {
    std::string bytes;
    const std::size_t size = random() % (round % 100 == 0 ? 20000 : 200);
    const unsigned most = round % 2 == 0 ? 127 : 40;
    while (bytes.size() < size) bytes += static_cast<char>(random() % most);
    ASSERT_EQ(nlohmann::json::parse(json(text(bytes))).get<std::string>(), bytes);
  }
}

}  // namespace
}  // namespace bdp
