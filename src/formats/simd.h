// How the vector loops of this module are written: once, as a template over one of the classes
// below, each of which looks at 64 bytes at a time and answers with one bit a byte. The loop is
// made twice, for AVX2 and for any machine; which one runs is chosen when the program runs.
#pragma once

#include <bit>
#include <cstdint>
#include <cstring>

#if defined(__x86_64__)
#include <immintrin.h>
#define BDP_HAVE_AVX2 1
#define BDP_TARGET_AVX2 __attribute__((target("avx2,bmi,bmi2,lzcnt,popcnt,pclmul")))
#endif

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define BDP_WATCHED_READS 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define BDP_WATCHED_READS 1
#endif
#endif

#define BDP_INLINE inline __attribute__((always_inline))

namespace bdp {

enum class SimdLevel : std::uint8_t { kPortable, kAvx2 };

/// The best that this machine can do.
SimdLevel best_simd_level();

namespace simd {

/// Bytes that one question is about.
inline constexpr std::size_t kWidth = 64;

/// Whether kWidth bytes from `bytes` on may be read though the text ends before: none of them lies
/// in another page of memory. Never, where a sanitizer watches.
BDP_INLINE bool block_is_readable([[maybe_unused]] const char* bytes) {
#if defined(BDP_WATCHED_READS)
  return false;
#else
  constexpr std::uintptr_t kPageBytes = 4096;
  return reinterpret_cast<std::uintptr_t>(bytes) % kPageBytes <= kPageBytes - kWidth;
#endif
}

/// The mask of the first `count` bytes; `count` is at most 64.
BDP_INLINE std::uint64_t first_bits(std::size_t count) {
  return count >= kWidth ? ~std::uint64_t{0} : (std::uint64_t{1} << count) - 1;
}

/// Eight bytes at a time in ordinary registers.
struct Portable {
  static inline std::uint64_t equal(const char* bytes, char wanted) {
    const std::uint64_t pattern = kOnes * static_cast<unsigned char>(wanted);
    return gather(bytes, [pattern](std::uint64_t word) {
      const std::uint64_t different = word ^ pattern;
      return ~(((different & ~kHighs) + ~kHighs) | different | ~kHighs);
    });
  }
  /// Bytes below `limit`, taken as signed: those above 127 too.
  static inline std::uint64_t below(const char* bytes, char limit) {
    const std::uint64_t pattern = kOnes * static_cast<unsigned char>(limit);
    return gather(bytes, [pattern](std::uint64_t word) {
      return (word | ~(((word & ~kHighs) | kHighs) - pattern)) & kHighs;
    });
  }
  static inline std::uint64_t above_127(const char* bytes) {
    return gather(bytes, [](std::uint64_t word) { return word & kHighs; });
  }
  /// Each bit becomes the parity of itself and all bits below it.
  static inline std::uint64_t prefix_parity(std::uint64_t bits) {
    for (unsigned shift = 1; shift < 64; shift *= 2) bits ^= bits << shift;
    return bits;
  }

 private:
  static constexpr std::uint64_t kOnes = 0x0101010101010101ULL;
  static constexpr std::uint64_t kHighs = 0x8080808080808080ULL;

  template <class Test>
  static BDP_INLINE std::uint64_t gather(const char* bytes, Test test) {
    static_assert(std::endian::native == std::endian::little);
    std::uint64_t mask = 0;
    for (unsigned i = 0; i < 8; ++i) {
      std::uint64_t word = 0;
      std::memcpy(&word, bytes + std::size_t{8} * i, sizeof word);
      // The multiplication moves the high bit of each byte into the top byte, in order.
      const std::uint64_t bits = ((test(word) >> 7U) * 0x0102040810204080ULL) >> 56U;
      mask |= bits << (8 * i);
    }
    return mask;
  }
};

#if defined(BDP_HAVE_AVX2)
struct Avx2 {
  BDP_TARGET_AVX2 static inline std::uint64_t equal(const char* bytes, char wanted) {
    const __m256i pattern = _mm256_set1_epi8(wanted);
    return join(_mm256_cmpeq_epi8(load(bytes), pattern),
                _mm256_cmpeq_epi8(load(bytes + 32), pattern));
  }
  BDP_TARGET_AVX2 static inline std::uint64_t below(const char* bytes, char limit) {
    const __m256i pattern = _mm256_set1_epi8(limit);
    return join(_mm256_cmpgt_epi8(pattern, load(bytes)),
                _mm256_cmpgt_epi8(pattern, load(bytes + 32)));
  }
  BDP_TARGET_AVX2 static inline std::uint64_t above_127(const char* bytes) {
    return join(load(bytes), load(bytes + 32));
  }
  BDP_TARGET_AVX2 static inline std::uint64_t prefix_parity(std::uint64_t bits) {
    const __m128i wide = _mm_set_epi64x(0, static_cast<long long>(bits));
    const __m128i parity = _mm_clmulepi64_si128(wide, _mm_set1_epi8(-1), 0);
    return static_cast<std::uint64_t>(_mm_cvtsi128_si64(parity));
  }

 private:
  BDP_TARGET_AVX2 static inline __m256i load(const char* bytes) {
    return _mm256_loadu_si256(reinterpret_cast<const __m256i*>(bytes));
  }
  BDP_TARGET_AVX2 static inline std::uint64_t join(__m256i low, __m256i high) {
    return static_cast<std::uint32_t>(_mm256_movemask_epi8(low)) |
           (std::uint64_t{static_cast<std::uint32_t>(_mm256_movemask_epi8(high))} << 32U);
  }
};
#endif

}  // namespace simd
}  // namespace bdp
