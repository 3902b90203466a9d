#include "fetchdata/examine_file.h"

#include <algorithm>
#include <array>
#include <utility>

#include "control/collection.h"
#include "fetchdata/placement.h"
#include "fetchdata/split_file.h"
#include "formats/unpacker.h"

namespace bdp {
namespace {

constexpr std::size_t kBufferBytes = std::size_t{512} << 10U;

struct Ending {
  std::string_view text;
  Packing packing;
};

constexpr std::array<Ending, 11> kPackedEndings = {{{"gz", Packing::kGzip},
                                                    {"tgz", Packing::kGzip},
                                                    {"bz2", Packing::kBzip2},
                                                    {"tbz2", Packing::kBzip2},
                                                    {"tbz", Packing::kBzip2},
                                                    {"xz", Packing::kXz},
                                                    {"txz", Packing::kXz},
                                                    {"zst", Packing::kZstd},
                                                    {"zstd", Packing::kZstd},
                                                    {"zip", Packing::kZip},
                                                    {"tar", Packing::kTar}}};

/// Formats that are text, in which a zero byte has no place.
constexpr std::array<std::string_view, 11> kTextFormats = {
    "csv", "tsv", "txt", "log", "json", "ndjson", "jsonl", "xml", "yaml", "yml", "md"};

constexpr std::array<std::string_view, 3> kJsonFormats = {"json", "ndjson", "jsonl"};

std::string last_ending(std::string_view name) {
  const std::size_t point = name.rfind('.');
  std::string ending;
  if (point == std::string_view::npos || point == 0) return ending;
  for (const char c : name.substr(point + 1)) {
    ending += static_cast<char>(c >= 'A' && c <= 'Z' ? c + 32 : c);
  }
  return ending;
}

/// Plain: the name says nothing of a packing.
Packing packing_by(std::string_view name) {
  const std::string ending = last_ending(name);
  const auto* found = std::ranges::find(kPackedEndings, ending, &Ending::text);
  return found == kPackedEndings.end() ? Packing::kPlain : found->packing;
}

Violation wrong_content(std::string_view name, std::string expected, std::string actual) {
  return {Rule::kContent, "file_format", std::string(name), std::move(expected), std::move(actual)};
}

bool is_binary(std::string_view head) {
  // UTF-16, which has zero bytes, begins with its mark.
  if (head.starts_with("\xFF\xFE") || head.starts_with("\xFE\xFF")) return false;
  return head.find('\0') != std::string_view::npos;
}

bool begins_json(std::string_view head) {
  if (head.starts_with("\xEF\xBB\xBF")) head.remove_prefix(3);
  const std::size_t first = head.find_first_not_of(" \t\r\n");
  return first == std::string_view::npos ||
         std::string_view("{[\"-0123456789tfn").find(head[first]) != std::string_view::npos;
}

class StoppableBytes final : public SeekableReader {
 public:
  StoppableBytes(os::File& file, std::uint64_t size, const std::stop_token& stop)
      : file_(file), size_(size), stop_(stop) {}
  Result<std::size_t> read(std::span<char> into) override {
    if (stop_.stop_requested()) {
      return Error(Code::kCancelled, "stopped while reading '" + file_.path() + "'");
    }
    return file_.read(into);
  }
  Status seek(std::uint64_t position) override { return file_.seek(position); }
  std::uint64_t size() const override { return size_; }

 private:
  os::File& file_;
  std::uint64_t size_;
  const std::stop_token& stop_;
};

Status unpack(Unpacker& unpacker) {
  std::vector<char> piece(kBufferBytes);
  while (true) {
    TRY_ASSIGN(const bool more, unpacker.next());
    if (!more) return {};
    while (true) {
      TRY_ASSIGN(const std::size_t count, unpacker.read(piece));
      if (count == 0) break;
    }
  }
}

}  // namespace

Examiner::Examiner(os::Files& files) : files_(files), buffer_(kBufferBytes) {}

Result<Examined> Examiner::examine(const std::string& path, std::uint64_t size,
                                   const MicroBatching* split, const std::stop_token& stop) {
  TRY_ASSIGN(const std::unique_ptr<os::File> file, files_.open(path, os::OpenMode::kRead));
  std::optional<BlockWriter> blocks;
  if (split != nullptr && size > split->block_bytes) {
    TRY(remove_blocks(files_, path));
    blocks.emplace(files_, path + std::string(kBlocksEnding), *split);
  }
  Examined examined;
  hasher_.reset();
  // A small file needs no more than one read that shows its end, too.
  const std::span<char> buffer(buffer_.data(), std::min<std::size_t>(size + 1, buffer_.size()));
  while (true) {
    if (stop.stop_requested()) {
      return Error(Code::kCancelled, "stopped while reading '" + printable_name(path) + "'");
    }
    TRY_ASSIGN(const std::size_t count, file->read(buffer));
    const std::string_view piece(buffer.data(), count);
    if (examined.size == 0) {
      examined.head = piece.substr(0, kPackingHead);
      examined.packing = recognise_packing(examined.head);
      // Records of a packed file end nowhere in its bytes.
      if (examined.packing != Packing::kPlain && blocks && !split->raw) blocks.reset();
    }
    hasher_.add(piece);
    if (blocks) TRY(blocks->add(piece));
    examined.size += count;
    if (count < buffer.size()) break;
  }
  examined.hash = hasher_.hash();
  if (blocks) {
    TRY_ASSIGN(examined.blocks, blocks->finish());
  }
  return examined;
}

std::optional<Violation> check_content(std::string_view name, const Examined& examined) {
  if (examined.size == 0) return std::nullopt;
  const Packing said = packing_by(name);
  if (said != examined.packing &&
      (said != Packing::kPlain || examined.packing != Packing::kPlain)) {
    const std::string expected =
        said == Packing::kPlain ? "not packed" : std::string(packing_name(said));
    return wrong_content(name, expected, std::string(packing_name(examined.packing)));
  }
  if (said != Packing::kPlain) return std::nullopt;
  const std::string format = format_of(name);
  if (std::ranges::find(kTextFormats, format) != kTextFormats.end() && is_binary(examined.head)) {
    return wrong_content(name, "text", "binary data");
  }
  if (std::ranges::find(kJsonFormats, format) != kJsonFormats.end() &&
      !begins_json(examined.head)) {
    return wrong_content(name, "JSON", "other text");
  }
  return std::nullopt;
}

Result<std::optional<Violation>> check_unpacking(os::Files& files, const std::string& path,
                                                 std::string_view name,
                                                 const DecompressionLimits& limits,
                                                 std::string_view key,
                                                 const std::stop_token& stop) {
  TRY_ASSIGN(const std::unique_ptr<os::File> file, files.open(path, os::OpenMode::kRead));
  TRY_ASSIGN(const os::FileInfo info, file->info());
  StoppableBytes bytes(*file, info.size, stop);
  Unpacker unpacker(bytes, {.max_output_bytes = limits.max_output_bytes,
                            .max_ratio = limits.max_ratio,
                            .max_entries = limits.max_entries});
  const Status unpacked = unpack(unpacker);
  if (unpacked) return std::optional<Violation>();
  const std::string actual(unpacked.error().message());
  switch (unpacked.error().code()) {
    case Code::kInvalid:
      return std::optional(Violation{Rule::kCompression, std::string(key), std::string(name),
                                     std::to_string(limits.max_output_bytes) + " bytes, " +
                                         std::to_string(limits.max_ratio) + " for each byte, " +
                                         std::to_string(limits.max_entries) + " files",
                                     actual});
    case Code::kCorrupt:
      return std::optional(
          Violation{Rule::kDamaged, std::string(key), std::string(name), "a whole file", actual});
    default:
      return unpacked.error();
  }
}

}  // namespace bdp
