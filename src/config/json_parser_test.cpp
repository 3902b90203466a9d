#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "config/document.h"

namespace bdp::config {
namespace {

using Kind = Node::Kind;

std::string error_of(std::string_view text) {
  const auto document = parse_json(text, "job.json");
  return document ? "no error" : std::string(document.error().message());
}

Node parsed(std::string_view text) {
  auto document = parse_json(text, "job.json");
  EXPECT_TRUE(document) << document.error().message();
  return document ? std::move(document->root) : Node{};
}

TEST(ParseJson, ReadsEveryKindOfValue) {
  const Node root =
      parsed(R"({"a": null, "b": true, "c": -12, "d": 1.5e3, "e": "x", "f": [1, []]})");
  EXPECT_EQ(root.find("a")->value.kind, Kind::kNull);
  EXPECT_EQ(root.find("b")->value.kind, Kind::kBoolean);
  EXPECT_EQ(root.find("c")->value.kind, Kind::kInteger);
  EXPECT_EQ(root.find("d")->value.kind, Kind::kNumber);
  EXPECT_EQ(root.find("e")->value.text, "x");
  EXPECT_EQ(root.find("f")->value.items.size(), 2U);
  EXPECT_EQ(root.find("g"), nullptr);
}

TEST(ParseJson, KnowsLineAndColumnOfKeysAndValuesInCharacters) {
  const Node root = parsed("{\n  \"\xC3\xA4\": \"v\",\n\t\"b\": {}\n}");
  EXPECT_EQ(root.members[0].at, (Position{2, 3}));
  EXPECT_EQ(root.members[0].value.at, (Position{2, 8}));
  EXPECT_EQ(root.members[1].at, (Position{3, 2}));
}

TEST(ParseJson, SkipsCommentsAndAByteOrderMark) {
  const Node root =
      parsed("\xEF\xBB\xBF// first\n{\"a\": 5, // bytes\n /* b\n: */ \"b\": 6}\n// end");
  EXPECT_EQ(root.find("a")->value.text, "5");
  EXPECT_EQ(root.find("b")->value.at, (Position{4, 11}));
}

TEST(ParseJson, DoesNotTakeSlashesInTextsForComments) {
  EXPECT_EQ(parsed(R"({"a": "http://x /* y */"})").find("a")->value.text, "http://x /* y */");
}

TEST(ParseJson, UndoesEscapes) {
  EXPECT_EQ(parsed(R"(["\"\\\/\b\f\n\r\t\u00e4\u20AC\ud83d\ude00"])").items[0].text,
            "\"\\/\b\f\n\r\t\xC3\xA4\xE2\x82\xAC\xF0\x9F\x98\x80");
}

struct Mistake {
  std::string_view text;
  std::string_view error;
};

class ParseJsonMistakes : public testing::TestWithParam<Mistake> {};

TEST_P(ParseJsonMistakes, SayWhereWhatAndWhatWouldBeRight) {
  EXPECT_EQ(error_of(GetParam().text), GetParam().error);
}

INSTANTIATE_TEST_SUITE_P(
    All, ParseJsonMistakes,
    testing::Values(
        Mistake{"",
                "job.json:1:1: the file is empty; expected a document, such as {\"key\": "
                "\"value\"}"},
        Mistake{" \n ",
                "job.json:1:1: the file is empty; expected a document, such as {\"key\": "
                "\"value\"}"},
        Mistake{"{\"a\": 1,}", "job.json:1:8: a comma before '}'; take it away"},
        Mistake{"[1,\n2,\n]", "job.json:2:2: a comma before ']'; take it away"},
        Mistake{"[1,,2]", "job.json:1:4: found a second ','; take it away"},
        Mistake{"[,1]", "job.json:1:2: found ',', expected a value before it"},
        Mistake{"{\"a\": 1\n\"b\": 2}",
                "job.json:2:1: found '\"', expected ',' or '}' after the value of 'a'"},
        Mistake{"[1 2]", "job.json:1:4: found '2', expected ',' or ']' after the value"},
        Mistake{"{\"a\" 1}", "job.json:1:6: found '1', expected ':' after the key 'a'"},
        Mistake{"{\"a\":}", "job.json:1:6: the key 'a' has no value; write one after the ':'"},
        Mistake{"{\"a\":", "job.json:1:6: found the end of the file, expected a value"},
        Mistake{"{a: 1}",
                "job.json:1:2: found 'a', expected a key; keys stand between double quotes"},
        Mistake{"{\"a\": {\"b\": 1", "job.json:1:7: this '{' is never closed; put '}' at its end"},
        Mistake{"[[1]", "job.json:1:1: this '[' is never closed; put ']' at its end"},
        Mistake{"[1}", "job.json:1:3: found '}', expected ',' or ']' after the value"},
        Mistake{"{\"a\": \"b}", "job.json:1:7: this text is never closed; put '\"' at its end"},
        Mistake{"{\"a\": \"b\n\"}",
                "job.json:1:7: this text does not end in its line; put '\"' at its end, or write a "
                "line break in it as \\n"},
        Mistake{"[\"a\tb\"]",
                "job.json:1:4: the control character U+0009 in a text; write it as \\t"},
        Mistake{"[\"\\d+\"]",
                "job.json:1:3: this backslash begins no escape; write a backslash itself as \\\\"},
        Mistake{"[\"\\u12g4\"]",
                "job.json:1:3: \\u needs four hexadecimal digits, such as \\u00e9"},
        Mistake{"[\"\\ud800x\"]",
                "job.json:1:3: half of a surrogate pair; write the character itself, or both \\u "
                "escapes"},
        Mistake{"['a']", "job.json:1:2: found \"'\"; texts stand between double quotes"},
        Mistake{"[True]", "job.json:1:2: found 'True', expected a value; did you mean 'true'?"},
        Mistake{"[hello]",
                "job.json:1:2: found 'hello', expected a value; texts stand between double quotes"},
        Mistake{"[01]",
                "job.json:1:2: '01' is no number; write it like 12, -3.5 or 1e6, or as a text "
                "between double quotes"},
        Mistake{"[1.]",
                "job.json:1:2: '1.' is no number; write it like 12, -3.5 or 1e6, or as a text "
                "between double quotes"},
        Mistake{"[10MB]",
                "job.json:1:2: '10MB' is no number; write it like 12, -3.5 or 1e6, or as a text "
                "between double quotes"},
        Mistake{"# c\n{}", "job.json:1:1: found '#'; a comment begins with '//'"},
        Mistake{"/* c", "job.json:1:1: this comment is never closed; put '*/' at its end"},
        Mistake{"{\"a\": 1,\n \"a\": 2}",
                "job.json:2:2: the key 'a' is given twice, first in line 1; keep one"},
        Mistake{"{\"a\": 1}\n\n{\"a\": 2}",
                "job.json:3:1: a second document begins here; a file holds one: put each into its "
                "own file"},
        Mistake{"{} x", "job.json:1:4: found 'x' after the end of the document; take it away"},
        Mistake{"client_id: x",
                "job.json:1:1: found 'client_id', expected a value; texts stand between double "
                "quotes"},
        Mistake{"{\"a\": \"\xFF\"}",
                "job.json:1:8: a byte that is not UTF-8; save the file as UTF-8"},
        Mistake{"\xFF\xFE{", "job.json:1:1: the text is UTF-16; save the file as UTF-8"}));

TEST(ParseJson, RefusesNulBytes) {
  EXPECT_EQ(error_of(std::string_view("{\n\0}", 4)),
            "job.json:2:1: a NUL byte; take it out, or save the file as UTF-8");
}

TEST(ParseJson, LimitsTheNesting) {
  EXPECT_EQ(error_of(std::string(64, '[') + std::string(64, ']')), "no error");
  EXPECT_EQ(error_of(std::string(100000, '[')),
            "job.json:1:65: values are nested deeper than 64 levels");
}

TEST(ParseJson, LimitsTheSize) {
  EXPECT_EQ(error_of(std::string(kMaxDocumentBytes + 1, ' ')),
            "job.json: the file has 16777217 bytes; at most 16777216 are read");
}

TEST(ParseJson, NeverReadsBeyondATruncatedDocument) {
  const std::string whole =
      R"({"a": [1, -2.5e+3, true, "x\u00e4\ud83d\ude00\n"], /* c */ "b": {}})";
  for (std::size_t size = 0; size < whole.size(); ++size) {
    // A copy of its own, so that the address sanitizer sees a read beyond it.
    EXPECT_NE(error_of(std::string(whole.substr(0, size))), "no error") << size;
  }
  EXPECT_EQ(error_of(whole), "no error");
}

TEST(CanonicalJson, IsTheSameForDocumentsThatMeanTheSame) {
  const Node a = parsed("{\"b\": [1, \"x\\u00e4\"], // why\n \"a\": null}");
  const Node b = parsed("{\"a\":null,\"b\":[1,\"x\xC3\xA4\"]}");
  EXPECT_EQ(canonical_json(a), "{\"a\":null,\"b\":[1,\"x\xC3\xA4\"]}");
  EXPECT_EQ(canonical_json(a), canonical_json(b));
  EXPECT_NE(canonical_json(a), canonical_json(parsed(R"({"a":null,"b":["xä",1]})")));
}

TEST(QuotedJson, EscapesWhatMustBe) {
  EXPECT_EQ(quoted_json("a\"\\\n\r\t\x01/"), "\"a\\\"\\\\\\n\\r\\t\\u0001/\"");
}

}  // namespace
}  // namespace bdp::config
