#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace bdp::bytes {

/// What a prefix multiplies by.
enum class Prefixes : std::uint8_t {
  kBinary,  ///< 1K is 1024.
  kMetric,  ///< 1K is 1000.
};

/// The whole number of bytes, as a double, that a text such as "12.5 MB" means: digits, K M G T or
/// P in either case, B. A small b counts bits, but for mb, gb, tb and pb, which are bytes all the
/// same. Blanks, "_", "," and "." may part digits; of "," and "." the last one is the decimal
/// point, except a single one with three digits behind it that is not `decimal_separator`.
/// Nothing: the text is no size.
std::optional<double> parse_storage_size(std::string_view text, Prefixes prefixes,
                                         char decimal_separator);

}  // namespace bdp::bytes
