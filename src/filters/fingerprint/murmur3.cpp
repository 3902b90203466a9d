#include "filters/fingerprint/murmur3.h"

#include <bit>
#include <cstddef>
#include <cstring>

namespace bdp {
namespace {

template <class Word>
Word little_endian(const char* bytes, std::size_t count = sizeof(Word)) {
  Word word = 0;
  for (std::size_t i = 0; i < count; ++i) {
    word |= static_cast<Word>(static_cast<Word>(static_cast<unsigned char>(bytes[i])) << (8 * i));
  }
  return word;
}

std::uint32_t mix_32(std::uint32_t k) {
  return std::rotl(k * 0xcc9e2d51U, 15) * 0x1b873593U;
}

std::uint64_t finish_64(std::uint64_t k) {
  k = (k ^ (k >> 33U)) * 0xff51afd7ed558ccdULL;
  k = (k ^ (k >> 33U)) * 0xc4ceb9fe1a85ec53ULL;
  return k ^ (k >> 33U);
}

constexpr std::uint64_t kFirst = 0x87c37b91114253d5ULL;
constexpr std::uint64_t kSecond = 0x4cf5ad432745937fULL;

std::uint64_t mix_low(std::uint64_t k) {
  return std::rotl(k * kFirst, 31) * kSecond;
}

std::uint64_t mix_high(std::uint64_t k) {
  return std::rotl(k * kSecond, 33) * kFirst;
}

}  // namespace

std::uint32_t murmur3_32(std::string_view bytes, std::uint32_t seed) {
  std::uint32_t hash = seed;
  std::size_t at = 0;
  for (; bytes.size() - at >= 4; at += 4) {
    hash ^= mix_32(little_endian<std::uint32_t>(bytes.data() + at));
    hash = std::rotl(hash, 13) * 5 + 0xe6546b64U;
  }
  if (at < bytes.size()) {
    hash ^= mix_32(little_endian<std::uint32_t>(bytes.data() + at, bytes.size() - at));
  }
  hash ^= static_cast<std::uint32_t>(bytes.size());
  hash = (hash ^ (hash >> 16U)) * 0x85ebca6bU;
  hash = (hash ^ (hash >> 13U)) * 0xc2b2ae35U;
  return hash ^ (hash >> 16U);
}

std::array<std::uint32_t, 4> murmur3_128(std::string_view bytes, std::uint32_t seed) {
  std::uint64_t low = seed;
  std::uint64_t high = seed;
  std::size_t at = 0;
  for (; bytes.size() - at >= 16; at += 16) {
    low ^= mix_low(little_endian<std::uint64_t>(bytes.data() + at));
    low = (std::rotl(low, 27) + high) * 5 + 0x52dce729U;
    high ^= mix_high(little_endian<std::uint64_t>(bytes.data() + at + 8));
    high = (std::rotl(high, 31) + low) * 5 + 0x38495ab5U;
  }
  const std::size_t left = bytes.size() - at;
  if (left > 8) high ^= mix_high(little_endian<std::uint64_t>(bytes.data() + at + 8, left - 8));
  if (left > 0) {
    low ^= mix_low(little_endian<std::uint64_t>(bytes.data() + at, left < 8 ? left : 8));
  }
  low ^= bytes.size();
  high ^= bytes.size();
  low += high;
  high += low;
  low = finish_64(low);
  high = finish_64(high);
  low += high;
  high += low;
  return {static_cast<std::uint32_t>(low), static_cast<std::uint32_t>(low >> 32U),
          static_cast<std::uint32_t>(high), static_cast<std::uint32_t>(high >> 32U)};
}

}  // namespace bdp
