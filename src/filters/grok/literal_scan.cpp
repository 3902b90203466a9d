#include "filters/grok/literal_scan.h"

#include <bit>
#include <cstring>

namespace bdp::grok {
namespace {

/// The first four bytes, the first one lowest.
std::uint32_t load(const char* at) {
  std::uint32_t bytes = 0;
  std::memcpy(&bytes, at, sizeof bytes);
  if constexpr (std::endian::native == std::endian::big) bytes = __builtin_bswap32(bytes);
  return bytes;
}

}  // namespace

void LiteralScan::add(std::string_view literal) {
  const std::uint32_t expression = expressions_++;
  if (always_.size() * 64 < expressions_) always_.push_back(0);
  if (literal.size() < kShortest || literals_.size() >= INT16_MAX) {
    always_[expression / 64] |= std::uint64_t{1} << (expression % 64);
    return;
  }
  char start[4] = {};
  literal.copy(start, kShortest);
  std::int16_t& first = first_[bucket(load(start))];
  literals_.push_back({std::string(literal), expression, first - 1});
  first = static_cast<std::int16_t>(literals_.size());
}

void LiteralScan::find(std::string_view text, Candidates& candidates) const {
  candidates = always_;
  if (text.size() < kShortest) return;
  const char* const begin = text.data();
  for (std::size_t at = 0; at + kShortest <= text.size(); ++at) {
    for (std::int32_t i = first_[bucket(load(begin + at))] - 1; i >= 0;
         i = literals_[static_cast<std::size_t>(i)].next) {
      const Literal& literal = literals_[static_cast<std::size_t>(i)];
      if (text.substr(at).starts_with(literal.text)) {
        candidates[literal.expression / 64] |= std::uint64_t{1} << (literal.expression % 64);
      }
    }
  }
}

}  // namespace bdp::grok
