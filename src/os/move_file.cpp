#include "os/move_file.h"

#include <vector>

namespace bdp::os {
namespace {

constexpr std::size_t kPieceBytes = std::size_t{1} << 20U;

Status copy_durably(Files& files, const std::string& from, const std::string& to) {
  TRY_ASSIGN(const std::unique_ptr<File> source, files.open(from, OpenMode::kRead));
  TRY_ASSIGN(const std::unique_ptr<File> target, files.open(to, OpenMode::kCreate));
  std::vector<char> piece(kPieceBytes);
  while (true) {
    TRY_ASSIGN(const std::size_t count, source->read(piece));
    TRY(target->write({piece.data(), count}));
    if (count < piece.size()) return target->sync();
  }
}

}  // namespace

Status move_file(Files& files, const std::string& from, const std::string& to,
                 const std::string& unfinished) {
  Status renamed = files.rename_new(from, to);
  if (renamed || renamed.error().code() != Code::kInvalid) return renamed;
  // Another file system, as it seems: whatever else is wrong comes again while copying.
  const std::string copy = unfinished.empty() ? to + std::string(kUnfinishedEnding) : unfinished;
  Status moved = copy_durably(files, from, copy);
  if (moved) moved = files.rename_new(copy, to);
  if (!moved) {
    // What stopped the move is what counts.
    static_cast<void>(files.remove(copy));
    return moved;
  }
  TRY(files.sync_directory(parent_directory(to)));
  return files.remove(from);
}

}  // namespace bdp::os
