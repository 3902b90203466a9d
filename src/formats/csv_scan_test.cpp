#include "formats/csv_scan.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>
#include <string>
#include <vector>

#include "formats/csv_record.h"
#include "formats/lines.h"

namespace bdp {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::string show(Value value) {
  if (value.is(Tag::kText)) return "'" + std::string(value.as_text()) + "'";
  return value.is(Tag::kNull) ? "null" : value.present() ? "other" : "-";
}

Batch empty_batch() {
  auto layout = std::make_shared<Layout>();
  layout->add("message");
  return Batch(std::move(layout));
}

class PlainCsv : public testing::TestWithParam<SimdLevel> {
 protected:
  /// Rows from texts, with the flags that lines have.
  void fill(const std::vector<std::string>& texts) {
    batch_.reset();
    batch_.set_rows(static_cast<RowIndex>(texts.size()));
    for (RowIndex row = 0; row < batch_.rows(); ++row) {
      char* bytes = batch_.arena().allocate_text(texts[row].size() + kReadSlack);
      std::fill_n(texts[row].copy(bytes, texts[row].size()) + bytes, kReadSlack, ',');
      const std::string_view text(bytes, texts[row].size());
      batch_.set(0, row, Value::text(text, text_flags_of(text)));
    }
    select_all(batch_, rows_);
  }

  std::vector<std::vector<std::string>> cut(std::size_t count, char separator = ',',
                                            char quote = '"') {
    std::vector<std::vector<Value>> columns(count, std::vector<Value>(batch_.rows()));
    std::vector<Value*> pointers;
    pointers.reserve(count);
    for (auto& column : columns) pointers.push_back(column.data());
    complex_.clear();
    cut_plain_csv(batch_.column(0), rows_, separator, quote, pointers, complex_, GetParam());
    std::vector<std::vector<std::string>> shown(batch_.rows());
    for (RowIndex row = 0; row < batch_.rows(); ++row) {
      for (const auto& column : columns) shown[row].push_back(show(column[row]));
    }
    flags_ = count > 0 && batch_.rows() > 0 ? columns[0][0].text_flags() : TextFlags{0};
    return shown;
  }

  Batch batch_ = empty_batch();
  Selection rows_;
  Selection complex_;
  TextFlags flags_ = 0;
};

INSTANTIATE_TEST_SUITE_P(Simd, PlainCsv, testing::Values(SimdLevel::kPortable, best_simd_level()),
                         [](const auto& param) { return "Level" + std::to_string(param.index); });

TEST_P(PlainCsv, BecomesColumns) {
  fill({"a,b,c", "1,,3", ",,"});
  EXPECT_THAT(cut(3),
              ElementsAre(ElementsAre("'a'", "'b'", "'c'"), ElementsAre("'1'", "null", "'3'"),
                          ElementsAre("null", "null", "null")));
  EXPECT_THAT(complex_, IsEmpty());
}

TEST_P(PlainCsv, ColumnsWithoutAFieldAreAbsent) {
  fill({"a", "a,b"});
  EXPECT_THAT(cut(3), ElementsAre(ElementsAre("'a'", "-", "-"), ElementsAre("'a'", "'b'", "-")));
}

TEST_P(PlainCsv, WhatNeedsThoughtIsLeftToOthers) {
  fill({"a,b", "\"a\",b", "a,b,c", "", "a\nb", "a\rb", "c,d"});
  batch_.set(0, 6, Value::integer(1));
  const auto columns = cut(2);
  EXPECT_THAT(columns[0], ElementsAre("'a'", "'b'"));
  for (std::size_t row = 1; row < 7; ++row) EXPECT_THAT(columns[row], ElementsAre("-", "-"));
  EXPECT_THAT(complex_, ElementsAre(1, 2, 3, 4, 5, 6));
}

TEST_P(PlainCsv, OnlySelectedRowsAreTouched) {
  fill({"a", "b", "c"});
  rows_ = {1};
  EXPECT_THAT(cut(1), ElementsAre(ElementsAre("-"), ElementsAre("'b'"), ElementsAre("-")));
}

TEST_P(PlainCsv, TakesOtherSeparatorsAndQuotes) {
  fill({"a;b,c", "'x';y", "\"x\";y"});
  EXPECT_THAT(cut(2, ';', '\''), ElementsAre(ElementsAre("'a'", "'b,c'"), ElementsAre("-", "-"),
                                             ElementsAre("'\"x\"'", "'y'")));
  EXPECT_THAT(complex_, ElementsAre(1));
}

TEST_P(PlainCsv, FieldsHaveTheFlagsOfTheirLine) {
  fill({"a,b"});
  cut(2);
  EXPECT_EQ(flags_, kPlainText);
  fill({"a,\xE9"});
  cut(2);
  EXPECT_EQ(flags_, kBrokenText);
  fill({"a,\xC3\xA9"});
  cut(2);
  EXPECT_EQ(flags_, 0);
}

TEST_P(PlainCsv, WithoutColumnsIsAllLeftToOthers) {
  fill({"a", "b"});
  cut(0);
  EXPECT_THAT(complex_, ElementsAre(0, 1));
}

TEST_P(PlainCsv, MaySpanManyBlocks) {
  std::string line;
  for (int i = 0; i < 300; ++i) line += std::string(static_cast<std::size_t>(i % 90), 'x') + ",";
  fill({line, std::string(500, ',')});
  const auto columns = cut(501);
  EXPECT_EQ(columns[0][299], "'" + std::string(29, 'x') + "'");
  EXPECT_EQ(columns[0][300], "null");
  EXPECT_EQ(columns[0][301], "-");
  EXPECT_EQ(columns[1][500], "null");
  cut(300);
  EXPECT_THAT(complex_, ElementsAre(0, 1));
}

TEST_P(PlainCsv, IsWhatTheExactParserSays) {
  std::mt19937 random(11);
  const std::string_view letters = "abc,,,\"\n\xC3\xA9";
  std::vector<std::string> texts;
  for (int i = 0; i < 3000; ++i) {
    std::string text;
    const std::size_t size = random() % 200;
    const std::size_t kinds = random() % 4 == 0 ? letters.size() : 6;
    while (text.size() < size) text += letters[random() % kinds];
    texts.push_back(text);
  }
  fill(texts);
  const auto columns = cut(120);
  Arena arena;
  std::vector<CsvField> fields;
  std::size_t simple = 0;
  for (std::size_t row = 0; row < texts.size(); ++row) {
    if (std::ranges::binary_search(complex_, row)) continue;
    ++simple;
    ASSERT_EQ(parse_csv_record(texts[row], {}, arena, fields), CsvFault::kNone);
    for (std::size_t c = 0; c < 120; ++c) {
      const std::string wanted = c >= fields.size()    ? "-"
                                 : fields[c].missing() ? "null"
                                                       : "'" + std::string(fields[c].text) + "'";
      ASSERT_EQ(columns[row][c], wanted) << texts[row];
    }
  }
  EXPECT_GT(simple, 2000U);
}

}  // namespace
}  // namespace bdp
