#pragma once

#include <cstdint>
#include <memory>

#include "formats/byte_reader.h"

namespace bdp {

/// Unpacks gzip, with all members that follow each other, and verifies every checksum: libarchive,
/// which does the other forms, takes wrong bytes for right ones here. Zeros behind the last member
/// are padding; anything else is damage.
class GzipReader final : public ByteReader {
 public:
  /// `packed` outlives the reader.
  static Result<std::unique_ptr<GzipReader>> open(ByteReader& packed);
  ~GzipReader() override;
  GzipReader(const GzipReader&) = delete;
  GzipReader& operator=(const GzipReader&) = delete;

  Result<std::size_t> read(std::span<char> into) override;

 private:
  struct State;
  explicit GzipReader(std::unique_ptr<State> state);

  Status fill();
  Result<bool> begin_next_member();
  Error damaged(std::string_view what) const;

  std::unique_ptr<State> state_;
};

}  // namespace bdp
