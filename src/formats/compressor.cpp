#include "formats/compressor.h"

#include <zlib.h>
#include <zstd.h>

#include "base/check.h"

namespace bdp {
namespace {

constexpr int kGzipLevel = 4;
constexpr int kZstdLevel = 3;
constexpr int kGzipFormat = 31;  ///< deflateInit2(): the largest window, with gzip's header.
constexpr int kMemoryLevel = 8;

}  // namespace

struct Compressor::State {
  explicit State(Compression compression) {
    if (compression == Compression::kZstd) {
      zstd = ZSTD_createCCtx();
      CHECK(zstd != nullptr);
      return;
    }
    CHECK(deflateInit2(&gzip, kGzipLevel, Z_DEFLATED, kGzipFormat, kMemoryLevel,
                       Z_DEFAULT_STRATEGY) == Z_OK);
  }
  State(const State&) = delete;
  State& operator=(const State&) = delete;
  ~State() {
    if (zstd != nullptr) {
      ZSTD_freeCCtx(zstd);
    } else {
      deflateEnd(&gzip);
    }
  }

  z_stream gzip{};
  ZSTD_CCtx* zstd = nullptr;
};

Compressor::Compressor(Compression compression)
    : state_(compression == Compression::kNone ? nullptr : std::make_unique<State>(compression)) {}
Compressor::~Compressor() = default;
Compressor::Compressor(Compressor&&) noexcept = default;
Compressor& Compressor::operator=(Compressor&&) noexcept = default;

void Compressor::append(std::string_view bytes, Bytes& out) {
  if (bytes.empty()) return;
  if (!state_) {
    out.append(bytes);
    return;
  }
  if (state_->zstd != nullptr) {
    const std::size_t room = ZSTD_compressBound(bytes.size());
    char* to = out.reserve(room);
    const std::size_t size =
        ZSTD_compressCCtx(state_->zstd, to, room, bytes.data(), bytes.size(), kZstdLevel);
    CHECK(ZSTD_isError(size) == 0U);
    out.set_end(to + size);
    return;
  }
  z_stream& gzip = state_->gzip;
  CHECK(deflateReset(&gzip) == Z_OK);
  const std::size_t room = deflateBound(&gzip, bytes.size());
  char* to = out.reserve(room);
  gzip.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
  gzip.avail_in = static_cast<uInt>(bytes.size());
  gzip.next_out = reinterpret_cast<Bytef*>(to);
  gzip.avail_out = static_cast<uInt>(room);
  CHECK(deflate(&gzip, Z_FINISH) == Z_STREAM_END);
  out.set_end(to + (room - gzip.avail_out));
}

}  // namespace bdp
