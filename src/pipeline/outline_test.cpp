#include "pipeline/outline.h"

#include <gtest/gtest.h>

#include "pipeline/filters_for_test.h"
#include "pipeline/program.h"

namespace bdp {
namespace {

std::string explained(std::string_view text, std::size_t columns = 80) {
  const LanguageSettings settings;
  Layout layout;
  EXPECT_TRUE(compile_program(text, "f", settings, kTestKinds, layout).has_value());
  return explanation(outline_of(text, settings, kTestKinds), layout, columns);
}

TEST(Outline, ShowsStepsWithTheirColumnsAndSelections) {
  EXPECT_EQ(explained("set { field => 'aa' }\n"
                      "if [aa] == 'x' and [bb] { end { } }\n"
                      "else { set { field => 'cc' add_field => { 'dd' => '%{aa}' }\n"
                      "             remove_field => ['bb'] } }"),
            "1  set  1:1\n"
            "     writes   aa#0\n"
            "2  choose: each row into the first selection that  2:1\n"
            "3    if [aa] == \"x\" and [bb]  2:1\n"
            "       reads    aa#0 bb#2\n"
            "4      end  2:27\n"
            "5    else  3:1\n"
            "6      set  3:8\n"
            "         reads    aa#0\n"
            "         writes   cc#3 dd#4\n"
            "         removes  bb#2\n");
}

TEST(Outline, KeepsToItsWidth) {
  const std::string text = "if [aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa] == 'bbbbbbbbbbbbbbbbbbbbbbb' { }";
  EXPECT_EQ(explained(text, 40),
            "1  choose: a selection of the ro...  1:1\n"
            "2    if [aaaaaaaaaaaaaaaaaaaaaaa...  1:1\n"
            "       reads    aaaaaaaaaaaaaaaaaaaaa...\n");
}

TEST(Outline, CutsTextsByCharacters) {
  EXPECT_EQ(cut_to("abcdef", 6), "abcdef");
  EXPECT_EQ(cut_to("abcdefg", 6), "abc...");
  EXPECT_EQ(cut_to("\u00E4\u00E4\u00E4\u00E4\u00E4", 5), "\u00E4\u00E4\u00E4\u00E4\u00E4");
  EXPECT_EQ(cut_to("\u00E4\u00E4\u00E4\u00E4\u00E4x", 5), "\u00E4\u00E4...");
}

}  // namespace
}  // namespace bdp
