#pragma once

#include <cstdint>
#include <stop_token>
#include <string>

#include "base/result.h"
#include "os/files.h"
#include "os/input_stream.h"

namespace bdp {

/// The most that is kept of standard input for sinks that fall behind.
inline constexpr std::uint64_t kMaxSpoolBytes = std::uint64_t{16} << 30U;

/// Keeps all of `input` in the file at `path`, whose directory is made; the file is there when it
/// is whole, and survives power loss then. kExhausted: the input has more than `max_bytes`;
/// kCancelled: `stop` was requested.
Status spool_input(os::Files& files, os::InputStream& input, const std::string& path,
                   std::uint64_t max_bytes, const std::stop_token& stop);

}  // namespace bdp
