#include "control/input_spool.h"

#include <vector>

namespace bdp {
namespace {

constexpr std::size_t kPieceBytes = std::size_t{1} << 20U;

Status copy(os::InputStream& input, os::File& file, std::uint64_t max_bytes,
            const std::stop_token& stop) {
  std::vector<char> piece(kPieceBytes);
  for (std::uint64_t total = 0;;) {
    TRY_ASSIGN(const std::size_t count, input.read(piece, stop));
    if (count == 0) return file.sync();
    total += count;
    if (total > max_bytes) {
      return Error(Code::kExhausted,
                   "standard input has more than the " + std::to_string(max_bytes) +
                       " bytes that are kept for several sinks; put it into a file, or name one "
                       "sink");
    }
    TRY(file.write({piece.data(), count}));
  }
}

}  // namespace

Status spool_input(os::Files& files, os::InputStream& input, const std::string& path,
                   std::uint64_t max_bytes, const std::stop_token& stop) {
  const std::string directory = os::parent_directory(path);
  TRY(files.make_directories(directory));
  const std::string unfinished = path + ".part";
  {
    TRY_ASSIGN(const auto file, files.open(unfinished, os::OpenMode::kCreate));
    if (auto copied = copy(input, *file, max_bytes, stop); !copied) {
      // What was wrong with the input is what counts.
      static_cast<void>(files.remove(unfinished));
      return copied;
    }
  }
  TRY(files.rename(unfinished, path));
  return files.sync_directory(directory);
}

}  // namespace bdp
