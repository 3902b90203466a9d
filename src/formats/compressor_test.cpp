#include "formats/compressor.h"

#include <gtest/gtest.h>
#include <zlib.h>
#include <zstd.h>

#include <array>
#include <string>

namespace bdp {
namespace {

constexpr std::string_view kFirst = "one one one one one one";
constexpr std::string_view kSecond = "two two two";

Bytes packed(Compression compression) {
  Compressor compressor(compression);
  Bytes out;
  compressor.append(kFirst, out);
  compressor.append("", out);
  compressor.append(kSecond, out);
  return out;
}

TEST(Compressor, ZstdFramesFollowEachOther) {
  const Bytes out = packed(Compression::kZstd);
  std::array<char, 100> text{};
  const std::size_t size = ZSTD_decompress(text.data(), text.size(), out.data(), out.size());
  ASSERT_FALSE(ZSTD_isError(size));
  EXPECT_EQ(std::string(text.data(), size), std::string(kFirst) + std::string(kSecond));
}

TEST(Compressor, GzipMembersFollowEachOther) {
  const Bytes out = packed(Compression::kGzip);
  std::string all;
  z_stream stream{};
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(out.data()));
  stream.avail_in = static_cast<uInt>(out.size());
  while (stream.avail_in > 0) {
    std::array<char, 100> text{};
    ASSERT_EQ(inflateInit2(&stream, 31), Z_OK);
    stream.next_out = reinterpret_cast<Bytef*>(text.data());
    stream.avail_out = text.size();
    ASSERT_EQ(inflate(&stream, Z_FINISH), Z_STREAM_END);
    all.append(text.data(), text.size() - stream.avail_out);
    ASSERT_EQ(inflateEnd(&stream), Z_OK);
  }
  EXPECT_EQ(all, std::string(kFirst) + std::string(kSecond));
}

TEST(Compressor, NoneIsTheBytesThemselves) {
  EXPECT_EQ(packed(Compression::kNone).view(), std::string(kFirst) + std::string(kSecond));
}

}  // namespace
}  // namespace bdp
