#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "base/result.h"

namespace bdp {

/// Bytes in a row, from wherever.
class ByteReader {
 public:
  virtual ~ByteReader() = default;
  /// How many bytes it put into `into`, which is not empty; 0: the end.
  virtual Result<std::size_t> read(std::span<char> into) = 0;
};

/// Bytes of known number that can be read from anywhere.
class SeekableReader : public ByteReader {
 public:
  /// The next byte read is that at `position`.
  virtual Status seek(std::uint64_t position) = 0;
  virtual std::uint64_t size() const = 0;
};

}  // namespace bdp
