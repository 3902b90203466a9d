#include "formats/unpacker.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <utility>

#include "base/check.h"
#include "formats/archive_reader.h"
#include "formats/gzip_reader.h"

namespace bdp {

/// The file, counted as it is read.
class Unpacker::Input final : public SeekableReader {
 public:
  Input(ByteReader& file, SeekableReader* seekable) : file_(file), seekable_(seekable) {}

  Result<std::size_t> read(std::span<char> into) override {
    TRY_ASSIGN(const std::size_t count, file_.read(into));
    bytes_ += count;
    return count;
  }
  bool can_seek() const { return seekable_ != nullptr; }
  Status seek(std::uint64_t position) override { return seekable_->seek(position); }
  std::uint64_t size() const override { return seekable_->size(); }

  std::uint64_t bytes() const { return bytes_; }

 private:
  ByteReader& file_;
  SeekableReader* seekable_;
  std::uint64_t bytes_ = 0;
};

/// Bytes whose first ones were looked at.
class Unpacker::Content final : public ByteReader {
 public:
  /// Looks; `bytes` outlives the content.
  Status begin(ByteReader& bytes) {
    bytes_ = &bytes;
    at_ = 0;
    size_ = 0;
    while (size_ < head_.size()) {
      TRY_ASSIGN(const std::size_t count, bytes.read(std::span(head_).subspan(size_)));
      if (count == 0) break;
      size_ += count;
    }
    packing_ = recognise_packing(head());
    return {};
  }
  Packing packing() const { return packing_; }
  std::string_view head() const { return {head_.data(), size_}; }

  Result<std::size_t> read(std::span<char> into) override {
    if (at_ == size_) return bytes_->read(into);
    const std::size_t count = std::min(into.size(), size_ - at_);
    std::memcpy(into.data(), head_.data() + at_, count);
    at_ += count;
    return count;
  }

 private:
  ByteReader* bytes_ = nullptr;
  std::array<char, kPackingHead> head_{};
  std::size_t at_ = 0;
  std::size_t size_ = 0;
  Packing packing_ = Packing::kPlain;
};

/// One form of packing, and the entry in it that is being read. What comes out is held to the
/// limits.
class Unpacker::Layer final : public ByteReader {
 public:
  Layer(const UnpackLimits& limits, const Input& input) : limits_(limits), input_(input) {}

  Status open(Packing packing, ByteReader& packed) {
    if (packing == Packing::kGzip) {
      TRY_ASSIGN(gzip_, GzipReader::open(packed));
    } else {
      TRY_ASSIGN(archive_, ArchiveReader::open(packing, packed));
    }
    has_names_ = is_archive(packing);
    return {};
  }
  Status open_zip(SeekableReader& packed) {
    TRY_ASSIGN(archive_, ArchiveReader::open(Packing::kZip, packed));
    has_names_ = true;
    return {};
  }

  /// Goes on to the next entry that is a file and looks at it. False: there is none.
  Result<bool> advance(std::uint64_t& entries) {
    if (gzip_) {
      if (std::exchange(done_, true)) return false;
    } else {
      do {
        TRY_ASSIGN(const bool more, archive_->next());
        if (!more) return false;
        if (has_names_ && ++entries > limits_.max_entries) {
          return Error(Code::kInvalid, "too many entries in the archive: the limit is " +
                                           std::to_string(limits_.max_entries) +
                                           "; raise max_entries or split it");
        }
      } while (!archive_->is_file());
    }
    TRY(entry_.begin(*this));
    return true;
  }
  Content& entry() { return entry_; }
  /// Empty: the entry has none.
  std::string_view entry_name() const {
    return has_names_ ? std::string_view(archive_->name()) : std::string_view();
  }

  Result<std::size_t> read(std::span<char> into) override {
    TRY_ASSIGN(const std::size_t count, gzip_ ? gzip_->read(into) : archive_->read(into));
    bytes_ += count;
    if (bytes_ > limits_.max_output_bytes) {
      return Error(Code::kInvalid, "too much data when unpacked: the limit is " +
                                       std::to_string(limits_.max_output_bytes) +
                                       " bytes; raise max_output_bytes or split the file");
    }
    if (bytes_ > limits_.ratio_free_bytes && bytes_ / limits_.max_ratio > input_.bytes()) {
      return Error(Code::kInvalid, "unpacks to more than it may: the limit is " +
                                       std::to_string(limits_.max_ratio) +
                                       " times its size, and of " + std::to_string(input_.bytes()) +
                                       " bytes came " + std::to_string(bytes_) +
                                       "; raise max_ratio if the data is meant to be so");
    }
    return count;
  }

 private:
  const UnpackLimits& limits_;
  const Input& input_;
  std::unique_ptr<GzipReader> gzip_;        ///< This,
  std::unique_ptr<ArchiveReader> archive_;  ///< or this.
  bool has_names_ = false;
  bool done_ = false;
  std::uint64_t bytes_ = 0;
  Content entry_;
};

Unpacker::Unpacker(ByteReader& file, const UnpackLimits& limits)
    : limits_(limits), input_(std::make_unique<Input>(file, nullptr)) {
  CHECK(limits.max_ratio > 0);
}

Unpacker::Unpacker(SeekableReader& file, const UnpackLimits& limits)
    : limits_(limits), input_(std::make_unique<Input>(file, &file)) {
  CHECK(limits.max_ratio > 0);
}

Unpacker::~Unpacker() {
  // The inner ones read from the outer ones.
  while (!layers_.empty()) layers_.pop_back();
}

Status Unpacker::push(Content& packed) {
  if (layers_.size() == limits_.max_nesting) {
    return Error(Code::kInvalid,
                 "packed too many times: the limit is " + std::to_string(limits_.max_nesting) +
                     " layers in one another; raise max_nesting or unpack it before");
  }
  auto layer = std::make_unique<Layer>(limits_, *input_);
  // libarchive does not find the directory of a zip archive that has no files.
  const bool zip_with_files = packed.head().starts_with("PK\3\4");
  if (layers_.empty() && zip_with_files && input_->can_seek()) {
    TRY(input_->seek(0));
    TRY(layer->open_zip(*input_));
  } else {
    TRY(layer->open(packed.packing(), packed));
  }
  layers_.push_back(std::move(layer));
  return {};
}

Result<bool> Unpacker::next() {
  current_ = nullptr;
  if (!whole_) {
    whole_ = std::make_unique<Content>();
    TRY(whole_->begin(*input_));
    if (whole_->packing() == Packing::kPlain) {
      plain_ = true;
      current_ = whole_.get();
      return true;
    }
    TRY(push(*whole_));
  }
  while (!layers_.empty()) {
    TRY_ASSIGN(const bool more, layers_.back()->advance(entries_));
    if (!more) {
      layers_.pop_back();
      continue;
    }
    Content& entry = layers_.back()->entry();
    if (entry.packing() == Packing::kPlain) {
      current_ = &entry;
      make_name();
      return true;
    }
    TRY(push(entry));
  }
  return false;
}

void Unpacker::make_name() {
  name_.clear();
  for (const auto& layer : layers_) {
    const std::string_view part = layer->entry_name();
    if (!name_.empty() && !part.empty()) name_ += '/';
    name_ += part;
  }
}

Result<std::size_t> Unpacker::read(std::span<char> into) {
  CHECK(current_ != nullptr);
  return current_->read(into);
}

}  // namespace bdp
