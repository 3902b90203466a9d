#include "fetchdata/split_file.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <utility>

namespace bdp {
namespace {

constexpr std::size_t kPieceBytes = std::size_t{512} << 10U;
/// How far behind the block size the end of a record is looked for before quotes count as never
/// closed.
constexpr std::uint64_t kLongestRecord = std::uint64_t{16} << 20U;

std::string block_name(std::size_t place) {
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%06zu", place);
  return text.data();
}

Error not_as_taken(const std::string& path) {
  return {Code::kCorrupt, "'" + printable_name(path) + "' is not what was taken"};
}

Status join(os::Files& files, const StagedFile& file, os::File& whole,
            const std::stop_token& stop) {
  std::vector<char> piece(kPieceBytes);
  os::ContentHasher all;
  os::ContentHasher one;
  for (const FileBlock& block : file.blocks) {
    TRY_ASSIGN(const std::unique_ptr<os::File> part, files.open(block.path, os::OpenMode::kRead));
    one.reset();
    std::uint64_t size = 0;
    while (true) {
      if (stop.stop_requested()) {
        return Error(Code::kCancelled, "stopped while joining '" + printable_name(file.name) + "'");
      }
      TRY_ASSIGN(const std::size_t count, part->read(piece));
      const std::string_view bytes(piece.data(), count);
      one.add(bytes);
      all.add(bytes);
      TRY(whole.write(bytes));
      size += count;
      if (count < piece.size()) break;
    }
    if (size != block.size || one.hash() != block.checksum) return not_as_taken(block.path);
  }
  if ("xxh3:" + all.hash().hex() != file.identity.content) return not_as_taken(file.path);
  return {};
}

}  // namespace

BlockWriter::BlockWriter(os::Files& files, std::string directory, const MicroBatching& how)
    : files_(files),
      directory_(std::move(directory)),
      how_(how),
      boundary_(how.quoted_newlines && !how.raw ? '"' : RecordBoundary::kNoQuote) {}

std::size_t BlockWriter::end_in(std::string_view piece) {
  const std::uint64_t left = how_.block_bytes - std::min(how_.block_bytes, block_.size);
  if (how_.raw) return left <= piece.size() ? left : std::string_view::npos;
  // The record that holds the block's last byte is the last one in it.
  const std::size_t before =
      std::min<std::uint64_t>(left - std::min<std::uint64_t>(left, 1), piece.size());
  if (how_.quoted_newlines) boundary_.last_end(piece.substr(0, before));
  if (before == piece.size()) return std::string_view::npos;
  std::size_t end = boundary_.first_end(piece.substr(before));
  if (end == 0 && block_.size > how_.block_bytes + kLongestRecord) {
    boundary_.restart();
    end = RecordBoundary().first_end(piece.substr(before));
  }
  return end == 0 ? std::string_view::npos : before + end;
}

Status BlockWriter::add(std::string_view piece) {
  while (!piece.empty()) {
    if (file_ == nullptr) TRY(begin());
    const std::size_t end = end_in(piece);
    TRY(write(piece.substr(0, end)));
    if (end == std::string_view::npos) return {};
    close();
    piece.remove_prefix(end);
  }
  return {};
}

Result<std::vector<FileBlock>> BlockWriter::finish() {
  if (file_ != nullptr) close();
  return std::move(blocks_);
}

Status BlockWriter::begin() {
  if (blocks_.empty()) TRY(files_.make_directories(directory_));
  const std::uint64_t offset = blocks_.empty() ? 0 : blocks_.back().offset + blocks_.back().size;
  block_ = {directory_ + '/' + block_name(blocks_.size()), offset, 0, {}};
  hasher_.reset();
  TRY_ASSIGN(file_, files_.open(block_.path, os::OpenMode::kCreate));
  return {};
}

Status BlockWriter::write(std::string_view bytes) {
  hasher_.add(bytes);
  block_.size += bytes.size();
  return file_->write(bytes);
}

void BlockWriter::close() {
  block_.checksum = hasher_.hash();
  file_ = nullptr;
  blocks_.push_back(std::move(block_));
}

Status join_blocks(os::Files& files, const StagedFile& file, const std::string& path,
                   const std::stop_token& stop) {
  TRY_ASSIGN(std::unique_ptr<os::File> whole, files.open(path, os::OpenMode::kCreateNew));
  Status joined = join(files, file, *whole, stop);
  whole = nullptr;
  // What was wrong with the blocks is what counts.
  if (!joined) static_cast<void>(files.remove(path));
  return joined;
}

}  // namespace bdp
