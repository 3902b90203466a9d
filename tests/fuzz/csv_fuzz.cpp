// Lines and their fields: vector and portable loops find the same, and what the fast loop takes it
// takes as the exact parser does.
#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

#include "base/check.h"
#include "formats/csv_record.h"
#include "formats/csv_scan.h"
#include "formats/lines.h"

namespace {

using bdp::SimdLevel;

constexpr std::size_t kColumns = 5;

/// The lines of some bytes, cut at one level.
struct Lines {
  Lines(std::string_view bytes, const bdp::LineOptions& options, SimdLevel level) {
    bdp::cut_lines(bytes, 0, options, batch, batch.slot("message"), level);
    bdp::select_all(batch, rows);
  }
  bdp::Value text(bdp::RowIndex row) { return batch.at(batch.slot("message"), row); }

  bdp::Batch batch{std::make_shared<bdp::Layout>()};
  bdp::Selection rows;
};

struct Fields {
  Fields(Lines& lines, SimdLevel level) {
    std::vector<bdp::Value*> pointers;
    for (auto& column : columns) {
      column.resize(lines.batch.rows());
      pointers.push_back(column.data());
    }
    bdp::cut_plain_csv(lines.batch.column(lines.batch.slot("message")), lines.rows, ',', '"',
                       pointers, complex, level);
  }

  std::array<std::vector<bdp::Value>, kColumns> columns;
  bdp::Selection complex;
};

bool same(bdp::Value a, bdp::Value b) {
  if (a.tag() != b.tag()) return false;
  return !a.is(bdp::Tag::kText) || (a.as_text() == b.as_text() && a.text_flags() == b.text_flags());
}

void compare_with_exact_parser(Lines& lines, const Fields& fields) {
  bdp::Arena arena;
  std::vector<bdp::CsvField> exact;
  for (const bdp::RowIndex row : lines.rows) {
    if (std::ranges::binary_search(fields.complex, row)) continue;
    const auto fault = bdp::parse_csv_record(lines.text(row).as_text(), {}, arena, exact);
    CHECK(fault == bdp::CsvFault::kNone);
    CHECK(exact.size() <= kColumns);
    for (std::size_t c = 0; c < kColumns; ++c) {
      const bdp::Value value = fields.columns.at(c)[row];
      if (c >= exact.size()) {
        CHECK(!value.present());
      } else if (exact[c].missing()) {
        CHECK(value.is(bdp::Tag::kNull));
      } else {
        CHECK(value.as_text() == exact[c].text);
      }
    }
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  bdp::LineOptions options;
  options.max_line_bytes = (data[0] & 1U) != 0 ? 40 : 10'000;
  if ((data[0] & 2U) != 0) options.quote = '"';
  options.keep_empty_lines = (data[0] & 4U) != 0;
  bdp::Arena arena;
  char* const copy = arena.allocate_text(size - 1);
  std::copy(data + 1, data + size, copy);
  const std::string_view bytes(copy, size - 1);

  Lines fast(bytes, options, bdp::best_simd_level());
  Lines portable(bytes, options, SimdLevel::kPortable);
  CHECK(fast.batch.rows() == portable.batch.rows());
  CHECK(fast.batch.rejected().size() == portable.batch.rejected().size());
  CHECK(fast.batch.positions() == portable.batch.positions());
  for (const bdp::RowIndex row : fast.rows) CHECK(same(fast.text(row), portable.text(row)));

  const Fields fields(fast, bdp::best_simd_level());
  const Fields portable_fields(portable, SimdLevel::kPortable);
  CHECK(fields.complex == portable_fields.complex);
  for (std::size_t c = 0; c < kColumns; ++c) {
    for (const bdp::RowIndex row : fast.rows) {
      CHECK(same(fields.columns.at(c)[row], portable_fields.columns.at(c)[row]));
    }
  }
  compare_with_exact_parser(fast, fields);
  return 0;
}
