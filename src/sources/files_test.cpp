#include "sources/files.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "os/faulty_files.h"
#include "os/temporary_directory.h"

namespace bdp {
namespace {

using testing::HasSubstr;

/// gzip of "one\ntwo\nthree\nfour\n".
constexpr std::string_view kGzip(
    "\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\x03\xcb\xcf\x4b\xe5\x2a\x29\xcf\xe7\x2a\xc9\x28\x4a"
    "\x4d\xe5\x4a\xcb\x2f\x2d\xe2\x02\x00\x9e\x02\x62\xd7\x13\x00\x00\x00",
    39);

/// zip of a.csv, "a1\na2\n", and dir/b.csv, "b1\n".
constexpr std::string_view kZip(
    "\x50\x4b\x03\x04\x14\x00\x00\x00\x00\x00\x00\x00\x21\x00\x76\x10\x26\xc5\x06\x00\x00\x00"
    "\x06\x00\x00\x00\x05\x00\x00\x00\x61\x2e\x63\x73\x76\x61\x31\x0a\x61\x32\x0a\x50\x4b\x03"
    "\x04\x14\x00\x00\x00\x00\x00\x00\x00\x21\x00\xf0\x28\x9a\x92\x03\x00\x00\x00\x03\x00\x00"
    "\x00\x09\x00\x00\x00\x64\x69\x72\x2f\x62\x2e\x63\x73\x76\x62\x31\x0a\x50\x4b\x01\x02\x14"
    "\x03\x14\x00\x00\x00\x00\x00\x00\x00\x21\x00\x76\x10\x26\xc5\x06\x00\x00\x00\x06\x00\x00"
    "\x00\x05\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x80\x01\x00\x00\x00\x00\x61\x2e\x63"
    "\x73\x76\x50\x4b\x01\x02\x14\x03\x14\x00\x00\x00\x00\x00\x00\x00\x21\x00\xf0\x28\x9a\x92"
    "\x03\x00\x00\x00\x03\x00\x00\x00\x09\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x80\x01"
    "\x29\x00\x00\x00\x64\x69\x72\x2f\x62\x2e\x63\x73\x76\x50\x4b\x05\x06\x00\x00\x00\x00\x02"
    "\x00\x02\x00\x6a\x00\x00\x00\x53\x00\x00\x00\x00\x00",
    211);

class FilesSourceTest : public testing::Test {
 protected:
  InputFile file(const std::string& name, std::string_view content) {
    const std::string path = directory.write(name, content);
    const os::FileInfo info = *os::real_files().info(path);
    return {path, "shown/" + name, {++identities, 0}, info.size, info.modified};
  }

  static FilesOptions small(unsigned lanes = 1) {
    FilesOptions options;
    options.cut.chunk_bytes = 16;
    options.lanes = lanes;
    return options;
  }

  os::TemporaryDirectory directory;
  std::uint64_t identities = 0;
};

/// Reads until the end, or until `chunks` were read; returns "name@position:bytes|" of each chunk.
std::string drain(FilesSource& source, Checkpoint& last, int chunks = 1000) {
  std::string seen;
  Chunk chunk;
  for (int i = 0; i < chunks; ++i) {
    chunk.clear();
    const auto got = source.next(0, chunk, {});
    if (!got) return seen + "ERROR " + std::string(got.error().message());
    if (!*got) return seen;
    seen += std::string(chunk.path) + "@" + std::to_string(chunk.position) + ":" +
            std::string(chunk.bytes) + (chunk.replayed ? "(again)" : "") + "|";
    last = source.place(chunk);
  }
  return seen;
}

/// The bytes alone of what drain() has seen.
std::string bytes_of(const std::string& seen) {
  std::string bytes;
  for (std::size_t at = 0; at < seen.size();) {
    const std::size_t from = seen.find(':', at) + 1;
    const std::size_t end = seen.find('|', from);
    bytes += seen.substr(from, end - from);
    at = end + 1;
  }
  return bytes;
}

TEST_F(FilesSourceTest, ReadsFilesInTheirOrder) {
  FilesSource source(os::real_files(), {file("b", "b1\nb2"), file("empty", ""), file("a", "a1\n")},
                     small());
  ASSERT_TRUE(source.open({}, false));
  Checkpoint last;
  EXPECT_EQ(drain(source, last), "shown/b@0:b1\n|shown/b@3:b2|shown/a@0:a1\n|");
}

TEST_F(FilesSourceTest, GoesOnAfterEveryCheckpoint) {
  const std::vector<InputFile> list{file("a", "one\ntwo\nthree\nfour\nfive\nsix"),
                                    file("b", "seven\n")};
  FilesSource whole(os::real_files(), list, small());
  ASSERT_TRUE(whole.open({}, false));
  Checkpoint checkpoint;
  const std::string all = drain(whole, checkpoint);
  for (int chunks = 1; chunks < 6; ++chunks) {
    FilesSource first(os::real_files(), list, small());
    ASSERT_TRUE(first.open({}, false));
    const std::string before = drain(first, checkpoint, chunks);
    FilesSource second(os::real_files(), list, small());
    ASSERT_TRUE(second.open(checkpoint, false));
    const std::string after = drain(second, checkpoint);
    EXPECT_EQ(bytes_of(before + after), bytes_of(all)) << "after " << chunks;
  }
}

TEST_F(FilesSourceTest, ReplaysWhatAProgramMustLearnAgain) {
  const std::vector<InputFile> list{file("a", "a1\n"), file("b", "one\ntwo\nthree\nfour\n")};
  FilesSource first(os::real_files(), list, small());
  ASSERT_TRUE(first.open({}, false));
  Checkpoint checkpoint;
  EXPECT_EQ(drain(first, checkpoint, 2), "shown/a@0:a1\n|shown/b@0:one\ntwo\nthree\n|");
  FilesSource second(os::real_files(), list, small());
  ASSERT_TRUE(second.open(checkpoint, true));
  EXPECT_EQ(drain(second, checkpoint),
            "shown/a@0:a1\n(again)|shown/b@0:one\ntwo\nthree\n(again)|shown/b@14:four\n|");
}

TEST_F(FilesSourceTest, ReadsFilesSideBySide) {
  const std::vector<InputFile> list{file("a", "a1\na2\na3\na4\na5\na6\na7\n"), file("b", "b1\n"),
                                    file("c", "c1\n")};
  FilesSource source(os::real_files(), list, small(2));
  ASSERT_TRUE(source.open({}, false));
  Chunk a;
  Chunk other;
  ASSERT_TRUE(*source.next(0, a, {}));
  ASSERT_TRUE(*source.next(1, other, {}));
  source.place(other);
  ASSERT_TRUE(*source.next(1, other, {}));
  EXPECT_EQ(other.path, "shown/c");
  const Checkpoint checkpoint = source.place(other);
  // Of a nothing was placed, b is done, c is begun.
  FilesSource again(os::real_files(), list, small());
  ASSERT_TRUE(again.open(checkpoint, false));
  Checkpoint last;
  EXPECT_THAT(drain(again, last), testing::StartsWith("shown/a@0:"));
}

TEST_F(FilesSourceTest, RefusesACheckpointOfAnotherList) {
  const InputFile a = file("a", "a1\n");
  const InputFile b = file("b", "b1\n");
  FilesSource first(os::real_files(), {a, b}, small());
  ASSERT_TRUE(first.open({}, false));
  Checkpoint checkpoint;
  drain(first, checkpoint, 1);
  FilesSource second(os::real_files(), {b, a}, small());
  const Status opened = second.open(checkpoint, false);
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().code(), Code::kConflict);
  EXPECT_THAT(std::string(opened.error().message()), HasSubstr("--restart"));
}

TEST_F(FilesSourceTest, NamesAFileThatIsGone) {
  const InputFile a = file("a", "a1\n");
  ASSERT_TRUE(os::real_files().remove(a.path));
  FilesSource source(os::real_files(), {a}, small());
  ASSERT_TRUE(source.open({}, false));
  Checkpoint last;
  EXPECT_THAT(drain(source, last), AllOf(HasSubstr("ERROR"), HasSubstr(a.path)));
}

TEST_F(FilesSourceTest, NamesAFileThatWasCutWhileItWasRead) {
  const InputFile a = file("a", "one\ntwo\nthree\nfour\nfive\nsix\n");
  FilesSource source(os::real_files(), {a}, small());
  ASSERT_TRUE(source.open({}, false));
  Checkpoint last;
  EXPECT_EQ(drain(source, last, 1), "shown/a@0:one\ntwo\nthree\n|");
  directory.write("a", "one\n");
  EXPECT_THAT(drain(source, last), AllOf(HasSubstr("ERROR"), HasSubstr(a.path),
                                         HasSubstr("it had 28 bytes and has 4 bytes")));
}

TEST_F(FilesSourceTest, NamesAFileThatWasChangedBeforeItWasRead) {
  InputFile a = file("a", "one\n");
  a.modified -= std::chrono::seconds(5);
  FilesSource source(os::real_files(), {a}, small());
  ASSERT_TRUE(source.open({}, false));
  Checkpoint last;
  EXPECT_THAT(drain(source, last), HasSubstr("was written to since it was examined"));
}

TEST_F(FilesSourceTest, UnpacksWhatItRecognises) {
  const std::vector<InputFile> list{file("a.gz", kGzip), file("b", "plain\n")};
  FilesSource source(os::real_files(), list, small());
  ASSERT_TRUE(source.open({}, false));
  Checkpoint last;
  EXPECT_EQ(drain(source, last),
            "shown/a.gz@0:one\ntwo\nthree\n|shown/a.gz@14:four\n|shown/b@0:plain\n|");
  FilesSource first(os::real_files(), list, small());
  ASSERT_TRUE(first.open({}, false));
  drain(first, last, 1);
  FilesSource again(os::real_files(), list, small());
  ASSERT_TRUE(again.open(last, false));
  EXPECT_EQ(drain(again, last), "shown/a.gz@14:four\n|shown/b@0:plain\n|");
}

TEST_F(FilesSourceTest, GivesTheFilesOfAnArchiveNamesAndIdentitiesOfTheirOwn) {
  const std::vector<InputFile> list{file("x.zip", kZip)};
  FilesSource source(os::real_files(), list, small());
  ASSERT_TRUE(source.open({}, false));
  Chunk a;
  Chunk b;
  ASSERT_TRUE(*source.next(0, a, {}));
  const Checkpoint between = source.place(a);
  ASSERT_TRUE(*source.next(0, b, {}));
  EXPECT_EQ(a.path, "shown/x.zip!a.csv");
  EXPECT_EQ(b.path, "shown/x.zip!dir/b.csv");
  EXPECT_EQ(b.bytes, "b1\n");
  EXPECT_EQ(b.position, 0U);
  EXPECT_FALSE(a.source == b.source);
  const SourceIdentity identity = b.source;

  FilesSource again(os::real_files(), list, small());
  ASSERT_TRUE(again.open(between, false));
  ASSERT_TRUE(*again.next(0, b, {}));
  EXPECT_EQ(b.path, "shown/x.zip!dir/b.csv");
  EXPECT_TRUE(b.source == identity);
  EXPECT_FALSE(*again.next(0, b, {}));

  FilesSource replay(os::real_files(), list, small());
  ASSERT_TRUE(replay.open(between, true));
  Checkpoint last;
  EXPECT_EQ(drain(replay, last),
            "shown/x.zip!a.csv@0:a1\na2\n(again)|shown/x.zip!dir/b.csv@0:b1\n|");
}

TEST_F(FilesSourceTest, NamesAFileWhosePackedBytesAreDamaged) {
  std::string damaged(kGzip);
  damaged[damaged.size() - 6] ^= 1;
  const InputFile a = file("a.gz", damaged);
  FilesSource source(os::real_files(), {a}, small());
  ASSERT_TRUE(source.open({}, false));
  Checkpoint last;
  EXPECT_THAT(drain(source, last), AllOf(HasSubstr("ERROR '" + a.path + "': "), HasSubstr("gzip")));
}

TEST_F(FilesSourceTest, SaysWhenReadingFails) {
  os::FaultyFiles files(os::real_files());
  files.fail_from(os::FileOperation::kRead, 2, EIO);
  FilesSource source(files, {file("a", "one\ntwo\nthree\nfour\n")}, small());
  ASSERT_TRUE(source.open({}, false));
  Checkpoint last;
  EXPECT_THAT(drain(source, last), HasSubstr("ERROR cannot read"));
}

}  // namespace
}  // namespace bdp
