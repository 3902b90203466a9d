// Lines of JSON: what is read, written, read and written again is the same, whatever the vector
// instructions.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "base/check.h"
#include "formats/json_reader.h"
#include "formats/json_writer.h"

namespace {

/// Reads `text` and writes its rows; limits are small, so that they are met.
std::string rewritten(std::string_view text, bdp::SimdLevel level) {
  bdp::Arena arena;
  char* const copy = arena.allocate_text(text.size());
  std::copy(text.begin(), text.end(), copy);
  bdp::JsonLinesReader reader(
      {.max_line_bytes = 5000, .max_depth = 50, .max_fields = 100, .level = level});
  reader.open({copy, text.size()}, 0);
  bdp::Bytes out;
  bdp::Batch batch(std::make_shared<bdp::Layout>());
  while (reader.next(batch)) {
    bdp::Selection rows;
    for (bdp::RowIndex row = 0; row < batch.rows(); ++row) {
      const bool rejected = std::ranges::any_of(
          batch.rejected(), [row](const bdp::Rejection& one) { return one.row == row; });
      if (!rejected) rows.push_back(row);
    }
    bdp::encode_json_lines(batch, rows, {.metadata = true, .level = level}, out);
    batch.reset();
  }
  return std::string(out.view());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(data, data + size);
  const std::string once = rewritten(text, bdp::best_simd_level());
  CHECK(once == rewritten(text, bdp::SimdLevel::kPortable));
  // Escapes make some lines longer than allowed; those are gone then.
  if (once.size() < 2000) CHECK(rewritten(once, bdp::best_simd_level()) == once);
  return 0;
}
