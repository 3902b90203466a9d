#include "formats/csv_scan.h"

#include <bit>
#include <cstring>
#include <vector>

namespace bdp {
namespace {

/// A Value as the two words that are stored for it, so that no branch is needed to make one.
struct Words {
  std::uint64_t first;
  std::uint64_t second;
};
static_assert(sizeof(Words) == sizeof(Value));

constexpr std::uint64_t second_word(Value value) {
  return std::bit_cast<Words>(value).second;
}

/// The positions of separators that one block may add, and two more that are written in vain.
constexpr std::size_t kRoomForBlock = simd::kWidth + 8;

struct Csv {
  char separator;
  char quote;
};

/// No text with kPlainText has this byte.
constexpr bool never_plain(char byte) {
  return byte == '"' || byte == '\\' || static_cast<unsigned char>(byte) < ' ' ||
         static_cast<unsigned char>(byte) > 127;
}

/// Writes the offsets of the separators of `text` to `ends` and returns how many there are; more
/// than `most`: the row has a quote, a CR, a LF, or too many fields.
template <class Simd, bool Plain>
BDP_INLINE std::size_t find_separators(std::string_view text, Csv csv, std::size_t most,
                                       std::uint32_t* ends) {
  std::size_t count = 0;
  for (std::size_t at = 0; at < text.size(); at += simd::kWidth) {
    const char* block = text.data() + at;
    const std::uint64_t known = simd::first_bits(text.size() - at);
    if constexpr (!Plain) {
      const std::uint64_t special =
          Simd::equal(block, '\n') | Simd::equal(block, '\r') | Simd::equal(block, csv.quote);
      if ((special & known) != 0) return most + 1;
    }
    std::uint64_t found = Simd::equal(block, csv.separator) & known;
    const auto added = static_cast<std::size_t>(std::popcount(found));
    std::uint32_t* to = ends + count;
    // Four at a time, whether there are so many or not: cheaper than a branch for each.
    for (std::size_t done = 0; done < added; done += 4) {
      for (std::size_t i = 0; i < 4; ++i) {
        to[done + i] =
            static_cast<std::uint32_t>(at + static_cast<std::size_t>(std::countr_zero(found)));
        found &= found - 1;
      }
    }
    count += added;
    if (count > most) return most + 1;
  }
  return count;
}

template <class Simd>
BDP_INLINE void cut(const Column& source, const Selection& rows, Csv csv,
                    std::span<Value* const> columns, Selection& complex) {
  const std::size_t most = columns.size() - 1;
  std::vector<std::uint32_t> storage(columns.size() + kRoomForBlock);
  std::uint32_t* const ends = storage.data();
  const bool plain_has_no_quote = never_plain(csv.quote);

  for (const RowIndex row : rows) {
    const Value value = source[row];
    std::size_t separators = most + 1;
    std::string_view text;
    if (value.is(Tag::kText)) [[likely]] {
      text = value.as_text();
      if ((value.text_flags() & kPlainText) != 0 && plain_has_no_quote) {
        separators = find_separators<Simd, true>(text, csv, most, ends);
      } else {
        separators = find_separators<Simd, false>(text, csv, most, ends);
      }
    }
    std::size_t c = 0;
    if (separators <= most && !text.empty()) [[likely]] {
      ends[separators] = static_cast<std::uint32_t>(text.size());
      const std::uint64_t text_word = second_word(Value::text({}, value.text_flags()));
      const std::uint64_t null_word = second_word(Value::null());
      std::uint32_t begin = 0;
      for (; c <= separators; ++c) {
        const std::uint32_t end = ends[c];
        const std::uint32_t size = end - begin;
        const Words words{size != 0 ? reinterpret_cast<std::uint64_t>(text.data() + begin) : 0,
                          size != 0 ? text_word | size : null_word};
        std::memcpy(static_cast<void*>(columns[c] + row), &words, sizeof words);
        begin = end + 1;
      }
    } else {
      complex.push_back(row);
    }
    for (; c < columns.size(); ++c) columns[c][row] = Value();
  }
}

#if defined(BDP_HAVE_AVX2)
BDP_TARGET_AVX2 void cut_avx2(const Column& source, const Selection& rows, Csv csv,
                              std::span<Value* const> columns, Selection& complex) {
  cut<simd::Avx2>(source, rows, csv, columns, complex);
}
#endif

}  // namespace

void cut_plain_csv(const Column& source, const Selection& rows, char separator, char quote,
                   std::span<Value* const> columns, Selection& complex, SimdLevel level) {
  const Csv csv{separator, quote};
  if (columns.empty()) {
    complex.insert(complex.end(), rows.begin(), rows.end());
    return;
  }
#if defined(BDP_HAVE_AVX2)
  if (level == SimdLevel::kAvx2) return cut_avx2(source, rows, csv, columns, complex);
#endif
  cut<simd::Portable>(source, rows, csv, columns, complex);
}

}  // namespace bdp
