#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "formats/record_boundary.h"
#include "formats/simd.h"
#include "record/batch.h"

namespace bdp {

struct LineOptions {
  /// Longer lines are rejected. At most 4 GiB - 1.
  std::size_t max_line_bytes = std::size_t{10} * 1024 * 1024;
  /// Not kNoQuote: a newline between two of these does not end the line.
  char quote = RecordBoundary::kNoQuote;
  /// False, as Filebeat does: a line of no bytes is no event.
  bool keep_empty_lines = false;
};

/// What dead letters keep of a line that is longer than allowed.
inline constexpr std::size_t kLongLineHead = 4096;

/// Cuts `bytes` into lines, which end in LF or CRLF or at the end of the bytes, and makes each a
/// row of `batch`, which has no rows yet: its text goes to column `message`, a view with kPlainText
/// or kBrokenText where that is so; its offset plus `position` to positions(); the same text to
/// originals(). A byte order mark at position 0 is no part of the first line. Every other byte
/// stays, NUL and invalid UTF-8 too.
///
/// A line longer than allowed is a rejected row without a message; its original is its head. Of
/// such a line the bytes need not hold all: a reader may end them after more than `max_line_bytes`
/// and skip the rest. Quotes that are still open at the end belong to the line that opened them
/// only; the lines behind it are cut as if there were none before.
///
/// `bytes` are followed by kReadSlack readable bytes and live as long as the batch.
void cut_lines(std::string_view bytes, std::uint64_t position, const LineOptions& options,
               Batch& batch, Slot message, SimdLevel level = best_simd_level());

/// As above, the texts into a column that need not belong to the batch.
void cut_lines(std::string_view bytes, std::uint64_t position, const LineOptions& options,
               Batch& batch, Column& texts, SimdLevel level = best_simd_level());

/// What is known of `text` when all its bytes are looked at. Followed by kReadSlack bytes.
TextFlags text_flags_of(std::string_view text, SimdLevel level = best_simd_level());

}  // namespace bdp
