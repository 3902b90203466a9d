#include "filters/uuid_text.h"

#include <string_view>

#include "os/randomness.h"

namespace bdp {
namespace {

/// Bits that say: version 4, of the variant of RFC 9562.
RowId as_version_4(RowId bits) {
  bits.high = (bits.high & 0xFFFFFFFFFFFF0FFFULL) | 0x4000;
  bits.low = (bits.low & 0x3FFFFFFFFFFFFFFFULL) | 0x8000000000000000ULL;
  return bits;
}

}  // namespace

Value uuid_of_row(Batch& batch, RowIndex row, std::uint32_t number) {
  RowId bits;
  if (batch.source() == SourceIdentity()) {
    bits = {os::real_randomness().next(), os::real_randomness().next()};
  } else {
    bits = RowId::child(batch.id(row), number);
  }
  constexpr char kDigits[] = "0123456789abcdef";
  constexpr std::size_t kBytes = 36;
  char* const text = batch.arena().allocate_text(kBytes);
  char* to = text;
  std::size_t written = 0;
  for (const char byte : as_version_4(bits).bytes()) {
    if (written == 4 || written == 6 || written == 8 || written == 10) *to++ = '-';
    *to++ = kDigits[static_cast<unsigned char>(byte) >> 4U];
    *to++ = kDigits[static_cast<unsigned char>(byte) & 15U];
    ++written;
  }
  return Value::text({text, kBytes}, kPlainText);
}

}  // namespace bdp
