#include "os/file_hash.h"

#include <xxhash.h>

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <memory>
#if defined(__x86_64__)
// Chooses SSE2, AVX2 or AVX512 when the program runs.
#include <xxh_x86dispatch.h>
#endif

#include "base/check.h"

namespace bdp::os {
namespace {

// Large enough to make the calls cheap, small enough to stay in the second-level cache.
constexpr std::size_t kBufferBytes = std::size_t{512} << 10U;

struct FreeMemory {
  void operator()(void* memory) const { std::free(memory); }
};

ContentHash from(XXH128_hash_t hash) {
  return {hash.high64, hash.low64};
}

void append_hex(std::string& text, std::uint64_t number) {
  constexpr char kDigits[] = "0123456789abcdef";
  for (int shift = 60; shift >= 0; shift -= 4) text += kDigits[(number >> shift) & 15U];
}

}  // namespace

std::string ContentHash::hex() const {
  std::string text;
  append_hex(text, high);
  append_hex(text, low);
  return text;
}

ContentHash hash_of(std::string_view bytes) {
  return from(XXH3_128bits(bytes.data(), bytes.size()));
}

struct ContentHasher::State {
  // Of the library's, whose memory it aligns.
  XXH3_state_t* of_library;
};

void ContentHasher::Free::operator()(State* state) const {
  XXH3_freeState(state->of_library);
  delete state;
}

ContentHasher::ContentHasher() : state_(new State{XXH3_createState()}) {
  CHECK(state_->of_library != nullptr);
  reset();
}

void ContentHasher::add(std::string_view bytes) {
  XXH3_128bits_update(state_->of_library, bytes.data(), bytes.size());
}

ContentHash ContentHasher::hash() const {
  return from(XXH3_128bits_digest(state_->of_library));
}

void ContentHasher::reset() {
  XXH3_128bits_reset(state_->of_library);
}

Result<ContentHash> content_hash_from_hex(std::string_view hex) {
  ContentHash hash;
  const bool shaped = hex.size() == 32 && std::ranges::all_of(hex, [](char c) {
                        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
                      });
  if (!shaped) return Error(Code::kInvalid, "a content hash has 32 lower-case hexadecimal digits");
  const char* digits = hex.data();
  std::from_chars(digits, digits + 16, hash.high, 16);
  std::from_chars(digits + 16, digits + 32, hash.low, 16);
  return hash;
}

Result<HashedFile> hash_file(Files& files, const std::string& path, const std::stop_token& stop) {
  TRY_ASSIGN(const std::unique_ptr<File> file, files.open(path, OpenMode::kRead));
  const std::unique_ptr<char, FreeMemory> buffer(
      static_cast<char*>(std::aligned_alloc(4096, kBufferBytes)));
  CHECK(buffer != nullptr);
  ContentHasher hasher;
  HashedFile hashed;
  while (true) {
    if (stop.stop_requested())
      return Error(Code::kCancelled, "stopped while reading '" + path + "'");
    TRY_ASSIGN(const std::size_t count, file->read({buffer.get(), kBufferBytes}));
    hasher.add({buffer.get(), count});
    hashed.size += count;
    if (count < kBufferBytes) break;
  }
  hashed.hash = hasher.hash();
  return hashed;
}

}  // namespace bdp::os
