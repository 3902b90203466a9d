#include "lang/text_case.h"

#include <gtest/gtest.h>

#include <string>

namespace bdp::lang {
namespace {

std::string changed(std::string_view text, TextCase to) {
  Arena arena;
  return std::string(change_case(arena, Value::text(arena.copy(text)), to).as_text());
}
std::string upper(std::string_view text) {
  return changed(text, TextCase::kUpper);
}
std::string lower(std::string_view text) {
  return changed(text, TextCase::kLower);
}
std::string capitalized(std::string_view text) {
  return changed(text, TextCase::kCapitalized);
}

TEST(TextCase, ChangesAscii) {
  EXPECT_EQ(upper("hELLO wORLD@[`{"), "HELLO WORLD@[`{");
  EXPECT_EQ(lower("hELLO wORLD@[`{"), "hello world@[`{");
  EXPECT_EQ(capitalized("hELLO wORLD"), "Hello world");
  EXPECT_EQ(capitalized("x"), "X");
  EXPECT_EQ(capitalized(""), "");
  EXPECT_EQ(upper(std::string(100, 'a') + "1"), std::string(100, 'A') + "1");
}

TEST(TextCase, MapsOneCharacterToSeveral) {
  EXPECT_EQ(upper("éÀß ŞıI"), "ÉÀSS ŞII");
  EXPECT_EQ(upper("ǆ ﬁ"), "Ǆ FI");
  EXPECT_EQ(upper("ŉ"), "ʼN");
  EXPECT_EQ(lower("İ"), "i̇");
  EXPECT_EQ(capitalized("ßß"), "Ssß");
  EXPECT_EQ(capitalized("ﬁﬁ"), "Fiﬁ");
}

TEST(TextCase, HasTitleCase) {
  EXPECT_EQ(capitalized("ǆ ﬁ"), "ǅ ﬁ");
  EXPECT_EQ(capitalized("éÀß ŞıI"), "Éàß şıi");
  EXPECT_EQ(capitalized("aÉ"), "Aé");
  EXPECT_EQ(capitalized("ᲐᲐ"), "აა");
}

TEST(TextCase, KnowsNoFinalSigma) {
  EXPECT_EQ(lower("ΣΑΣ σας"), "σασ σας");
  EXPECT_EQ(upper("ΣΑΣ σας"), "ΣΑΣ ΣΑΣ");
  EXPECT_EQ(capitalized("ΣΑΣ"), "Σασ");
}

TEST(TextCase, KeepsBytesThatAreNoUtf8) {
  EXPECT_EQ(upper("a\xFF"
                  "b\xC3"),
            "A\xFF"
            "B\xC3");
  EXPECT_EQ(lower("\xE0\x80"
                  "É"),
            "\xE0\x80"
            "é");
}

TEST(TextCase, ReturnsATextThatDoesNotChange) {
  Arena arena;
  for (const char* text : {"ABC 1", "日本", "É"}) {
    const Value value = Value::text(text, 0);
    EXPECT_EQ(change_case(arena, value, TextCase::kUpper).as_text().data(), text);
  }
  const Value plain = Value::text("abc", kPlainText);
  EXPECT_EQ(change_case(arena, plain, TextCase::kLower).as_text().data(), plain.as_text().data());
  EXPECT_EQ(change_case(arena, plain, TextCase::kUpper).text_flags(), kPlainText);
}

TEST(Strip, TakesBlanksAndNulsOff) {
  EXPECT_EQ(strip("  a b  "), "a b");
  EXPECT_EQ(strip("\t\n\v\f\r a"), "a");
  EXPECT_EQ(strip(std::string_view("\0a\0", 3)), "a");
  EXPECT_EQ(strip("   "), "");
  EXPECT_EQ(strip("\xC2\xA0"
                  "a"),
            "\xC2\xA0"
            "a");  // no-break space
}

}  // namespace
}  // namespace bdp::lang
