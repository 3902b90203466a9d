#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "os/files.h"
#include "pipeline/counters.h"
#include "sandbox/output_tree.h"

namespace bdp {

/// What an app reported of itself, in lines of JSON.
struct AppReport {
  RowCounters rows;
  bool failed = false;                ///< A line said `"status": "failed"`.
  std::string reason;                 ///< Of that line.
  std::vector<std::string> problems;  ///< Lines that are no report, with their numbers.
};

/// Reads lines such as {"read": 100, "rows": 98, "dead_letters": 2}: figures add up from line to
/// line; `read` not given is what the others say together.
AppReport read_app_report(std::string_view lines);

/// The whole plain file `path` of the tree; empty: it is not there. kExhausted: it has more than
/// `most_bytes`; kDenied: it is no plain file.
Result<std::string> read_output(const OutputTree& tree, std::string_view path,
                                std::size_t most_bytes);

struct KeptOutput {
  std::uint64_t files = 0;
  std::uint64_t bytes = 0;
  std::vector<RefusedOutput> refused;
};

/// Copies the plain files of the tree, but for `except`, to `directory`, which is made when there
/// is one. Nothing that an app left is followed on the way.
Result<KeptOutput> keep_output(const OutputTree& tree, std::string_view except,
                               const std::string& directory, os::Files& files);

}  // namespace bdp
