#include "formats/packing.h"

#include <algorithm>

namespace bdp {
namespace {

using namespace std::string_view_literals;

/// Its first block tells its own checksum: the sum of its bytes, the checksum's taken for blanks.
/// So archives older than the "ustar" mark are known too, and texts are not taken for one.
bool is_tar(std::string_view head) {
  constexpr std::size_t kBlock = 512;
  constexpr std::size_t kChecksum = 148;
  constexpr std::size_t kChecksumSize = 8;
  if (head.size() < kBlock || head.front() == '\0') return false;
  const std::string_view digits = head.substr(kChecksum, kChecksumSize);
  std::uint32_t told = 0;
  bool any = false;
  for (const char c : digits) {
    if (c == ' ' && !any) continue;
    if (c < '0' || c > '7') break;
    told = told * 8 + static_cast<std::uint32_t>(c - '0');
    any = true;
  }
  std::uint32_t sum = kChecksumSize * ' ';
  for (std::size_t i = 0; i < kBlock; ++i) {
    if (i < kChecksum || i >= kChecksum + kChecksumSize) sum += static_cast<unsigned char>(head[i]);
  }
  return any && told == sum;
}

/// "BZh", the block size, and then a first block or, when there is nothing in it, the end's mark.
bool is_bzip2(std::string_view head) {
  return head.size() >= 10 && head.starts_with("BZh") && head[3] >= '1' && head[3] <= '9' &&
         (head.substr(4, 6) == "1AY&SY" || head.substr(4, 6) == "\x17\x72\x45\x38\x50\x90");
}

/// A frame, or one that is to be skipped.
bool is_zstd(std::string_view head) {
  return head.starts_with("\x28\xB5\x2F\xFD") ||
         (head.size() >= 4 && (static_cast<unsigned char>(head[0]) & 0xF0U) == 0x50 &&
          head.substr(1, 3) == "\x2A\x4D\x18");
}

}  // namespace

std::string_view packing_name(Packing packing) {
  switch (packing) {
    case Packing::kPlain:
      return "plain";
    case Packing::kGzip:
      return "gzip";
    case Packing::kBzip2:
      return "bzip2";
    case Packing::kXz:
      return "xz";
    case Packing::kZstd:
      return "zstd";
    case Packing::kZip:
      return "zip";
    case Packing::kTar:
      return "tar";
  }
  return "";
}

Packing recognise_packing(std::string_view head) {
  // Magic number and the only method there is.
  if (head.starts_with("\x1F\x8B\x08"sv)) return Packing::kGzip;
  if (is_bzip2(head)) return Packing::kBzip2;
  if (head.starts_with("\xFD\x37zXZ\0"sv)) return Packing::kXz;
  if (is_zstd(head)) return Packing::kZstd;
  if (head.starts_with("PK\3\4"sv) || head.starts_with("PK\5\6"sv)) return Packing::kZip;
  if (is_tar(head)) return Packing::kTar;
  return Packing::kPlain;
}

}  // namespace bdp
