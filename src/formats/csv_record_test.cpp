#include "formats/csv_record.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace bdp {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

/// The fields as Ruby shows them: `nil` for a missing one, otherwise in quotes. Or the fault.
std::vector<std::string> parse(std::string_view text, const CsvDialect& dialect = {}) {
  Arena arena;
  std::vector<CsvField> fields;
  const CsvFault fault = parse_csv_record(text, dialect, arena, fields);
  if (fault != CsvFault::kNone) return {"! " + std::string(describe(fault))};
  std::vector<std::string> shown;
  shown.reserve(fields.size());
  for (const CsvField& field : fields) {
    shown.push_back(field.missing() ? "nil" : "'" + std::string(field.text) + "'");
  }
  return shown;
}

TEST(CsvRecord, SplitsAtSeparators) {
  EXPECT_THAT(parse("1,b c, d "), ElementsAre("'1'", "'b c'", "' d '"));
  EXPECT_THAT(parse("one"), ElementsAre("'one'"));
}

TEST(CsvRecord, TellsAMissingFieldFromAnEmptyOne) {
  EXPECT_THAT(parse(",\"\",b,"), ElementsAre("nil", "''", "'b'", "nil"));
}

TEST(CsvRecord, TakesQuotesOffAndHalvesDoubledOnes) {
  EXPECT_THAT(parse(R"("a,b","say ""hi""","""")"), ElementsAre("'a,b'", "'say \"hi\"'", "'\"'"));
  EXPECT_THAT(parse(R"("""a""")"), ElementsAre("'\"a\"'"));
}

TEST(CsvRecord, KeepsNewlinesInsideQuotes) {
  EXPECT_THAT(parse("\"a\nb\",c"), ElementsAre("'a\nb'", "'c'"));
}

TEST(CsvRecord, IsTheFirstRowOnly) {
  EXPECT_THAT(parse("a,b\nc,d"), ElementsAre("'a'", "'b'"));
  EXPECT_THAT(parse("a,b\r\nc,d"), ElementsAre("'a'", "'b'"));
  EXPECT_THAT(parse("a,b\rc\nd"), ElementsAre("'a'", "'b'"));
  EXPECT_THAT(parse("\"a\"\n\"b"), ElementsAre("'a'"));
}

TEST(CsvRecord, OfALineEndHasNoFields) {
  EXPECT_THAT(parse("\n"), IsEmpty());
  EXPECT_THAT(parse("\r\n"), IsEmpty());
}

TEST(CsvRecord, OfNothingIsNoRow) {
  EXPECT_THAT(parse(""), ElementsAre("! no row in an empty text"));
}

TEST(CsvRecord, RefusesQuotesThatAreNotClosed) {
  EXPECT_THAT(parse("a,\"b"), ElementsAre("! a quoted field is not closed"));
  EXPECT_THAT(parse("\"\"\""), ElementsAre("! a quoted field is not closed"));
}

TEST(CsvRecord, RefusesTextBehindAClosingQuote) {
  EXPECT_THAT(parse("\"a\"b,c"), ElementsAre("! text after the closing quote of a field"));
  EXPECT_THAT(parse("\"a\" ,c"), ElementsAre("! text after the closing quote of a field"));
}

TEST(CsvRecord, RefusesQuotesInTheMiddleOfAField) {
  EXPECT_THAT(parse("a \"b\""), ElementsAre("! a quote inside a field that is not quoted"));
  EXPECT_THAT(parse(" \"b\""), ElementsAre("! a quote inside a field that is not quoted"));
}

TEST(CsvRecord, RefusesASecondKindOfLineEnd) {
  // The LF inside the quotes came first, so that it is what ends a row.
  EXPECT_THAT(parse("\"a\nb\",c\rd"),
              ElementsAre("! a line end that is not the record's inside a field without quotes"));
}

TEST(CsvRecord, TakesSeparatorsOfSeveralCharacters) {
  const CsvDialect colons{.separator = "::"};
  EXPECT_THAT(parse("a::b:c::", colons), ElementsAre("'a'", "'b:c'", "nil"));
  EXPECT_THAT(parse("a:::b", colons), ElementsAre("'a'", "':b'"));
  EXPECT_THAT(parse("\"x::y\"::a:b::c", colons), ElementsAre("'x::y'", "'a:b'", "'c'"));
  EXPECT_THAT(parse("\"x::y\":::b", colons),
              ElementsAre("! a field begins with a part of the separator"));
}

TEST(CsvRecord, TakesCharactersOfSeveralBytes) {
  const CsvDialect dialect{.separator = "§", .quote = "«"};
  EXPECT_THAT(parse("«a§b««c«§d", dialect), ElementsAre("'a§b«c'", "'d'"));
  EXPECT_THAT(parse("«a", dialect), ElementsAre("! a quoted field is not closed"));
}

TEST(CsvRecord, WithoutAQuoteCharacterTakesQuotesAsText) {
  EXPECT_THAT(parse("\"a,b\"", {.quote = ""}), ElementsAre("'\"a'", "'b\"'"));
}

TEST(CsvRecord, OfTooManyFieldsIsRefused) {
  EXPECT_THAT(parse("1,2,3", {.max_fields = 3}), ElementsAre("'1'", "'2'", "'3'"));
  EXPECT_THAT(parse("1,2,3,4", {.max_fields = 3}), ElementsAre("! too many fields"));
  EXPECT_THAT(parse("\"1\",2,3,4", {.max_fields = 3}), ElementsAre("! too many fields"));
}

}  // namespace
}  // namespace bdp
