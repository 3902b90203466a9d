#pragma once

#include <compare>
#include <cstdint>
#include <memory>
#include <stop_token>
#include <string>
#include <string_view>

#include "base/result.h"
#include "os/files.h"

namespace bdp::os {

/// XXH3-128 of a content: tells contents apart, is no protection against forgers.
struct ContentHash {
  std::uint64_t high = 0;
  std::uint64_t low = 0;

  /// 32 lower-case hexadecimal digits, as the `xxh128sum` tool prints.
  std::string hex() const;
  friend bool operator==(const ContentHash&, const ContentHash&) = default;
  friend auto operator<=>(const ContentHash&, const ContentHash&) = default;
};

/// Of a text in memory.
ContentHash hash_of(std::string_view bytes);

/// Of a text that comes in pieces. One thread at a time.
class ContentHasher {
 public:
  ContentHasher();
  void add(std::string_view bytes);
  /// Of all that was added since the last reset().
  ContentHash hash() const;
  void reset();

 private:
  struct State;
  struct Free {
    void operator()(State* state) const;
  };
  std::unique_ptr<State, Free> state_;
};

/// What hex() printed; kInvalid for anything else.
Result<ContentHash> content_hash_from_hex(std::string_view hex);

struct HashedFile {
  ContentHash hash;
  std::uint64_t size = 0;  ///< Of what was hashed.
};

/// Of a file's whole content, read in large pieces through one buffer.
Result<HashedFile> hash_file(Files& files, const std::string& path, const std::stop_token& stop);

}  // namespace bdp::os
