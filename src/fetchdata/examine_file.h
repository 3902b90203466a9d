#pragma once

#include <cstdint>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "control/constraints.h"
#include "fetchdata/staged_file.h"
#include "formats/packing.h"
#include "os/files.h"

namespace bdp {

/// What reading a file once tells of it.
struct Examined {
  os::ContentHash hash;
  std::uint64_t size = 0;
  Packing packing = Packing::kPlain;
  std::string head;  ///< The first kPackingHead bytes.
  std::vector<FileBlock> blocks;
};

/// Reads files for their fingerprints. Keeps its memory from file to file; one thread at a time.
class Examiner {
 public:
  explicit Examiner(os::Files& files);

  /// Reads the file whole; with `split`, also writes its blocks into `path`.blocks/. `size`: what
  /// it is thought to have.
  Result<Examined> examine(const std::string& path, std::uint64_t size, const MicroBatching* split,
                           const std::stop_token& stop);

 private:
  os::Files& files_;
  std::vector<char> buffer_;
  os::ContentHasher hasher_;
};

/// Whether the content is what the name says: packed as its ending says and not otherwise, text
/// where the format is one of text.
std::optional<Violation> check_content(std::string_view name, const Examined& examined);

/// Unpacks the file, to see that it can be and stays within `limits`. Nothing: it does.
Result<std::optional<Violation>> check_unpacking(os::Files& files, const std::string& path,
                                                 std::string_view name,
                                                 const DecompressionLimits& limits,
                                                 std::string_view key, const std::stop_token& stop);

}  // namespace bdp
