#include "fetchdata/split_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "os/temporary_directory.h"

namespace bdp {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

class SplitTest : public testing::Test {
 protected:
  /// Splits `bytes`, which come in pieces of `piece` bytes, and joins the blocks again.
  std::vector<std::string> split(std::string_view bytes, const MicroBatching& how,
                                 std::size_t piece) {
    const std::string blocks = directory_ / ("blocks-" + std::to_string(++count_));
    BlockWriter writer(os::real_files(), blocks, how);
    for (std::size_t at = 0; at < bytes.size(); at += piece) {
      EXPECT_TRUE(writer.add(bytes.substr(at, piece)));
    }
    file_.blocks = *writer.finish();
    file_.identity.content = "xxh3:" + os::hash_of(bytes).hex();
    const std::string joined = directory_ / ("joined-" + std::to_string(count_));
    const Status status = join_blocks(os::real_files(), file_, joined, {});
    EXPECT_TRUE(status) << status.error().message();
    EXPECT_EQ(*os::read_whole(os::real_files(), joined, 1U << 30U), bytes);
    std::vector<std::string> contents;
    std::uint64_t offset = 0;
    for (const FileBlock& block : file_.blocks) {
      EXPECT_EQ(block.offset, offset);
      contents.push_back(*os::read_whole(os::real_files(), block.path, 1U << 30U));
      EXPECT_EQ(block.size, contents.back().size());
      EXPECT_EQ(block.checksum, os::hash_of(contents.back()));
      offset += block.size;
    }
    return contents;
  }

  os::TemporaryDirectory directory_;
  StagedFile file_;
  int count_ = 0;
};

TEST_F(SplitTest, EndsBlocksBehindTheRecordThatReachesTheirSize) {
  const MicroBatching how = {
      .enabled = true, .block_bytes = 6, .quoted_newlines = false, .raw = false};
  for (const std::size_t piece : {1U, 2U, 3U, 5U, 7U, 100U}) {
    EXPECT_THAT(split("aa\nbb\ncc\ndd\nlonger one\ne", how, piece),
                ElementsAre("aa\nbb\n", "cc\ndd\n", "longer one\n", "e"));
  }
}

TEST_F(SplitTest, HeedsQuotesOnRequest) {
  const std::string_view bytes = "a,\"1\n2\n3\"\nb,\"4\"\nc,5\n";
  MicroBatching how = {.enabled = true, .block_bytes = 4, .quoted_newlines = true, .raw = false};
  for (const std::size_t piece : {1U, 2U, 3U, 5U, 100U}) {
    EXPECT_THAT(split(bytes, how, piece), ElementsAre("a,\"1\n2\n3\"\n", "b,\"4\"\n", "c,5\n"));
  }
  how.quoted_newlines = false;
  EXPECT_THAT(split(bytes, how, 100), ElementsAre("a,\"1\n", "2\n3\"\n", "b,\"4\"\n", "c,5\n"));
}

TEST_F(SplitTest, CutsRawBlocksAtTheirSize) {
  const MicroBatching how = {
      .enabled = true, .block_bytes = 4, .quoted_newlines = false, .raw = true};
  for (const std::size_t piece : {1U, 3U, 4U, 5U, 100U}) {
    EXPECT_THAT(split("0123456789ab", how, piece), ElementsAre("0123", "4567", "89ab"));
    EXPECT_THAT(split("0123456789", how, piece), ElementsAre("0123", "4567", "89"));
  }
}

TEST_F(SplitTest, AQuoteThatIsNeverClosedDoesNotMakeOneBlockOfAll) {
  const MicroBatching how = {
      .enabled = true, .block_bytes = 1000, .quoted_newlines = true, .raw = false};
  std::string bytes = "a,\"never closed\n";
  while (bytes.size() < (std::size_t{40} << 20U)) bytes += std::string(1000, 'x') + '\n';
  EXPECT_GT(split(bytes, how, std::size_t{1} << 20U).size(), 1000U);
}

TEST_F(SplitTest, JoiningTellsThatABlockIsNotWhatWasTaken) {
  const MicroBatching how = {
      .enabled = true, .block_bytes = 4, .quoted_newlines = false, .raw = true};
  split("0123456789ab", how, 100);
  const std::string joined = directory_ / "bad";
  const auto expect_corrupt = [&] {
    const Status status = join_blocks(os::real_files(), file_, joined, {});
    ASSERT_FALSE(status);
    EXPECT_EQ(status.error().code(), Code::kCorrupt);
    EXPECT_FALSE(os::real_files().link_info(joined));
  };
  std::swap(file_.blocks[0], file_.blocks[1]);
  expect_corrupt();
  std::swap(file_.blocks[0], file_.blocks[1]);
  const auto block = *os::real_files().open(file_.blocks[1].path, os::OpenMode::kModify);
  ASSERT_TRUE(block->write("x"));
  expect_corrupt();
}

}  // namespace
}  // namespace bdp
