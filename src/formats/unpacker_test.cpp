#include "formats/unpacker.h"

#include <archive.h>
#include <archive_entry.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace bdp {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Pair;

/// Bytes that come in small pieces, as from a pipe.
class Pipe final : public ByteReader {
 public:
  explicit Pipe(std::string bytes) : bytes_(std::move(bytes)) {}
  Result<std::size_t> read(std::span<char> into) override {
    if (fail_at_ && at_ >= *fail_at_) return Error(Code::kUnavailable, "the disk is gone");
    const std::size_t count = std::min({into.size(), bytes_.size() - at_, std::size_t{1000}});
    bytes_.copy(into.data(), count, at_);
    at_ += count;
    return count;
  }
  void fail_at(std::size_t at) { fail_at_ = at; }

 private:
  std::string bytes_;
  std::size_t at_ = 0;
  std::optional<std::size_t> fail_at_;
};

class Disk final : public SeekableReader {
 public:
  explicit Disk(std::string bytes) : bytes_(std::move(bytes)) {}
  Result<std::size_t> read(std::span<char> into) override {
    const std::size_t count = std::min(into.size(), bytes_.size() - at_);
    bytes_.copy(into.data(), count, at_);
    at_ += count;
    return count;
  }
  Status seek(std::uint64_t position) override {
    at_ = position;
    return {};
  }
  std::uint64_t size() const override { return bytes_.size(); }

 private:
  std::string bytes_;
  std::size_t at_ = 0;
};

using Files = std::vector<std::pair<std::string, std::string>>;

la_ssize_t append(struct archive*, void* to, const void* bytes, std::size_t count) {
  static_cast<std::string*>(to)->append(static_cast<const char*>(bytes), count);
  return static_cast<la_ssize_t>(count);
}

/// As libarchive writes it. A name that ends in '/' is a directory.
std::string pack(Packing packing, const Files& files) {
  struct archive* archive = archive_write_new();
  switch (packing) {
    case Packing::kZip:
      archive_write_set_format_zip(archive);
      break;
    case Packing::kTar:
      archive_write_set_format_pax_restricted(archive);
      break;
    default:
      archive_write_set_format_raw(archive);
  }
  if (packing == Packing::kGzip) archive_write_add_filter_gzip(archive);
  if (packing == Packing::kBzip2) archive_write_add_filter_bzip2(archive);
  if (packing == Packing::kXz) archive_write_add_filter_xz(archive);
  if (packing == Packing::kZstd) {
    archive_write_add_filter_zstd(archive);
  }
  archive_write_set_bytes_in_last_block(archive, 1);
  std::string packed;
  EXPECT_EQ(archive_write_open(archive, &packed, nullptr, append, nullptr), ARCHIVE_OK);
  for (const auto& [name, content] : files) {
    struct archive_entry* entry = archive_entry_new();
    archive_entry_set_pathname(entry, name.c_str());
    archive_entry_set_filetype(entry, name.ends_with('/') ? AE_IFDIR : AE_IFREG);
    archive_entry_set_perm(entry, 0644);
    archive_entry_set_size(entry, static_cast<la_int64_t>(content.size()));
    EXPECT_EQ(archive_write_header(archive, entry), ARCHIVE_OK);
    archive_write_data(archive, content.data(), content.size());
    archive_entry_free(entry);
  }
  EXPECT_EQ(archive_write_close(archive), ARCHIVE_OK);
  archive_write_free(archive);
  return packed;
}

std::string pack(Packing packing, const std::string& content) {
  return pack(packing, Files{{"x", content}});
}

/// All plain files; or, as the last one's content, "! " and the error.
template <class Reader>
Files unpack_from(Reader& reader, const UnpackLimits& limits) {
  Unpacker unpacker(reader, limits);
  Files files;
  for (;;) {
    const Result<bool> more = unpacker.next();
    if (!more) {
      files.emplace_back("", "! " + std::string(more.error().message()));
      return files;
    }
    if (!*more) return files;
    std::string content;
    char buffer[3000];
    for (;;) {
      const Result<std::size_t> count = unpacker.read(buffer);
      if (!count) {
        files.emplace_back(unpacker.name(), "! " + std::string(count.error().message()));
        return files;
      }
      if (*count == 0) break;
      content.append(buffer, *count);
    }
    files.emplace_back(unpacker.name(), content);
  }
}

Files unpack(const std::string& bytes, const UnpackLimits& limits = {}) {
  Pipe pipe(bytes);
  return unpack_from(pipe, limits);
}

Files unpack_seekable(const std::string& bytes, const UnpackLimits& limits = {}) {
  Disk disk(bytes);
  return unpack_from(disk, limits);
}

std::string error_of(const Files& files) {
  return !files.empty() && files.back().second.starts_with("! ") ? files.back().second.substr(2)
                                                                 : "(none)";
}

/// Text that does not shrink to nothing.
std::string made_text(std::size_t size, unsigned seed = 1) {
  std::mt19937 random(seed);
  std::string text;
  while (text.size() < size) text += std::to_string(random() % 100000) + ",\n";
  return text;
}

constexpr Packing kStreams[] = {Packing::kGzip, Packing::kBzip2, Packing::kXz, Packing::kZstd};

TEST(Unpacker, GivesWhatIsNotPackedAsItIs) {
  for (const std::string& bytes : {std::string(), std::string("a,b\n"), made_text(100'000)}) {
    EXPECT_THAT(unpack(bytes), ElementsAre(Pair("", bytes)));
  }
  Pipe pipe("BZh is no bzip2; PK is no zip");
  Unpacker unpacker(pipe, {});
  EXPECT_TRUE(*unpacker.next());
  EXPECT_TRUE(unpacker.is_plain());
}

TEST(Unpacker, UnpacksEveryForm) {
  const std::string text = made_text(150'000);
  for (const Packing packing : kStreams) {
    EXPECT_THAT(unpack(pack(packing, text)), ElementsAre(Pair("", text))) << packing_name(packing);
    EXPECT_THAT(unpack(pack(packing, "")), ElementsAre(Pair("", ""))) << packing_name(packing);
  }
}

TEST(Unpacker, UnpacksDataThatWasPackedInPieces) {
  for (const Packing packing : kStreams) {
    const std::string both = pack(packing, "one\n") + pack(packing, "") + pack(packing, "two\n");
    EXPECT_THAT(unpack(both), ElementsAre(Pair("", "one\ntwo\n"))) << packing_name(packing);
  }
}

TEST(Unpacker, TakesZerosBehindGzipForPadding) {
  EXPECT_THAT(unpack(pack(Packing::kGzip, "x") + std::string(1000, '\0')),
              ElementsAre(Pair("", "x")));
}

TEST(Unpacker, GivesTheFilesOfAnArchiveInTheirOrder) {
  const Files files = {{"b.csv", made_text(70'000)}, {"d/a.csv", "1,2\n"}, {"empty", ""}};
  for (const Packing packing : {Packing::kZip, Packing::kTar}) {
    EXPECT_EQ(unpack(pack(packing, files)), files) << packing_name(packing);
    EXPECT_EQ(unpack_seekable(pack(packing, files)), files) << packing_name(packing);
  }
}

TEST(Unpacker, GivesNoDirectories) {
  for (const Packing packing : {Packing::kZip, Packing::kTar}) {
    EXPECT_THAT(unpack(pack(packing, Files{{"d/", ""}, {"d/a", "1"}})),
                ElementsAre(Pair("d/a", "1")));
    EXPECT_THAT(unpack(pack(packing, Files{{"d/", ""}})), IsEmpty());
  }
}

TEST(Unpacker, OfAnEmptyZipGivesNothing) {
  EXPECT_THAT(unpack(pack(Packing::kZip, Files{})), IsEmpty());
  EXPECT_THAT(unpack_seekable(pack(Packing::kZip, Files{})), IsEmpty());
}

TEST(Unpacker, GoesThroughLayersInOneAnother) {
  const Files files = {{"a.csv", "1\n"}, {"b.csv", "2\n"}};
  EXPECT_EQ(unpack(pack(Packing::kXz, pack(Packing::kTar, files))), files);
  const std::string inner = pack(Packing::kZip, Files{{"x.gz", pack(Packing::kGzip, "deep\n")}});
  EXPECT_THAT(unpack(pack(Packing::kTar, Files{{"in.zip", inner}, {"plain", "p\n"}})),
              ElementsAre(Pair("in.zip/x.gz", "deep\n"), Pair("plain", "p\n")));
}

TEST(Unpacker, SkipsWhatIsNotRead) {
  Pipe pipe(pack(Packing::kTar, Files{{"a", made_text(100'000)}, {"b", "2"}}));
  Unpacker unpacker(pipe, {});
  EXPECT_TRUE(*unpacker.next());
  EXPECT_TRUE(*unpacker.next());
  EXPECT_EQ(unpacker.name(), "b");
}

TEST(Unpacker, SaysWhereDataEndsTooEarly) {
  for (const Packing packing : kStreams) {
    const std::string packed = pack(packing, made_text(150'000));
    const std::string error = error_of(unpack(packed.substr(0, packed.size() / 2)));
    EXPECT_THAT(error, testing::StartsWith("damaged " + std::string(packing_name(packing)) +
                                           " data at byte "));
  }
  const std::string packed = pack(Packing::kGzip, made_text(150'000));
  EXPECT_EQ(error_of(unpack(packed.substr(0, 40'000))),
            "damaged gzip data at byte 40000: it ends before its end");
  // The checksum is missing.
  EXPECT_THAT(error_of(unpack(packed.substr(0, packed.size() - 1))),
              HasSubstr("it ends before its end"));
}

TEST(Unpacker, NoticesEveryChangedByte) {
  std::mt19937 random(4);
  const std::string text = made_text(20'000);
  for (const Packing packing : {Packing::kGzip, Packing::kBzip2, Packing::kXz, Packing::kZip}) {
    const std::string packed = pack(packing, Files{{"x", text}});
    for (int round = 0; round < 40; ++round) {
      std::string damaged = packed;
      // Within the data: a header has bytes that mean nothing.
      const std::size_t at = 100 + random() % (packed.size() - 300);
      damaged[at] = static_cast<char>(damaged[at] ^ (1 << random() % 8));
      const Files files = unpack_seekable(damaged);
      EXPECT_NE(error_of(files), "(none)") << packing_name(packing) << " byte " << at;
    }
  }
}

TEST(Unpacker, RefusesWhatIsNeitherGzipNorPaddingBehindGzip) {
  EXPECT_EQ(error_of(unpack(pack(Packing::kGzip, "x") + "garbage")),
            "damaged gzip data at byte 21: what follows is neither gzip nor padding");
}

TEST(Unpacker, RefusesAZipThatLostItsEnd) {
  const std::string packed = pack(Packing::kZip, Files{{"a", made_text(1000)}, {"b", "2"}});
  EXPECT_NE(error_of(unpack(packed.substr(0, packed.size() / 2))), "(none)");
  EXPECT_NE(error_of(unpack_seekable(packed.substr(0, packed.size() - 30))), "(none)");
}

TEST(Unpacker, RefusesATarThatLostItsEnd) {
  const std::string packed = pack(Packing::kTar, Files{{"a", made_text(5000)}});
  EXPECT_THAT(error_of(unpack(packed.substr(0, 2000))), HasSubstr("damaged tar data at byte 2000"));
}

TEST(Unpacker, RefusesMoreThanItMayPutOut) {
  const std::string packed = pack(Packing::kGzip, made_text(10'000));
  EXPECT_EQ(error_of(unpack(packed, {.max_output_bytes = 9'999})),
            "too much data when unpacked: the limit is 9999 bytes; raise max_output_bytes or split "
            "the file");
  EXPECT_EQ(error_of(unpack(packed, {.max_output_bytes = 10'100})), "(none)");
}

TEST(Unpacker, RefusesABombInEveryForm) {
  const std::string zeros(4'000'000, '\0');
  for (const Packing packing :
       {Packing::kGzip, Packing::kBzip2, Packing::kXz, Packing::kZstd, Packing::kZip}) {
    EXPECT_THAT(error_of(unpack(pack(packing, zeros), {.ratio_free_bytes = 200'000})),
                testing::StartsWith("unpacks to more than it may: the limit is 250 times its size"))
        << packing_name(packing);
    EXPECT_EQ(error_of(unpack(pack(packing, zeros))), "(none)");
  }
}

TEST(Unpacker, RefusesABombInABomb) {
  // What comes out of the outer layer is small, what comes out of the inner one is not.
  const std::string inner = pack(Packing::kGzip, std::string(4'000'000, '\0'));
  EXPECT_THAT(error_of(unpack(pack(Packing::kGzip, inner), {.ratio_free_bytes = 200'000})),
              HasSubstr("unpacks to more than it may"));
}

TEST(Unpacker, RefusesTooManyEntries) {
  Files files;
  for (int i = 0; i < 10; ++i) files.emplace_back("f" + std::to_string(i), "x");
  EXPECT_EQ(unpack(pack(Packing::kTar, files), {.max_entries = 10}), files);
  EXPECT_EQ(error_of(unpack(pack(Packing::kTar, files), {.max_entries = 9})),
            "too many entries in the archive: the limit is 9; raise max_entries or split it");
}

TEST(Unpacker, RefusesTooManyLayers) {
  std::string packed = "x";
  for (int i = 0; i < 4; ++i) packed = pack(Packing::kGzip, packed);
  EXPECT_THAT(unpack(packed), ElementsAre(Pair("", "x")));
  EXPECT_EQ(error_of(unpack(pack(Packing::kGzip, packed))),
            "packed too many times: the limit is 4 layers in one another; raise max_nesting or "
            "unpack it before");
}

TEST(Unpacker, PassesOnWhatItsFileFailsWith) {
  for (const Packing packing : {Packing::kGzip, Packing::kXz, Packing::kTar, Packing::kPlain}) {
    const std::string text = made_text(100'000);
    Pipe pipe(packing == Packing::kPlain ? text : pack(packing, text));
    pipe.fail_at(5000);
    EXPECT_EQ(error_of(unpack_from(pipe, {})), "the disk is gone") << packing_name(packing);
  }
}

TEST(Packings, AreRecognisedByContentOnly) {
  EXPECT_EQ(recognise_packing(""), Packing::kPlain);
  EXPECT_EQ(recognise_packing("\x1F\x8B"), Packing::kPlain);
  EXPECT_EQ(recognise_packing("PK\3\4"), Packing::kZip);
  EXPECT_EQ(recognise_packing(std::string(512, '\0')), Packing::kPlain);
  EXPECT_EQ(recognise_packing(std::string(512, 'a')), Packing::kPlain);
  EXPECT_EQ(recognise_packing(pack(Packing::kTar, "x").substr(0, 512)), Packing::kTar);
}

}  // namespace
}  // namespace bdp
