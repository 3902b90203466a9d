// Packed files of any bytes: unpacking ends, within its limits.
#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "base/check.h"
#include "formats/unpacker.h"

namespace {

class Bytes final : public bdp::SeekableReader {
 public:
  explicit Bytes(std::span<const std::uint8_t> bytes) : bytes_(bytes) {}
  bdp::Result<std::size_t> read(std::span<char> into) override {
    const std::size_t count = std::min(into.size(), bytes_.size() - at_);
    std::copy_n(bytes_.begin() + static_cast<std::ptrdiff_t>(at_), count, into.begin());
    at_ += count;
    return count;
  }
  bdp::Status seek(std::uint64_t position) override {
    if (position > bytes_.size()) return bdp::Error(bdp::Code::kInvalid, "behind the end");
    at_ = position;
    return {};
  }
  std::uint64_t size() const override { return bytes_.size(); }

 private:
  std::span<const std::uint8_t> bytes_;
  std::size_t at_ = 0;
};

constexpr bdp::UnpackLimits kLimits{.max_output_bytes = std::uint64_t{1} << 20U,
                                    .max_ratio = 100,
                                    .ratio_free_bytes = 10'000,
                                    .max_entries = 20,
                                    .max_nesting = 3};

/// Everything that comes out is read.
void unpack(bdp::Unpacker& unpacker) {
  std::array<char, 4096> buffer{};
  std::uint64_t total = 0;
  for (;;) {
    const auto more = unpacker.next();
    if (!more || !*more) return;
    for (;;) {
      const auto got = unpacker.read(buffer);
      if (!got) return;
      if (*got == 0) break;
      total += *got;
      CHECK(unpacker.is_plain() || total <= kLimits.max_output_bytes);
    }
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  Bytes disk({data, size});
  bdp::Unpacker by_directory(disk, kLimits);
  unpack(by_directory);
  Bytes pipe({data, size});
  bdp::Unpacker streamed(static_cast<bdp::ByteReader&>(pipe), kLimits);
  unpack(streamed);
  return 0;
}
