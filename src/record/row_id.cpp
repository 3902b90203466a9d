#include "record/row_id.h"

#include <xxhash.h>

#include <bit>
#include <cstring>

#include "base/hex.h"

namespace bdp {
namespace {

std::uint64_t big_endian(std::uint64_t number) {
  if constexpr (std::endian::native == std::endian::little) return __builtin_bswap64(number);
  return number;
}

}  // namespace

RowId RowId::child(RowId parent, std::uint32_t number) {
  const std::array<char, 16> bytes = parent.bytes();
  const XXH128_hash_t hash = XXH3_128bits_withSeed(bytes.data(), bytes.size(), number);
  return {hash.high64, hash.low64};
}

std::array<char, 16> RowId::bytes() const {
  const std::uint64_t words[2] = {big_endian(high), big_endian(low)};
  std::array<char, 16> bytes{};
  std::memcpy(bytes.data(), words, sizeof(words));
  return bytes;
}

std::string RowId::hex() const {
  const std::array<char, 16> id = bytes();
  return hex_of({id.data(), id.size()});
}

}  // namespace bdp
