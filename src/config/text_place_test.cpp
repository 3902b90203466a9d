#include "config/text_place.h"

#include <gtest/gtest.h>

#include <string>

namespace bdp::config {
namespace {

std::string place(std::string_view document, Position text_at, std::size_t offset) {
  const auto found = place_in_text(document, text_at, offset);
  return found ? std::to_string(found->line) + ":" + std::to_string(found->column) : "none";
}

TEST(TextPlace, CountsEscapesAsTheyAreWritten) {
  // The value is: ab <line break> "c
  const std::string document = "{\n  \"f\": \"ab\\n\\\"c\"\n}";
  EXPECT_EQ(place(document, {2, 8}, 0), "2:9");
  EXPECT_EQ(place(document, {2, 8}, 2), "2:11");
  EXPECT_EQ(place(document, {2, 8}, 3), "2:13");
  EXPECT_EQ(place(document, {2, 8}, 4), "2:15");
  EXPECT_EQ(place(document, {2, 8}, 5), "2:16") << "the closing quote";
  EXPECT_EQ(place(document, {2, 8}, 99), "2:16");
}

TEST(TextPlace, CountsCharactersAndNotBytes) {
  EXPECT_EQ(place("\"\u00E4\u4E2Dx\"", {1, 1}, 5), "1:4");
  EXPECT_EQ(place(R"("äx\ud83d\ude00y")", {1, 1}, 7), "1:16");
  EXPECT_EQ(place(R"("\u00e4x")", {1, 1}, 2), "1:8");
}

TEST(TextPlace, WhereNoTextBeginsThereIsNone) {
  EXPECT_EQ(place("f: |\n  csv {}", {1, 4}, 0), "none");
  EXPECT_EQ(place("{}", {7, 1}, 0), "none");
}

}  // namespace
}  // namespace bdp::config
