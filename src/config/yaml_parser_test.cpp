#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "config/document.h"

namespace bdp::config {
namespace {

using testing::HasSubstr;
using testing::StartsWith;
using Kind = Node::Kind;

std::string error_of(std::string_view text) {
  const auto document = parse_yaml(text, "my.yaml");
  return document ? "no error" : std::string(document.error().message());
}

Node parsed(std::string_view text) {
  auto document = parse_yaml(text, "my.yaml");
  EXPECT_TRUE(document) << document.error().message();
  return document ? std::move(document->root) : Node{};
}

std::string canonical(std::string_view text) {
  return canonical_json(parsed(text));
}

TEST(ParseYaml, MakesTheTreeThatJsonMakes) {
  EXPECT_EQ(canonical("b: [1, two, {c: 3}]\na:\n  - ~\n  - true\n  - 1.50\n  - 'no'\n"),
            R"({"a":[null,true,1.50,"no"],"b":[1,"two",{"c":3}]})");
}

TEST(ParseYaml, ReadsJson) {
  EXPECT_EQ(canonical(R"({"a": [1, "x\u00e4"], "b": null})"),
            "{\"a\":[1,\"x\xC3\xA4\"],\"b\":null}");
}

TEST(ParseYaml, TypesPlainScalarsByTheCoreSchema) {
  EXPECT_EQ(canonical("[0x1F, 0o17, +5, -07, .5, 1., 1e3, 1.2.3, 10MB, yes, off, True, Null, '']"),
            R"([31,15,5,-7,0.5,1,1e3,"1.2.3","10MB","yes","off",true,null,""])");
  EXPECT_EQ(canonical("['12', \"true\", !!str 12, 2024-01-01, -, 1e, ., 0x]"),
            R"(["12","true","12","2024-01-01","-","1e",".","0x"])");
}

TEST(ParseYaml, KnowsLineAndColumnInCharacters) {
  const Node root = parsed("# c\n\xC3\xA4: {k: v}\nb:\n  - x\n");
  EXPECT_EQ(root.members[0].at, (Position{2, 1}));
  EXPECT_EQ(root.members[0].value.members[0].at, (Position{2, 5}));
  EXPECT_EQ(root.members[0].value.members[0].value.at, (Position{2, 8}));
  EXPECT_EQ(root.members[1].value.items[0].at, (Position{4, 5}));
}

TEST(ParseYaml, KeepsBlockTextsWithTheirLineBreaks) {
  EXPECT_EQ(parsed("filter: |\n  csv {\n  }\n").find("filter")->value.text, "csv {\n}\n");
  EXPECT_EQ(canonical("a: |+\n  x\n\n"), R"({"a":"x\n\n"})");
  EXPECT_EQ(canonical("a: >-\n  x\n  y\n"), R"({"a":"x y"})");
}

TEST(ParseYaml, PutsAliasesInPlace) {
  EXPECT_EQ(canonical("a: &x [1]\nb: *x\n"), R"({"a":[1],"b":[1]})");
}

TEST(ParseYaml, RefusesAliasesThatGrowWithoutEnd) {
  std::string bomb = "a0: &a0 [x,x,x,x,x,x,x,x,x,x]\n";
  for (int i = 1; i < 12; ++i) {
    const std::string before = "*a" + std::to_string(i - 1);
    bomb += "a" + std::to_string(i) + ": &a" + std::to_string(i) + " [";
    for (int j = 0; j < 10; ++j) bomb += (j == 0 ? "" : ", ") + before;
    bomb += "]\n";
  }
  EXPECT_THAT(error_of(bomb), HasSubstr("more than 1000000 values"));
}

TEST(ParseYaml, RefusesAnAliasInsideItsOwnAnchor) {
  EXPECT_EQ(error_of("a: &x [*x]"),
            "my.yaml:1:8: this alias is inside its own anchor; take it out");
}

TEST(ParseYaml, RefusesDuplicateKeys) {
  EXPECT_EQ(error_of("a: 1\nb: 2\na: 3\n"),
            "my.yaml:3:1: the key 'a' is given twice, first in line 1; keep one");
}

TEST(ParseYaml, TakesTheLastOfRepeatedKeysWhereTheyAreAllowed) {
  const auto document =
      parse_yaml("a: 1\nb: {x: 1, x: 2}\na: 3\n", "my.yaml", {.repeated_keys = true});
  ASSERT_TRUE(document);
  EXPECT_EQ(canonical_json(document->root), R"({"a":3,"b":{"x":2}})");
}

TEST(ParseYaml, RefusesKeysThatAreNoTexts) {
  EXPECT_EQ(error_of("? [a]\n: 1\n"),
            "my.yaml:1:3: a list or a map cannot be a key; expected a text");
}

TEST(ParseYaml, RefusesASecondDocument) {
  EXPECT_EQ(error_of("a: 1\n---\nb: 2\n"),
            "my.yaml:2:1: a second document begins here; a file holds one: put each into its own "
            "file");
  EXPECT_EQ(error_of("---\na: 1\n...\n"), "no error");
}

TEST(ParseYaml, SaysWhereTheSyntaxBreaks) {
  EXPECT_THAT(error_of("a: [1, 2\nb: 3\n"), StartsWith("my.yaml:2:"));
  EXPECT_THAT(error_of("a: b: c\n"), StartsWith("my.yaml:1:"));
  EXPECT_THAT(error_of("a:\n\t- x\n"), HasSubstr("indent with blanks"));
  EXPECT_THAT(error_of("a: \"x\n"), HasSubstr("not YAML"));
  EXPECT_THAT(error_of("a: \"x\nb: 2\n"), HasSubstr("not YAML"));
  EXPECT_THAT(error_of("a: 'x"), HasSubstr("not YAML"));
}

TEST(ParseYaml, RefusesEmptyFiles) {
  EXPECT_THAT(error_of(""), HasSubstr("the file is empty"));
  EXPECT_THAT(error_of("# only a comment\n"), HasSubstr("holds only comments"));
}

TEST(ParseYaml, LimitsTheNesting) {
  EXPECT_EQ(error_of(std::string(65, '[') + std::string(65, ']')),
            "my.yaml:1:65: values are nested deeper than 64 levels");
  EXPECT_NE(error_of(std::string(100000, '[')), "no error");
}

TEST(ParseDocument, GoesByTheName) {
  EXPECT_TRUE(parse_document("a: 1", "x.yaml"));
  EXPECT_TRUE(parse_document("a: 1", "x.yml"));
  EXPECT_FALSE(parse_document("a: 1", "x.json"));
}

}  // namespace
}  // namespace bdp::config
