#include "sources/files.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <span>
#include <tuple>
#include <utility>

#include "os/file_hash.h"

namespace bdp {
namespace {

constexpr std::uint64_t kWhole = ~std::uint64_t{0};

/// A chunk's `item`: which file, and which part of it.
constexpr unsigned kPartBits = 32;

class FileBytes final : public SeekableReader {
 public:
  FileBytes(os::File& file, std::uint64_t size) : file_(file), size_(size) {}
  Result<std::size_t> read(std::span<char> into) override { return file_.read(into); }
  Status seek(std::uint64_t position) override { return file_.seek(position); }
  std::uint64_t size() const override { return size_; }

 private:
  os::File& file_;
  std::uint64_t size_;
};

void append_bytes(std::string& to, const SourceIdentity& identity) {
  to.append(reinterpret_cast<const char*>(&identity.high), sizeof identity.high);
  to.append(reinterpret_cast<const char*>(&identity.low), sizeof identity.low);
}

/// Tells lists of files apart: by their identities in their order.
std::string fingerprint(const std::vector<InputFile>& list) {
  std::string bytes;
  for (const InputFile& file : list) append_bytes(bytes, file.identity);
  return os::hash_of(bytes).hex();
}

/// Of one file in an archive; two of one name differ.
SourceIdentity identity_in(const SourceIdentity& archive, const std::string& name,
                           std::uint64_t part) {
  std::string bytes = name + ' ' + std::to_string(part) + ' ';
  append_bytes(bytes, archive);
  const os::ContentHash hash = os::hash_of(bytes);
  return {hash.high, static_cast<std::uint16_t>(hash.low)};
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

Result<Packing> packing_of(const os::File& file) {
  std::array<char, kPackingHead> head;
  TRY_ASSIGN(const std::size_t count, file.read_at(head, 0));
  return recognise_packing({head.data(), count});
}

}  // namespace

struct FilesSource::Lane {
  explicit Lane(const CutOptions& options) : cutter(options) {}

  RecordCutter cutter;
  std::size_t file = 0;
  std::uint64_t part = 0;
  std::unique_ptr<os::File> opened;
  std::unique_ptr<FileBytes> bytes;    ///< Of `opened`.
  std::unique_ptr<Unpacker> unpacker;  ///< Of `bytes`; null: they are not packed.
  ByteReader* reader = nullptr;        ///< One of the two; null: between two files.
  Place replay_to;
  SourceIdentity identity;
  std::string path;
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
  std::size_t next = 0;
  Places begun;
  if (!decode(from.bytes, next, begun) || next > list_.size()) {
    return Error(Code::kConflict,
                 "the input is not the one that this run has begun with: files were added, removed "
                 "or changed; put them back, or start again with --restart");
  }
  if (replay) {
    for (std::size_t file = 0; file < next; ++file) replayed_[file] = {kWhole, 0};
    for (const auto& [file, place] : begun) replayed_[file] = place;
    return {};
  }
  next_ = next;
  waiting_ = begun;
  taken_ = std::move(begun);
  return {};
}

Result<bool> FilesSource::next(unsigned lane_number, Chunk& chunk, std::stop_token stop) {
  Lane& lane = *lanes_[lane_number];
  for (;;) {
    if (stop.stop_requested()) return Error(Code::kCancelled, "reading was stopped");
    if (lane.reader == nullptr) {
      TRY_ASSIGN(const bool got, take(lane));
      if (!got) return false;
      if (lane.reader == nullptr) continue;  // An archive without files.
    }
    const std::uint64_t position = lane.cutter.position();
    chunk.replayed = Place{lane.part, position} < lane.replay_to;
    const bool up_to_there = chunk.replayed && lane.part == lane.replay_to.part;
    auto got = lane.cutter.next(*lane.reader, chunk,
                                up_to_there ? lane.replay_to.position - position : kWhole);
    if (!got) return named(lane, std::move(got).error());
    if (*got) {
      chunk.source = lane.identity;
      chunk.path = lane.path;
      chunk.item = std::uint64_t{lane.file} << kPartBits | lane.part;
      chunk.end = lane.cutter.position();
      return true;
    }
    TRY_ASSIGN(const bool more, next_part(lane));
    if (!more) TRY(finish(lane));
  }
}

Error FilesSource::named(const Lane& lane, Error error) const {
  // What the file itself fails with has its name; what is wrong with its packed bytes has not.
  const std::string name = "'" + list_[lane.file].path + "'";
  if (error.message().find(name) != std::string_view::npos) return error;
  return std::move(error).during(name);
}

Result<bool> FilesSource::take(Lane& lane) {
  Place from;
  {
    const std::lock_guard lock(mutex_);
    if (!waiting_.empty()) {
      std::tie(lane.file, from) = *waiting_.begin();
      waiting_.erase(waiting_.begin());
    } else if (next_ < list_.size()) {
      lane.file = next_++;
      taken_[lane.file] = {};
    } else {
      return false;
    }
  }
  const auto replayed = replayed_.find(lane.file);
  lane.replay_to = replayed == replayed_.end() ? Place() : replayed->second;
  TRY(begin(lane, from));
  return true;
}

Status FilesSource::begin(Lane& lane, const Place& from) {
  const InputFile& file = list_[lane.file];
  TRY_ASSIGN(lane.opened, files_.open(file.path, os::OpenMode::kRead));
  TRY_ASSIGN(const os::FileInfo info, lane.opened->info());
  TRY(compare(file, info));
  lane.bytes = std::make_unique<FileBytes>(*lane.opened, info.size);
  lane.part = 0;
  TRY_ASSIGN(const Packing packing, packing_of(*lane.opened));
  if (packing == Packing::kPlain) {
    lane.reader = lane.bytes.get();
    lane.identity = file.identity;
    lane.path = file.shown;
    lane.cutter.start(from.position);
    return lane.opened->seek(from.position);
  }
  lane.unpacker = std::make_unique<Unpacker>(*lane.bytes, options_.unpack);
  for (bool first = true; first || lane.part < from.part; first = false) {
    if (!first) ++lane.part;
    auto more = lane.unpacker->next();
    if (!more) return named(lane, std::move(more).error());
    if (!*more) return finish(lane);
  }
  lane.reader = lane.unpacker.get();
  return skip_to(lane, from.position);
}

Status FilesSource::skip_to(Lane& lane, std::uint64_t position) {
  const InputFile& file = list_[lane.file];
  const std::string& name = lane.unpacker->name();
  lane.identity = name.empty() ? file.identity : identity_in(file.identity, name, lane.part);
  lane.path = name.empty() ? file.shown : file.shown + '!' + name;
  lane.cutter.start(position);
  std::string scratch(position > 0 ? options_.cut.chunk_bytes : 0, '\0');
  while (position > 0) {
    const std::size_t wanted = std::min<std::uint64_t>(position, scratch.size());
    auto count = lane.unpacker->read(std::span(scratch).first(wanted));
    if (!count) return named(lane, std::move(count).error());
    if (*count == 0) return changed(file, "ends before the place where the last run stopped");
    position -= *count;
  }
  return {};
}

Result<bool> FilesSource::next_part(Lane& lane) {
  if (!lane.unpacker) return false;
  auto more = lane.unpacker->next();
  if (!more) return named(lane, std::move(more).error());
  if (!*more) return false;
  ++lane.part;
  TRY(skip_to(lane, 0));
  return true;
}

Status FilesSource::finish(Lane& lane) {
  TRY_ASSIGN(const os::FileInfo info, lane.opened->info());
  TRY(compare(list_[lane.file], info));
  lane.reader = nullptr;
  lane.unpacker.reset();
  lane.bytes.reset();
  lane.opened.reset();
  const std::lock_guard lock(mutex_);
  taken_.erase(lane.file);
  return {};
}

Checkpoint FilesSource::place(const Chunk& chunk) {
  const std::lock_guard lock(mutex_);
  taken_[chunk.item >> kPartBits] = {chunk.item & 0xFFFFFFFFU, chunk.end};
  return {encode(next_, taken_)};
}

Status FilesSource::commit(const Checkpoint&) {
  return {};
}

/// The list's fingerprint, the first file not begun, then index, part and position of each file
/// that is begun and not done; numbers behind spaces.
std::string FilesSource::encode(std::size_t next, const Places& begun) const {
  std::string text = fingerprint_ + ' ' + std::to_string(next);
  for (const auto& [file, place] : begun) {
    text += ' ' + std::to_string(file) + ' ' + std::to_string(place.part) + ' ' +
            std::to_string(place.position);
  }
  return text;
}

bool FilesSource::decode(std::string_view text, std::size_t& next, Places& begun) const {
  if (!text.starts_with(fingerprint_)) return false;
  std::vector<std::uint64_t> numbers;
  for (text.remove_prefix(fingerprint_.size()); !text.empty();) {
    std::uint64_t number = 0;
    const auto [end, problem] = std::from_chars(text.data() + 1, text.data() + text.size(), number);
    if (text.front() != ' ' || problem != std::errc()) return false;
    numbers.push_back(number);
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  }
  if (numbers.size() % 3 != 1) return false;
  next = numbers.front();
  for (std::size_t i = 1; i < numbers.size(); i += 3) {
    begun[numbers[i]] = {numbers[i + 1], numbers[i + 2]};
  }
  return true;
}

}  // namespace bdp
