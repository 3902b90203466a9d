#include "formats/lines.h"

#include <simdjson.h>

#include <algorithm>
#include <limits>
#include <string>
#include <vector>

#include "base/check.h"

namespace bdp {
namespace {

// A line as the vector loop finds it: the offset of its end, and above that what it met in it.
constexpr unsigned kEndBits = 61;
constexpr std::uint64_t kEndMask = (std::uint64_t{1} << kEndBits) - 1;
constexpr std::uint64_t kNotPlain = std::uint64_t{1} << 61U;
constexpr std::uint64_t kNotAscii = std::uint64_t{1} << 62U;

/// What the vector loop found: the lines that end in a newline, and the state behind the last.
struct Found {
  std::size_t lines = 0;
  std::uint64_t tail_marks = 0;  ///< kNotPlain, kNotAscii of the bytes behind the last newline.
  bool inside_quotes = false;
};

struct Marks {
  std::uint64_t not_plain;
  std::uint64_t not_ascii;
};

template <class Simd>
BDP_INLINE Marks marks_of(const char* block, std::uint64_t known) {
  return {(Simd::below(block, ' ') | Simd::equal(block, '"') | Simd::equal(block, '\\')) & known,
          Simd::above_127(block) & known};
}

BDP_INLINE std::uint64_t marks_in(Marks marks, std::uint64_t bits) {
  return ((marks.not_plain & bits) != 0 ? kNotPlain : 0) |
         ((marks.not_ascii & bits) != 0 ? kNotAscii : 0);
}

/// Puts the ends of the lines into `ends` from its `first` on, which grows as it must.
template <class Simd, bool Quoted>
BDP_INLINE Found find_lines(std::string_view bytes, std::size_t start, char quote,
                            std::vector<std::uint64_t>& ends, std::size_t first) {
  Found found;
  std::uint64_t carry = 0;
  std::size_t count = first;
  for (std::size_t at = start; at < bytes.size(); at += simd::kWidth) {
    const char* block = bytes.data() + at;
    const std::uint64_t known = simd::first_bits(bytes.size() - at);
    std::uint64_t newlines = Simd::equal(block, '\n') & known;
    if constexpr (Quoted) {
      const std::uint64_t inside = Simd::prefix_parity(Simd::equal(block, quote) & known) ^ carry;
      newlines &= ~inside;
      carry = std::uint64_t{0} - (inside >> 63U);
      if (bytes.size() - at <= simd::kWidth) {
        found.inside_quotes = (inside >> (bytes.size() - at - 1) & 1U) != 0;
      }
    }
    Marks marks = marks_of<Simd>(block, known);
    // A CR in front of the newline belongs to the line's end.
    marks.not_plain &= ~(newlines | (Simd::equal(block, '\r') & (newlines >> 1U)));
    if (ends.size() - count < simd::kWidth) ends.resize(ends.size() * 2 + simd::kWidth);
    while (newlines != 0) {
      const std::uint64_t up_to = newlines ^ (newlines - 1);
      const auto end = at + static_cast<std::size_t>(std::countr_zero(newlines));
      ends[count++] = end | found.tail_marks | marks_in(marks, up_to);
      found.tail_marks = 0;
      marks.not_plain &= ~up_to;
      marks.not_ascii &= ~up_to;
      newlines &= newlines - 1;
    }
    found.tail_marks |= marks_in(marks, ~std::uint64_t{0});
  }
  found.lines = count - first;
  return found;
}

template <class Simd>
BDP_INLINE std::uint64_t marks_of_text(std::string_view text) {
  std::uint64_t marks = 0;
  for (std::size_t at = 0; at < text.size(); at += simd::kWidth) {
    const std::uint64_t known = simd::first_bits(text.size() - at);
    marks |= marks_in(marks_of<Simd>(text.data() + at, known), known);
  }
  return marks;
}

/// The loops of one SimdLevel.
struct Kernels {
  Found (*find)(std::string_view, std::size_t, char, std::vector<std::uint64_t>&, std::size_t);
  Found (*find_quoted)(std::string_view, std::size_t, char, std::vector<std::uint64_t>&,
                       std::size_t);
  std::uint64_t (*marks)(std::string_view);
};

template <bool Quoted>
Found find_lines_portable(std::string_view bytes, std::size_t start, char quote,
                          std::vector<std::uint64_t>& ends, std::size_t first) {
  return find_lines<simd::Portable, Quoted>(bytes, start, quote, ends, first);
}

std::uint64_t marks_portable(std::string_view text) {
  return marks_of_text<simd::Portable>(text);
}

constexpr Kernels kPortableKernels{find_lines_portable<false>, find_lines_portable<true>,
                                   marks_portable};

#if defined(BDP_HAVE_AVX2)
template <bool Quoted>
BDP_TARGET_AVX2 Found find_lines_avx2(std::string_view bytes, std::size_t start, char quote,
                                      std::vector<std::uint64_t>& ends, std::size_t first) {
  return find_lines<simd::Avx2, Quoted>(bytes, start, quote, ends, first);
}

BDP_TARGET_AVX2 std::uint64_t marks_avx2(std::string_view text) {
  return marks_of_text<simd::Avx2>(text);
}

constexpr Kernels kAvx2Kernels{find_lines_avx2<false>, find_lines_avx2<true>, marks_avx2};
#endif

const Kernels& kernels_of([[maybe_unused]] SimdLevel level) {
#if defined(BDP_HAVE_AVX2)
  if (level == SimdLevel::kAvx2) return kAvx2Kernels;
#endif
  return kPortableKernels;
}

TextFlags flags_of(std::uint64_t marks, std::string_view text) {
  if ((marks & kNotPlain) == 0) return kPlainText;
  if ((marks & kNotAscii) == 0 || simdjson::validate_utf8(text.data(), text.size())) return 0;
  return kBrokenText;
}

/// Turns the ends of lines in positions() into rows.
class RowMaker {
 public:
  RowMaker(std::string_view bytes, std::uint64_t position, const LineOptions& options,
           const Kernels& kernels, Batch& batch)
      : bytes_(bytes), position_(position), options_(options), kernels_(kernels), batch_(batch) {}

  RowIndex make(std::size_t start, std::size_t lines, bool last_is_open, Value* values) {
    std::vector<std::uint64_t>& positions = batch_.positions();
    std::vector<std::string_view>& originals = batch_.originals();
    RowIndex rows = 0;
    for (std::size_t line = 0; line < lines; ++line) {
      const std::uint64_t found = positions[line];
      const std::size_t end = found & kEndMask;
      std::string_view text = bytes_.substr(start, end - start);
      const std::size_t begin = std::exchange(start, end + 1);
      const bool ended = !last_is_open || line + 1 < lines;
      std::uint64_t marks = found;
      if (ended && text.ends_with('\r')) {
        text.remove_suffix(1);
        // The loop cannot tell what made the line not plain, if that CR was at a block's end.
        if ((marks & kNotPlain) != 0) marks = kernels_.marks(text);
      }
      if (text.empty() && !options_.keep_empty_lines) continue;
      positions[rows] = position_ + begin;
      if (text.size() > options_.max_line_bytes) [[unlikely]] {
        values[rows] = Value();
        originals[rows] = text.substr(0, kLongLineHead);
        reject_long(rows);
      } else {
        values[rows] = Value::text(text, flags_of(marks, text));
        originals[rows] = text;
      }
      ++rows;
    }
    return rows;
  }

 private:
  void reject_long(RowIndex row) {
    batch_.reject(row,
                  Error(Code::kInvalid, "line is longer than the limit: offset " +
                                            std::to_string(batch_.positions()[row]) + ", limit " +
                                            std::to_string(options_.max_line_bytes) +
                                            " bytes; raise max_line_bytes or split the line"));
  }

  std::string_view bytes_;
  std::uint64_t position_;
  const LineOptions& options_;
  const Kernels& kernels_;
  Batch& batch_;
};

}  // namespace

void cut_lines(std::string_view bytes, std::uint64_t position, const LineOptions& options,
               Batch& batch, Slot message, SimdLevel level) {
  cut_lines(bytes, position, options, batch, batch.column(message), level);
}

void cut_lines(std::string_view bytes, std::uint64_t position, const LineOptions& options,
               Batch& batch, Column& texts, SimdLevel level) {
  CHECK(batch.rows() == 0);
  CHECK(options.max_line_bytes <= std::numeric_limits<std::uint32_t>::max());
  const Kernels& kernels = kernels_of(level);
  constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
  const std::size_t start =
      position == 0 && bytes.starts_with(kByteOrderMark) ? kByteOrderMark.size() : 0;

  // The ends of lines are gathered where the positions will be: one is no larger than the other.
  std::vector<std::uint64_t>& ends = batch.positions();
  ends.resize(bytes.size() / 256 + simd::kWidth);
  const bool quoted = options.quote != RecordBoundary::kNoQuote;
  const auto find = quoted ? kernels.find_quoted : kernels.find;
  Found found = find(bytes, start, options.quote, ends, 0);
  std::size_t lines = found.lines;
  const auto behind_last = [&] { return lines == 0 ? start : (ends[lines - 1] & kEndMask) + 1; };

  if (found.inside_quotes) {
    const std::size_t open = behind_last();
    const std::size_t newline = bytes.find('\n', open);
    if (newline != std::string_view::npos) {
      if (lines == ends.size()) ends.resize(lines + simd::kWidth);
      ends[lines++] = newline | kernels.marks(bytes.substr(open, newline - open));
      found = find(bytes, newline + 1, options.quote, ends, lines);
      lines += found.lines;
    }
  }
  const bool last_is_open = behind_last() < bytes.size();
  if (last_is_open) {
    if (lines == ends.size()) ends.resize(lines + 1);
    ends[lines++] = bytes.size() | found.tail_marks;
  }

  CHECK(lines <= std::numeric_limits<RowIndex>::max());
  batch.originals().resize(lines);
  Value* values = texts.overwrite(static_cast<RowIndex>(lines));
  RowMaker maker(bytes, position, options, kernels, batch);
  const RowIndex rows = maker.make(start, lines, last_is_open, values);
  batch.positions().resize(rows);
  batch.originals().resize(rows);
  batch.set_rows(rows);
  texts.note(Tag::kText);
}

TextFlags text_flags_of(std::string_view text, SimdLevel level) {
  return flags_of(kernels_of(level).marks(text), text);
}

}  // namespace bdp
