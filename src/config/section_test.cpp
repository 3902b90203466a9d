#include "config/section.h"

#include <gtest/gtest.h>

#include <array>

namespace bdp::config {
namespace {

constexpr std::array<std::string_view, 2> kColors = {"red", "green"};
constexpr std::array<FieldSpec, 2> kInner = {{
    {.name = "depth", .type = FieldType::kInteger, .help = "how deep", .required = true},
    {.name = "color",
     .type = FieldType::kText,
     .help = "its color",
     .fallback = "red",
     .choices = kColors},
}};
constexpr std::array<FieldSpec, 7> kFields = {{
    {.name = "client_id", .type = FieldType::kText, .help = "whose it is", .required = true},
    {.name = "max_file_size", .type = FieldType::kByteSize, .help = "bytes", .fallback = "1 MB"},
    {.name = "workers",
     .type = FieldType::kInteger,
     .help = "threads",
     .fallback = "3",
     .least = 1,
     .most = 64},
    {.name = "formats", .type = FieldType::kTextList, .help = "formats"},
    {.name = "exact", .type = FieldType::kBoolean, .help = "whether", .fallback = "true"},
    {.name = "inner", .type = FieldType::kMap, .help = "more"},
    {.name = "_id", .type = FieldType::kAny, .help = "ignored"},
}};

/// All problems of a document read by the fields above.
std::string problems_of(std::string_view text) {
  const Document document = *parse_json(text, "p.json");
  Problems problems(document);
  const Section section(document.root, "", kFields, problems);
  const Section inner(section, "inner", kInner);
  const Status status = problems.status();
  return status ? "" : std::string(status.error().message());
}

TEST(Section, GivesValuesAndFallbacks) {
  const Document document = *parse_json(
      R"({"client_id": "a", "max_file_size": "2 kB", "formats": ["x", "y"], "inner": {"depth": 7}})",
      "p.json");
  Problems problems(document);
  const Section section(document.root, "", kFields, problems);
  const Section inner(section, "inner", kInner);
  ASSERT_TRUE(problems.status());
  EXPECT_EQ(section.text("client_id"), "a");
  EXPECT_EQ(section.byte_size("max_file_size"), 2000U);
  EXPECT_EQ(section.integer("workers"), 3U);
  EXPECT_EQ(section.text_list("formats"), (std::vector<std::string>{"x", "y"}));
  EXPECT_TRUE(section.boolean("exact"));
  EXPECT_FALSE(section.given("workers"));
  EXPECT_EQ(inner.integer("depth"), 7U);
  EXPECT_EQ(inner.text("color"), "red");
  EXPECT_EQ(inner.name(), "inner");
}

TEST(Section, TellsAllProblemsInOneGoByPlace) {
  EXPECT_EQ(problems_of("{\"max_file_sise\": 1,\n \"workers\": \"many\",\n \"formats\": 5}"),
            "p.json:1:1: 'client_id' is missing: whose it is\n"
            "p.json:1:2: unknown key 'max_file_sise'; did you mean 'max_file_size'?\n"
            "p.json:2:13: 'workers' is the text \"many\", expected a whole number\n"
            "p.json:3:13: 'formats' is the number 5, expected a list of texts such as "
            "[\"csv\", \"txt\"]");
}

TEST(Section, NamesTheKnownKeysWhenNothingIsNear) {
  EXPECT_EQ(problems_of(R"({"client_id": "a", "zzzzzz": 1})"),
            "p.json:1:20: unknown key 'zzzzzz'; known are: client_id, max_file_size, workers, "
            "formats, exact, inner");
}

TEST(Section, SaysWhichSectionAKeyIsIn) {
  EXPECT_EQ(problems_of(R"({"client_id": "a", "inner": {"colour": "red"}})"),
            "p.json:1:29: 'depth' is missing in inner: how deep\n"
            "p.json:1:30: unknown key 'colour' in inner; did you mean 'color'?");
}

TEST(Section, SaysWhatIsExpectedInsteadOfAWrongType) {
  EXPECT_EQ(problems_of(R"({"client_id": 12})"),
            "p.json:1:15: 'client_id' is the number 12, expected a text; put it between quotes");
  EXPECT_EQ(problems_of(R"({"client_id": null})"),
            "p.json:1:15: 'client_id' is null, expected a text");
  EXPECT_EQ(problems_of(R"({"client_id": "a", "exact": "yes"})"),
            "p.json:1:29: 'exact' is the text \"yes\", expected true or false");
  EXPECT_EQ(problems_of(R"({"client_id": "a", "inner": []})"),
            "p.json:1:29: 'inner' is an empty list, expected a map such as {\"key\": value}");
  EXPECT_EQ(problems_of(R"({"client_id": "a", "formats": ["x", 5]})"),
            "p.json:1:31: 'formats' is a list, expected a list of texts such as [\"csv\", "
            "\"txt\"]");
  EXPECT_EQ(problems_of("[]"),
            "p.json:1:1: expected a map with keys such as 'client_id', found an "
            "empty list");
}

TEST(Section, HoldsNumbersToTheirRange) {
  EXPECT_EQ(problems_of(R"({"client_id": "a", "workers": 0})"),
            "p.json:1:31: 'workers' is 0, expected a number from 1 to 64");
  EXPECT_EQ(problems_of(R"({"client_id": "a", "workers": -1})"),
            "p.json:1:31: 'workers' is -1, expected a number from 1 to 64");
  EXPECT_EQ(problems_of(R"({"client_id": "a", "workers": 99999999999999999999})"),
            "p.json:1:31: 'workers' is 99999999999999999999, expected a number from 1 to 64");
  EXPECT_EQ(problems_of(R"({"client_id": "a", "workers": 1.5})"),
            "p.json:1:31: 'workers' is the number 1.5, expected a whole number");
}

TEST(Section, HoldsSizesToTheirForm) {
  EXPECT_EQ(problems_of(R"({"client_id": "a", "max_file_size": "big"})"),
            "p.json:1:37: 'max_file_size' 'big' is no size; write bytes as 500000000, or with a "
            "unit as \"500 MB\" or \"64 MiB\"");
}

TEST(Section, HoldsTextsToTheirChoices) {
  EXPECT_EQ(problems_of(R"({"client_id": "a", "inner": {"depth": 1, "color": "gren"}})"),
            "p.json:1:51: 'color' is the text \"gren\"; did you mean 'green'?");
  EXPECT_EQ(problems_of(R"({"client_id": "a", "inner": {"depth": 1, "color": "xyzzyx"}})"),
            "p.json:1:51: 'color' is the text \"xyzzyx\"; expected one of: red, green");
}

TEST(Section, ShortensLongValuesBetweenCharacters) {
  const std::string long_text(30, 'a');
  EXPECT_EQ(
      problems_of(R"({"client_id": "a", "exact": ")" + long_text + "aaaaaaaaa\xC3\xA4\"}"),
      "p.json:1:29: 'exact' is the text \"" + long_text + "aaaaaaaaa...\", expected true or false");
}

TEST(Section, IgnoresWhatItIsToldToIgnore) {
  EXPECT_EQ(problems_of(R"({"client_id": "a", "_id": {"$oid": "64101fe4db6c780efed3cebe"}})"), "");
}

}  // namespace
}  // namespace bdp::config
