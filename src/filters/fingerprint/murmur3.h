#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace bdp {

/// MurmurHash3 (x86, 32 bits).
std::uint32_t murmur3_32(std::string_view bytes, std::uint32_t seed);

/// MurmurHash3 (x64, 128 bits), as its four words of 32 bits.
std::array<std::uint32_t, 4> murmur3_128(std::string_view bytes, std::uint32_t seed);

}  // namespace bdp
