#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"

namespace bdp::config {

/// "500000000", "500 MB" (decimal units: kB MB GB TB) or "64 MiB" (binary: KiB MiB GiB TiB);
/// letters of either case. An error has no position; its message says what would be right.
Result<std::uint64_t> parse_byte_size(std::string_view text);

/// "1,234,567": for people.
std::string grouped_digits(std::uint64_t number);

}  // namespace bdp::config
