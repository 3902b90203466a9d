#include "formats/gzip_reader.h"

#include <zlib.h>

#include <array>
#include <string>
#include <utility>

#include "base/check.h"

namespace bdp {
namespace {

constexpr std::size_t kBufferBytes = std::size_t{64} * 1024;

}  // namespace

struct GzipReader::State {
  explicit State(ByteReader& reader) : packed(reader) {}
  ByteReader& packed;
  z_stream stream{};
  std::uint64_t consumed = 0;  ///< Packed bytes that were given to zlib.
  bool input_ended = false;
  bool member_ended = false;
  bool ended = false;
  std::array<char, kBufferBytes> buffer;
};

GzipReader::GzipReader(std::unique_ptr<State> state) : state_(std::move(state)) {}

GzipReader::~GzipReader() {
  inflateEnd(&state_->stream);
}

Result<std::unique_ptr<GzipReader>> GzipReader::open(ByteReader& packed) {
  auto state = std::make_unique<State>(packed);
  constexpr int kGzipOnly = 16 + MAX_WBITS;
  CHECK(inflateInit2(&state->stream, kGzipOnly) == Z_OK);
  return std::unique_ptr<GzipReader>(new GzipReader(std::move(state)));
}

Error GzipReader::damaged(std::string_view what) const {
  return {Code::kCorrupt, "damaged gzip data at byte " +
                              std::to_string(state_->consumed - state_->stream.avail_in) + ": " +
                              std::string(what)};
}

Status GzipReader::fill() {
  State& state = *state_;
  if (state.stream.avail_in > 0 || state.input_ended) return {};
  TRY_ASSIGN(const std::size_t count, state.packed.read(state.buffer));
  state.input_ended = count == 0;
  state.consumed += count;
  state.stream.next_in = reinterpret_cast<Bytef*>(state.buffer.data());
  state.stream.avail_in = static_cast<uInt>(count);
  return {};
}

/// False: there is none, and all input was padding.
Result<bool> GzipReader::begin_next_member() {
  State& state = *state_;
  for (;;) {
    TRY(fill());
    if (state.stream.avail_in == 0) return false;
    if (*state.stream.next_in != 0) break;
    ++state.stream.next_in;
    --state.stream.avail_in;
  }
  constexpr unsigned char kFirstMagicByte = 0x1F;
  if (*state.stream.next_in != kFirstMagicByte) {
    return damaged("what follows is neither gzip nor padding");
  }
  CHECK(inflateReset(&state.stream) == Z_OK);
  return true;
}

Result<std::size_t> GzipReader::read(std::span<char> into) {
  State& state = *state_;
  constexpr std::size_t kMost = std::size_t{1} << 30U;
  state.stream.next_out = reinterpret_cast<Bytef*>(into.data());
  const std::size_t room = std::min(into.size(), kMost);
  state.stream.avail_out = static_cast<uInt>(room);
  while (!state.ended && state.stream.avail_out == room) {
    if (std::exchange(state.member_ended, false)) {
      TRY_ASSIGN(const bool more, begin_next_member());
      state.ended = !more;
      continue;
    }
    TRY(fill());
    if (state.stream.avail_in == 0) return damaged("it ends before its end");
    const int outcome = inflate(&state.stream, Z_NO_FLUSH);
    if (outcome == Z_STREAM_END) {
      state.member_ended = true;
    } else if (outcome != Z_OK && outcome != Z_BUF_ERROR) {
      return damaged(state.stream.msg != nullptr ? state.stream.msg : "it needs a dictionary");
    }
  }
  return room - state.stream.avail_out;
}

}  // namespace bdp
