#include "os/move_file.h"

#include <gtest/gtest.h>

#include <cerrno>

#include "os/faulty_files.h"
#include "os/temporary_directory.h"

namespace bdp::os {
namespace {

std::string content(const std::string& path) {
  Result<std::string> read = read_whole(real_files(), path, 1U << 30U);
  return read ? *std::move(read) : "none: " + std::string(read.error().message());
}

bool exists(const std::string& path) {
  return real_files().link_info(path).has_value();
}

TEST(MoveFile, RenamesWithinAFileSystem) {
  const TemporaryDirectory directory;
  const std::string from = directory.write("a", "bytes");
  ASSERT_TRUE(move_file(real_files(), from, directory / "b"));
  EXPECT_EQ(content(directory / "b"), "bytes");
  EXPECT_FALSE(exists(from));
}

TEST(MoveFile, NeverReplacesAFile) {
  const TemporaryDirectory directory;
  const std::string from = directory.write("a", "new");
  const std::string to = directory.write("b", "old");
  const Status moved = move_file(real_files(), from, to);
  ASSERT_FALSE(moved);
  EXPECT_EQ(moved.error().code(), Code::kConflict);
  EXPECT_EQ(content(to), "old");
  EXPECT_EQ(content(from), "new");
}

/// Where the first rename of each move says that its ends are on two file systems.
class TwoFileSystems {
 public:
  explicit TwoFileSystems(Files& inner) : files(inner) {
    files.fail_once(FileOperation::kRename, 1, EXDEV);
  }
  FaultyFiles files;
};

TEST(MoveFile, CopiesToAnotherFileSystem) {
  const TemporaryDirectory directory;
  const std::string bytes(3U << 20U, 'x');
  const std::string from = directory.write("a", bytes);
  TwoFileSystems two(real_files());
  ASSERT_TRUE(move_file(two.files, from, directory / "b"));
  EXPECT_EQ(content(directory / "b"), bytes);
  EXPECT_FALSE(exists(from));
  EXPECT_FALSE(exists(directory / "b.part"));
  EXPECT_GE(two.files.count(FileOperation::kSync), 1);
  EXPECT_GE(two.files.count(FileOperation::kSyncDirectory), 1);
}

TEST(MoveFile, LeavesTheFileWhereItWasWhenCopyingFails) {
  const TemporaryDirectory directory;
  for (const FileOperation operation :
       {FileOperation::kOpen, FileOperation::kRead, FileOperation::kWrite, FileOperation::kSync}) {
    const std::string from = directory.write("a", "bytes");
    TwoFileSystems two(real_files());
    two.files.fail_from(operation, 1, EIO);
    EXPECT_FALSE(move_file(two.files, from, directory / "b"));
    EXPECT_EQ(content(from), "bytes");
    EXPECT_FALSE(exists(directory / "b"));
    EXPECT_FALSE(exists(directory / "b.part"));
  }
}

TEST(MoveFile, KeepsBothWhenItCannotBeSureOfTheCopy) {
  const TemporaryDirectory directory;
  const std::string from = directory.write("a", "bytes");
  TwoFileSystems two(real_files());
  two.files.fail_from(FileOperation::kSyncDirectory, 1, EIO);
  EXPECT_FALSE(move_file(two.files, from, directory / "b"));
  EXPECT_EQ(content(from), "bytes");
  EXPECT_EQ(content(directory / "b"), "bytes");
}

}  // namespace
}  // namespace bdp::os
