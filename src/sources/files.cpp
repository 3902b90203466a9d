#include "sources/files.h"

#include <charconv>
#include <optional>
#include <tuple>
#include <utility>

#include "os/file_hash.h"

namespace bdp {
namespace {

constexpr std::uint64_t kWhole = ~std::uint64_t{0};

class PlainReader final : public ByteReader {
 public:
  explicit PlainReader(os::File& file) : file_(file) {}
  Result<std::size_t> read(std::span<char> into) override { return file_.read(into); }

 private:
  os::File& file_;
};

/// Tells lists of files apart: by their identities in their order.
std::string fingerprint(const std::vector<InputFile>& list) {
  std::string bytes;
  for (const InputFile& file : list) {
    bytes.append(reinterpret_cast<const char*>(&file.identity.high), sizeof file.identity.high);
    bytes.append(reinterpret_cast<const char*>(&file.identity.low), sizeof file.identity.low);
  }
  return os::hash_of(bytes).hex();
}

/// What a Checkpoint of this source says: the list's fingerprint, the first file not begun, then
/// index and position of each file that is begun and not done; numbers between spaces.
struct Progress {
  std::size_t next = 0;
  std::map<std::size_t, std::uint64_t> begun;
};

std::string encode(const std::string& list, const Progress& progress) {
  std::string text = list + ' ' + std::to_string(progress.next);
  for (const auto& [file, position] : progress.begun) {
    text += ' ' + std::to_string(file) + ' ' + std::to_string(position);
  }
  return text;
}

std::optional<Progress> decode(std::string_view text, const std::string& list) {
  if (!text.starts_with(list)) return std::nullopt;
  std::vector<std::uint64_t> numbers;
  for (text.remove_prefix(list.size()); !text.empty();) {
    std::uint64_t number = 0;
    const auto [end, problem] = std::from_chars(text.data() + 1, text.data() + text.size(), number);
    if (text.front() != ' ' || problem != std::errc()) return std::nullopt;
    numbers.push_back(number);
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  }
  if (numbers.size() % 2 == 0) return std::nullopt;
  Progress progress{numbers.front(), {}};
  for (std::size_t i = 1; i < numbers.size(); i += 2) progress.begun[numbers[i]] = numbers[i + 1];
  return progress;
}

std::string describe(std::uint64_t size) {
  return std::to_string(size) + " bytes";
}

Error changed(const InputFile& file, const std::string& how) {
  return {Code::kConflict,
          "'" + file.path + "' " + how +
              "; leave input files alone until the job is done, then run it again"};
}

Status compare(const InputFile& file, const os::FileInfo& now) {
  if (now.size != file.size) {
    return changed(file, "has changed since it was examined: it had " + describe(file.size) +
                             " and has " + describe(now.size));
  }
  if (now.modified != file.modified) {
    return changed(file, "was written to since it was examined");
  }
  return {};
}

}  // namespace

struct FilesSource::Lane {
  explicit Lane(const CutOptions& options) : cutter(options) {}
  RecordCutter cutter;
  std::size_t file = 0;
  std::unique_ptr<os::File> opened;
  std::unique_ptr<ByteReader> reader;  ///< Of `opened`; null: between two files.
  std::uint64_t replay_to = 0;
};

FilesSource::FilesSource(os::Files& files, std::vector<InputFile> list, const FilesOptions& options)
    : files_(files), list_(std::move(list)), fingerprint_(fingerprint(list_)), options_(options) {
  for (unsigned i = 0; i < options.lanes; ++i) {
    lanes_.push_back(std::make_unique<Lane>(options.cut));
  }
}

FilesSource::~FilesSource() = default;

Status FilesSource::open(const Checkpoint& from, bool replay) {
  if (from.bytes.empty()) return {};
  const auto progress = decode(from.bytes, fingerprint_);
  if (!progress || progress->next > list_.size()) {
    return Error(Code::kConflict,
                 "the input is not the one that this run has begun with: files were added, removed "
                 "or changed; put them back, or start again with --restart");
  }
  if (replay) {
    for (std::size_t file = 0; file < progress->next; ++file) replayed_[file] = kWhole;
    for (const auto& [file, position] : progress->begun) replayed_[file] = position;
    return {};
  }
  next_ = progress->next;
  waiting_ = progress->begun;
  taken_ = progress->begun;
  return {};
}

Result<bool> FilesSource::next(unsigned lane_number, Chunk& chunk, std::stop_token stop) {
  Lane& lane = *lanes_[lane_number];
  for (;;) {
    if (stop.stop_requested()) return Error(Code::kCancelled, "reading was stopped");
    if (!lane.reader) {
      TRY_ASSIGN(const bool got, take(lane));
      if (!got) return false;
    }
    const std::uint64_t position = lane.cutter.position();
    chunk.replayed = position < lane.replay_to;
    TRY_ASSIGN(
        const bool got,
        lane.cutter.next(*lane.reader, chunk, chunk.replayed ? lane.replay_to - position : kWhole));
    if (got) {
      const InputFile& file = list_[lane.file];
      chunk.source = file.identity;
      chunk.path = file.shown;
      chunk.item = lane.file;
      chunk.end = lane.cutter.position();
      return true;
    }
    TRY(finish(lane));
  }
}

Result<bool> FilesSource::take(Lane& lane) {
  std::uint64_t position = 0;
  {
    const std::lock_guard lock(mutex_);
    if (!waiting_.empty()) {
      std::tie(lane.file, position) = *waiting_.begin();
      waiting_.erase(waiting_.begin());
    } else if (next_ < list_.size()) {
      lane.file = next_++;
      taken_[lane.file] = 0;
    } else {
      return false;
    }
  }
  const InputFile& file = list_[lane.file];
  TRY_ASSIGN(lane.opened, files_.open(file.path, os::OpenMode::kRead));
  TRY_ASSIGN(const os::FileInfo info, lane.opened->info());
  TRY(compare(file, info));
  TRY(lane.opened->seek(position));
  lane.reader = std::make_unique<PlainReader>(*lane.opened);
  lane.cutter.start(position);
  const auto replayed = replayed_.find(lane.file);
  lane.replay_to = replayed == replayed_.end() ? 0 : replayed->second;
  return true;
}

Status FilesSource::finish(Lane& lane) {
  const InputFile& file = list_[lane.file];
  TRY_ASSIGN(const os::FileInfo info, lane.opened->info());
  TRY(compare(file, info));
  lane.reader.reset();
  lane.opened.reset();
  const std::lock_guard lock(mutex_);
  taken_.erase(lane.file);
  return {};
}

Checkpoint FilesSource::place(const Chunk& chunk) {
  const std::lock_guard lock(mutex_);
  taken_[chunk.item] = chunk.end;
  return {encode(fingerprint_, {next_, taken_})};
}

Status FilesSource::commit(const Checkpoint&) {
  return {};
}

}  // namespace bdp
