#pragma once

#include <cstdint>
#include <memory>
#include <string_view>

#include "base/result.h"
#include "formats/bytes.h"

namespace bdp {

enum class Compression : std::uint8_t { kNone, kGzip, kZstd };

/// Makes whole pieces of compressed data: gzip members, zstd frames. Pieces put one after the other
/// are the same as one piece of all their contents. Used again, it allocates nothing. One thread at
/// a time.
class Compressor {
 public:
  explicit Compressor(Compression compression);
  ~Compressor();
  Compressor(Compressor&&) noexcept;
  Compressor& operator=(Compressor&&) noexcept;

  /// Appends one piece. Nothing is appended for no bytes.
  void append(std::string_view bytes, Bytes& out);

 private:
  struct State;
  std::unique_ptr<State> state_;  ///< Null: kNone.
};

}  // namespace bdp
