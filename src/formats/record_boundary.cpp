#include "formats/record_boundary.h"

#include <algorithm>
#include <cstring>

namespace bdp {
namespace {

enum class Which : bool { kFirst, kLast };

/// `inside` is 0 or 1: whether the bytes begin inside quotes; on return, whether what follows does.
template <class Simd, Which Wanted>
BDP_INLINE std::size_t find_end(std::string_view bytes, char quote, std::size_t& inside) {
  std::size_t end = 0;
  std::uint64_t carry = std::uint64_t{0} - inside;
  alignas(simd::kWidth) char tail[simd::kWidth];
  for (std::size_t at = 0; at < bytes.size(); at += simd::kWidth) {
    const char* block = bytes.data() + at;
    const std::size_t left = bytes.size() - at;
    if (left < simd::kWidth) {
      std::memset(tail, 0, sizeof tail);
      std::memcpy(tail, block, left);
      block = tail;
    }
    const std::uint64_t known = simd::first_bits(left);
    const std::uint64_t quoted = Simd::prefix_parity(Simd::equal(block, quote) & known) ^ carry;
    const std::uint64_t ends = Simd::equal(block, '\n') & known & ~quoted;
    if (ends != 0) {
      if constexpr (Wanted == Which::kFirst) {
        inside = 0;
        return at + static_cast<std::size_t>(std::countr_zero(ends)) + 1;
      }
      end = at + simd::kWidth - static_cast<std::size_t>(std::countl_zero(ends));
    }
    carry = std::uint64_t{0} - (quoted >> 63U);
  }
  inside = carry & 1U;
  return end;
}

template <Which Wanted>
std::size_t find_end_portable(std::string_view bytes, char quote, std::size_t& inside) {
  return find_end<simd::Portable, Wanted>(bytes, quote, inside);
}

#if defined(BDP_HAVE_AVX2)
template <Which Wanted>
BDP_TARGET_AVX2 std::size_t find_end_avx2(std::string_view bytes, char quote, std::size_t& inside) {
  return find_end<simd::Avx2, Wanted>(bytes, quote, inside);
}
#endif

template <Which Wanted>
std::size_t find_end_by(SimdLevel level, std::string_view bytes, char quote, std::size_t& inside) {
#if defined(BDP_HAVE_AVX2)
  if (level == SimdLevel::kAvx2) return find_end_avx2<Wanted>(bytes, quote, inside);
#endif
  return find_end_portable<Wanted>(bytes, quote, inside);
}

}  // namespace

std::size_t RecordBoundary::last_end(std::string_view bytes) {
  if (quote_ == kNoQuote) {
    const std::size_t newline = bytes.rfind('\n');
    return newline == std::string_view::npos ? 0 : newline + 1;
  }
  return find_end_by<Which::kLast>(level_, bytes, quote_, inside_quotes_);
}

std::size_t RecordBoundary::first_end(std::string_view bytes) {
  if (quote_ == kNoQuote) {
    const std::size_t newline = bytes.find('\n');
    return newline == std::string_view::npos ? 0 : newline + 1;
  }
  return find_end_by<Which::kFirst>(level_, bytes, quote_, inside_quotes_);
}

}  // namespace bdp
