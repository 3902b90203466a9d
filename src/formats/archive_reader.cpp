#include "formats/archive_reader.h"

#include <archive.h>
#include <archive_entry.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <optional>
#include <utility>

#include "base/check.h"

namespace bdp {
namespace {

constexpr std::size_t kBufferBytes = std::size_t{64} * 1024;

}  // namespace

struct ArchiveReader::State {
  State(Packing of, ByteReader& reader, SeekableReader* seekable_reader)
      : packing(of), packed(reader), seekable(seekable_reader) {}
  ~State() { archive_read_free(archive); }
  State(const State&) = delete;
  State& operator=(const State&) = delete;

  static la_ssize_t on_read(struct archive* archive, void* self, const void** bytes);
  static la_int64_t on_seek(struct archive* archive, void* self, la_int64_t offset, int whence);
  la_int64_t fail(Error error);

  Packing packing;
  ByteReader& packed;
  SeekableReader* seekable;
  struct archive* archive = archive_read_new();
  std::optional<Error> input_error;  ///< Of `packed`, which is what failed in truth.
  std::uint64_t position = 0;        ///< In `packed`.
  std::array<char, kBufferBytes> buffer;
};

la_int64_t ArchiveReader::State::fail(Error error) {
  archive_set_error(archive, EIO, "input failed");
  input_error = std::move(error);
  return ARCHIVE_FATAL;
}

la_ssize_t ArchiveReader::State::on_read(struct archive*, void* self, const void** bytes) {
  auto& state = *static_cast<State*>(self);
  Result<std::size_t> count = state.packed.read(state.buffer);
  if (!count) return state.fail(std::move(count).error());
  *bytes = state.buffer.data();
  state.position += *count;
  return static_cast<la_ssize_t>(*count);
}

la_int64_t ArchiveReader::State::on_seek(struct archive*, void* self, la_int64_t offset,
                                         int whence) {
  auto& state = *static_cast<State*>(self);
  const auto size = static_cast<la_int64_t>(state.seekable->size());
  const la_int64_t base = whence == SEEK_SET   ? 0
                          : whence == SEEK_CUR ? static_cast<la_int64_t>(state.position)
                                               : size;
  // Where libarchive looks for what a damaged archive does not have.
  if (offset < -base || offset > size - base) return ARCHIVE_FATAL;
  state.position = static_cast<std::uint64_t>(base + offset);
  Status moved = state.seekable->seek(state.position);
  if (!moved) return state.fail(std::move(moved).error());
  return base + offset;
}

ArchiveReader::ArchiveReader(std::unique_ptr<State> state) : state_(std::move(state)) {}

ArchiveReader::~ArchiveReader() = default;

Result<std::unique_ptr<ArchiveReader>> ArchiveReader::open(Packing packing, ByteReader& packed) {
  return open(packing, packed, nullptr);
}

Result<std::unique_ptr<ArchiveReader>> ArchiveReader::open(Packing packing,
                                                           SeekableReader& packed) {
  return open(packing, packed, &packed);
}

Result<std::unique_ptr<ArchiveReader>> ArchiveReader::open(Packing packing, ByteReader& packed,
                                                           SeekableReader* seekable) {
  auto state = std::make_unique<State>(packing, packed, seekable);
  struct archive* archive = state->archive;
  CHECK(archive != nullptr);
  switch (packing) {
    case Packing::kBzip2:
      archive_read_support_filter_bzip2(archive);
      break;
    case Packing::kXz:
      archive_read_support_filter_xz(archive);
      break;
    case Packing::kZstd:
      archive_read_support_filter_zstd(archive);
      break;
    case Packing::kTar:
      archive_read_support_format_tar(archive);
      break;
    case Packing::kZip:
      if (seekable != nullptr) {
        archive_read_support_format_zip_seekable(archive);
      } else {
        archive_read_support_format_zip_streamable(archive);
      }
      break;
    case Packing::kPlain:
    case Packing::kGzip:
      CHECK(false);
  }
  if (!is_archive(packing)) {
    archive_read_support_format_raw(archive);
    archive_read_support_format_empty(archive);
  }
  archive_read_set_callback_data(archive, state.get());
  archive_read_set_read_callback(archive, State::on_read);
  if (seekable != nullptr) archive_read_set_seek_callback(archive, State::on_seek);
  const int outcome = archive_read_open1(archive);
  std::unique_ptr<ArchiveReader> reader(new ArchiveReader(std::move(state)));
  if (outcome != ARCHIVE_OK) return reader->failure();
  return reader;
}

Error ArchiveReader::failure() const {
  if (const std::optional<Error>& error = state_->input_error) return *error;
  const char* why = archive_error_string(state_->archive);
  // Counts what the outermost filter took: bytes of the file, however much was read ahead.
  const la_int64_t at = archive_filter_bytes(state_->archive, -1);
  return {Code::kCorrupt, "damaged " + std::string(packing_name(state_->packing)) +
                              " data at byte " + std::to_string(at) + ": " +
                              (why != nullptr ? why : "it cannot be read")};
}

Result<bool> ArchiveReader::next() {
  if (is_empty_) return false;
  struct archive_entry* entry = nullptr;
  const int outcome = archive_read_next_header(state_->archive, &entry);
  if (outcome == ARCHIVE_EOF) {
    // Packed nothing is a file all the same, if libarchive finds no entry in it.
    is_empty_ = !is_archive(state_->packing) && !is_file_;
    is_file_ = is_file_ || is_empty_;
    return is_empty_;
  }
  if (outcome != ARCHIVE_OK && outcome != ARCHIVE_WARN) return failure();
  if (!is_archive(state_->packing)) {
    is_file_ = true;
    return true;
  }
  const char* name = archive_entry_pathname_utf8(entry);
  if (name == nullptr) name = archive_entry_pathname(entry);
  name_ = name != nullptr ? name : "";
  is_file_ = archive_entry_filetype(entry) == AE_IFREG && archive_entry_hardlink(entry) == nullptr;
  if (is_file_ && archive_entry_is_encrypted(entry) != 0) {
    return Error(Code::kInvalid, "'" + name_ + "' is encrypted; decrypt it before ingestion");
  }
  return true;
}

Result<std::size_t> ArchiveReader::read(std::span<char> into) {
  if (is_empty_) return 0;
  const la_ssize_t count = archive_read_data(state_->archive, into.data(), into.size());
  if (count < 0) return failure();
  return static_cast<std::size_t>(count);
}

}  // namespace bdp
