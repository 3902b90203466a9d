#include "formats/json_reader.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <simdjson.h>

#include <memory>
#include <random>
#include <string>
#include <vector>

#include "formats/json_text.h"
#include "formats/json_writer.h"

namespace bdp {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

class JsonReader : public testing::TestWithParam<SimdLevel> {
 protected:
  void open(std::string_view bytes, JsonOptions options = {}, std::uint64_t position = 0) {
    // Slack that would change every answer if it were taken for content.
    bytes_ = std::string(bytes) + std::string(kReadSlack, '"');
    options.level = GetParam();
    reader_ = std::make_unique<JsonLinesReader>(options);
    reader_->open(std::string_view(bytes_).substr(0, bytes.size()), position);
  }
  /// The rows of one batch as JSON lines, less the rejected ones.
  std::string next() {
    batch_.reset();
    if (!reader_->next(batch_)) return "(end)";
    Selection rows;
    select_all(batch_, rows);
    for (const Rejection& rejection : batch_.rejected()) std::erase(rows, rejection.row);
    Bytes out;
    encode_json_lines(batch_, rows, {}, out);
    return std::string(out.view());
  }
  std::string read(std::string_view bytes, const JsonOptions& options = {}) {
    open(bytes, options);
    return next();
  }
  std::string reason(std::string_view bytes, const JsonOptions& options = {}) {
    read(bytes, options);
    return batch_.rejected().empty() ? "(none)" : std::string(first_reason());
  }
  std::string_view first_reason() { return batch_.rejected()[0].reason.message(); }

  std::string bytes_;
  std::unique_ptr<JsonLinesReader> reader_;
  Batch batch_{std::make_shared<Layout>()};
};

INSTANTIATE_TEST_SUITE_P(Simd, JsonReader, testing::Values(SimdLevel::kPortable, best_simd_level()),
                         [](const auto& param) { return "Level" + std::to_string(param.index); });

TEST_P(JsonReader, MakesColumnsOfTheNames) {
  const std::string lines = "{\"a\":1,\"b\":\"x\"}\n{\"a\":2,\"b\":\"y\"}\n";
  EXPECT_EQ(read(lines), lines);
  EXPECT_EQ(batch_.columns(), 2U);
  EXPECT_THAT(batch_.positions(), ElementsAre(0, 16));
  EXPECT_THAT(batch_.originals(), ElementsAre("{\"a\":1,\"b\":\"x\"}", "{\"a\":2,\"b\":\"y\"}"));
  EXPECT_EQ(next(), "(end)");
}

TEST_P(JsonReader, TakesNamesInAnyOrderAndMissingOnes) {
  EXPECT_EQ(read("{\"a\":1,\"b\":2}\n{\"b\":3,\"a\":4}\n{\"b\":5}\n{}\n{\"c\":6,\"a\":7}\n"),
            "{\"a\":1,\"b\":2}\n{\"a\":4,\"b\":3}\n{\"b\":5}\n{}\n{\"a\":7,\"c\":6}\n");
}

TEST_P(JsonReader, TakesBlanksAnywhere) {
  EXPECT_EQ(read(" { \"a\" : [ 1 , { \"b\" : 2 } ] , \"c\" :\t{ } } \r\n"),
            "{\"a\":[1,{\"b\":2}],\"c\":{}}\n");
}

TEST_P(JsonReader, ReadsEveryKindOfValue) {
  const std::string line =
      R"({"t":true,"f":false,"n":null,"i":-12,"d":1.5,"s":"x","l":[1,"a",[]],"o":{"k":{}}})";
  EXPECT_EQ(read(line), line + "\n");
}

TEST_P(JsonReader, KeepsIntegersExact) {
  const std::string line =
      R"({"a":9223372036854775807,"b":-9223372036854775808,"c":9223372036854775808,)"
      R"("d":-9223372036854775809,"e":123456789012345678901234567890,"f":999999999999999999})";
  EXPECT_EQ(read(line), line + "\n");
  EXPECT_TRUE(batch_.at(1, 0).is(Tag::kInt));
  EXPECT_TRUE(batch_.at(2, 0).is(Tag::kBigInt));
}

TEST_P(JsonReader, ReadsNumbersAsTheNearestDouble) {
  EXPECT_EQ(read(R"({"a":0.1,"b":1e5,"c":-0.0,"d":1E-7,"e":85.001451425151913,"f":1e400,)"
                 R"("g":0.30000000000000004,"h":123456789012345678.5,"i":4.9e-324,"j":2.0})"),
            "{\"a\":0.1,\"b\":100000.0,\"c\":-0.0,\"d\":1.0E-7,\"e\":85.00145142515191,"
            "\"f\":\"Infinity\",\"g\":0.30000000000000004,\"h\":1.2345678901234568E17,"
            "\"i\":4.9E-324,\"j\":2.0}\n");
}

TEST_P(JsonReader, TakesEscapesOff) {
  read(R"({"a":"\"\\\/\b\f\n\r\t","b":"\u00e9\u20AC\ud83d\ude00","n\u0061me":"x","c":"z\u0000"})");
  EXPECT_EQ(batch_.at(0, 0).as_text(), "\"\\/\b\f\n\r\t");
  EXPECT_EQ(batch_.at(1, 0).as_text(), "é€😀");
  EXPECT_EQ(batch_.name(2), "name");
  EXPECT_EQ(batch_.at(3, 0).as_text(), std::string_view("z\0", 2));
}

TEST_P(JsonReader, StringsWithoutEscapesAreViewsAndSaySo) {
  read("{\"a\":\"plain\"}\n{\"a\":\"é\"}\n");
  EXPECT_EQ(batch_.at(0, 0).as_text().data(), bytes_.data() + 6);
  EXPECT_EQ(batch_.at(0, 0).text_flags(), kPlainText);
  EXPECT_EQ(batch_.at(0, 1).text_flags(), 0);
}

TEST_P(JsonReader, OfANameThatComesTwiceTheLastCounts) {
  EXPECT_EQ(read(R"({"a":1,"a":2,"o":{"k":1,"l":2,"k":3}})"),
            "{\"a\":2,\"o\":{\"k\":3,\"l\":2}}\n");
  std::string many = "{\"o\":{";
  for (int i = 0; i < 100; ++i)
    many += "\"k" + std::to_string(i % 50) + "\":" + std::to_string(i) + ",";
  many += "\"z\":0}}";
  std::string wanted = "{\"o\":{";
  for (int i = 0; i < 50; ++i)
    wanted += "\"k" + std::to_string(i) + "\":" + std::to_string(i + 50) + ",";
  EXPECT_EQ(read(many), wanted + "\"z\":0}}\n");
}

TEST_P(JsonReader, SkipsEmptyLinesAndCountsThem) {
  open("\n{\"a\":1}\n\n\r\n{\"a\":}\n{\"a\":2}");
  EXPECT_EQ(next(), "{\"a\":1}\n{\"a\":2}\n");
  EXPECT_EQ(first_reason(), "line 5, column 6: expected a value, found '}'");
  EXPECT_THAT(batch_.positions(), ElementsAre(1, 12, 19));
  EXPECT_EQ(reader_->lines(), 6U);
}

TEST_P(JsonReader, RejectsWhatIsNoObjectAndSaysWhere) {
  EXPECT_EQ(reason("{\"a\":1}\n[1]\n"), "line 2, column 1: expected a JSON object, found '['");
  EXPECT_EQ(reason("plain text"), "line 1, column 1: expected a JSON object, found 'p'");
  EXPECT_EQ(reason("{\"a\" 1}"), "line 1, column 6: expected ':', found '1'");
  EXPECT_EQ(reason("{\"a\":1 \"b\":2}"), "line 1, column 8: expected ',' or '}', found '\"'");
  EXPECT_EQ(reason("{\"a\":1,}"), "line 1, column 8: expected a name in quotes, found '}'");
  EXPECT_EQ(reason("{a:1}"), "line 1, column 2: expected a name in quotes, found 'a'");
  EXPECT_EQ(reason("{\"a\":"), "line 1, column 6: expected a value, found the end");
  EXPECT_EQ(reason("{\"a\":nul}"), "line 1, column 6: expected a value, found 'n'");
  EXPECT_EQ(reason("{\"a\":1} x"),
            "line 1, column 9: expected nothing behind the object, found 'x'");
  EXPECT_EQ(reason("{\"a\":\"x}"), "line 1, column 6: a string is not closed");
  EXPECT_EQ(reason("{\"a\":\"x\\"), "line 1, column 6: a string is not closed");
  EXPECT_EQ(reason("{\"a\":[1 2]}"), "line 1, column 9: expected ',' or ']', found '2'");
}

TEST_P(JsonReader, RejectsNumbersThatJsonDoesNotKnow) {
  EXPECT_EQ(reason("{\"a\":01}"),
            "line 1, column 6: a number does not begin with 0; write it without");
  EXPECT_EQ(reason("{\"a\":-}"), "line 1, column 6: a number needs a digit");
  EXPECT_EQ(reason("{\"a\":1.}"), "line 1, column 8: a number needs a digit behind its point");
  EXPECT_EQ(reason("{\"a\":1e+}"), "line 1, column 9: an exponent needs a digit");
  EXPECT_EQ(reason("{\"a\":.5}"), "line 1, column 6: expected a value, found '.'");
  EXPECT_EQ(reason("{\"a\":NaN}"), "line 1, column 6: expected a value, found 'N'");
  EXPECT_EQ(reason("{\"a\":1x}"), "line 1, column 7: expected ',' or '}', found 'x'");
}

TEST_P(JsonReader, RejectsStringsThatJsonDoesNotKnow) {
  EXPECT_EQ(reason("{\"a\":\"\t\"}"),
            "line 1, column 7: a control character in a string; write it as \\u00XX");
  EXPECT_EQ(reason(R"({"a":"\x"})"),
            R"(line 1, column 7: an unknown escape; a backslash itself is written \\)");
  EXPECT_EQ(reason(R"({"a":"\u12"})"), R"(line 1, column 11: \u needs four hexadecimal digits)");
  EXPECT_EQ(reason(R"({"a":"\ud800"})"), "line 1, column 7: half a surrogate pair");
  EXPECT_EQ(reason(R"({"a":"\udc00\ud800"})"), "line 1, column 7: half a surrogate pair");
  EXPECT_EQ(reason(R"({"a":"\ud800\n"})"), "line 1, column 7: half a surrogate pair");
  EXPECT_EQ(reason("{\"a\":\"\xE9\"}"), "line 1, column 7: a byte that is not UTF-8");
}

TEST_P(JsonReader, TellsTheOffsetWhenLinesAreNotCounted) {
  open("{}\nx\n", {.first_line = 0}, 1000);
  next();
  EXPECT_EQ(first_reason(), "offset 1003, column 1: expected a JSON object, found 'x'");
}

TEST_P(JsonReader, ARejectedRowLeavesNoValues) {
  read("{\"a\":1,\"b\":2}\n{\"a\":3,\"b\":x}\n");
  EXPECT_FALSE(batch_.at(0, 1).present());
  EXPECT_FALSE(batch_.at(1, 1).present());
}

TEST_P(JsonReader, RejectsWhatIsTooLargeOrTooDeep) {
  EXPECT_EQ(read("{\"a\":[[1]]}\n{\"a\":[1]}\n", {.max_depth = 2}), "{\"a\":[1]}\n");
  EXPECT_EQ(first_reason(), "line 1, column 7: nested deeper than 2 levels");
  EXPECT_EQ(read("{\"a\":1,\"b\":2}\n{\"a\":1}\n", {.max_fields = 1}), "{\"a\":1}\n");
  EXPECT_EQ(first_reason(), "line 1, column 8: expected no more fields, found '\"'");
  EXPECT_EQ(read("{\"aaaa\":1}\n{\"a\":1}\n", {.max_line_bytes = 8}), "{\"a\":1}\n");
  EXPECT_THAT(first_reason(), testing::HasSubstr("longer than the limit"));
}

TEST_P(JsonReader, SurvivesDeepNesting) {
  const std::string open(100'000, '[');
  EXPECT_THAT(reason("{\"a\":" + open), testing::HasSubstr("nested deeper than 1000 levels"));
  std::string legal = "{\"a\":" + std::string(999, '[') + std::string(999, ']') + "}";
  EXPECT_EQ(read(legal), legal + "\n");
}

TEST_P(JsonReader, MakesShortBatchesWhereEveryRowHasOtherNames) {
  std::string lines;
  for (int i = 0; i < 2000; ++i) {
    lines += "{\"a" + std::to_string(i) + "\":1,\"b" + std::to_string(i) + "\":2}\n";
  }
  open(lines, {.max_cells = 10'000});
  std::string all;
  std::size_t batches = 0;
  for (std::string rows = next(); rows != "(end)"; rows = next()) {
    all += rows;
    ++batches;
    EXPECT_LE(std::size_t{batch_.columns()} * batch_.rows(), 20'000U);
  }
  EXPECT_EQ(all, lines);
  EXPECT_GT(batches, 10U);
  EXPECT_LT(batches, 200U);
}

TEST_P(JsonReader, OfOneRowWithManyNamesIsOneBatch) {
  std::string line = "{";
  for (int i = 0; i < 500; ++i) line += "\"a" + std::to_string(i) + "\":1,";
  line.back() = '}';
  EXPECT_EQ(read(line + "\n{}\n", {.max_cells = 100}), line + "\n");
  EXPECT_EQ(next(), "{}\n");
}

TEST(JsonValue, IsAnyValueWithBlanksAroundIt) {
  Arena arena;
  const auto parse = [&arena](std::string_view text) -> std::string {
    const std::string_view copy = arena.copy(text);
    arena.allocate_text(kReadSlack);
    const Result<Value> value = parse_json_value(copy, arena);
    if (!value) return std::string(value.error().message());
    Bytes out;
    append_json(*value, out);
    return std::string(out.view());
  };
  EXPECT_EQ(parse(" [1,2.50,\"x\"]\n"), "[1,2.5,\"x\"]");
  EXPECT_EQ(parse("7"), "7");
  EXPECT_EQ(parse(""), "column 1: expected a value, found the end");
  EXPECT_EQ(parse("{} {}"), "column 4: expected nothing behind the value, found '{'");
  EXPECT_EQ(parse("\"\xC3\""), "column 2: a byte that is not UTF-8");
}

/// Texts that are nearly JSON.
std::string random_json(std::mt19937& random) {
  static const std::vector<std::string> pieces = {
      "{",
      "}",
      "[",
      "]",
      ",",
      ":",
      "\"a\"",
      "\"b\"",
      "1",
      "-2",
      "1.5",
      "2e3",
      "0",
      "true",
      "false",
      "null",
      " ",
      "\"\\n\"",
      "\"é\"",
      "\"\\u00e9\"",
      "\"\\ud83d\\ude00\"",
      "\"",
      "\\",
      "\xC3",
      "{\"a\":",
      "[1,",
      "},",
      "\"a\":1,",
      "123456789012",
      "\"long enough to leave a block of bytes behind\""};
  std::string text;
  for (std::size_t i = 1 + random() % 12; i > 0; --i) text += pieces[random() % pieces.size()];
  return text;
}

TEST(JsonValue, IsAcceptedWhereSimdjsonAcceptsIt) {
  std::mt19937 random(9);
  simdjson::dom::parser parser;
  std::size_t accepted = 0;
  for (int i = 0; i < 200'000; ++i) {
    const std::string text = random_json(random);
    simdjson::dom::element element;
    const auto error = parser.parse(text).get(element);
    // It does not take integers beyond 64 bits.
    if (error == simdjson::NUMBER_ERROR) continue;
    const bool theirs = error == simdjson::SUCCESS;
    Arena arena;
    const std::string padded = text + std::string(kReadSlack, ' ');
    const bool ours = parse_json_value({padded.data(), text.size()}, arena).has_value();
    ASSERT_EQ(ours, theirs) << text;
    accepted += theirs ? 1 : 0;
  }
  EXPECT_GT(accepted, 1000U);
}

}  // namespace
}  // namespace bdp
