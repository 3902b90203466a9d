#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "record/arena.h"
#include "record/value.h"

struct evp_md_ctx_st;
struct evp_md_st;

namespace bdp::fingerprint {

/// The functions that make a digest of bytes.
enum class Digest : std::uint8_t { kSha1, kSha256, kSha384, kSha512, kMd5 };

/// Computes digests of one kind, with a key as HMAC. One thread at a time.
class Digester {
 public:
  /// `key` null: none.
  Digester(Digest digest, const std::string* key);

  /// The digest of `bytes` in hexadecimal digits or base64, in `arena`.
  Value operator()(Arena& arena, std::string_view bytes, bool base64);

 private:
  struct Free {
    void operator()(evp_md_ctx_st* context) const;
    void operator()(evp_md_st* function) const;
  };
  std::unique_ptr<evp_md_st, Free> function_;
  std::unique_ptr<evp_md_ctx_st, Free> context_;
  const std::string* key_;
};

/// Bytes as text.
Value hexadecimal(Arena& arena, std::string_view bytes);
Value base64(Arena& arena, std::string_view bytes);

}  // namespace bdp::fingerprint
