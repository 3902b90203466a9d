#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace bdp {

/// In what form bytes are packed.
enum class Packing : std::uint8_t { kPlain, kGzip, kBzip2, kXz, kZstd, kZip, kTar };

/// As in messages: "gzip".
std::string_view packing_name(Packing packing);

/// Whether it holds files with names.
constexpr bool is_archive(Packing packing) {
  return packing == Packing::kZip || packing == Packing::kTar;
}

/// As many first bytes as recognise_packing() ever needs.
inline constexpr std::size_t kPackingHead = 512;

/// Recognises by content, never by name. `head`: the first kPackingHead bytes, or all there are.
Packing recognise_packing(std::string_view head);

}  // namespace bdp
