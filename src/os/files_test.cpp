#include "os/files.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <map>

#include "os/faulty_files.h"
#include "os/temporary_directory.h"

namespace bdp::os {
namespace {

using testing::HasSubstr;

/// Root may read everything; these tests are about those who may not.
class WithoutRoot {
 public:
  WithoutRoot() : before_(geteuid()) {
    if (before_ == 0) {
      EXPECT_EQ(seteuid(65534), 0);
    }
  }
  ~WithoutRoot() {
    if (before_ == 0) {
      EXPECT_EQ(seteuid(before_), 0);
    }
  }

 private:
  uid_t before_;
};

std::vector<std::string> names_in(const std::string& directory) {
  const std::vector<DirectoryEntry> entries = *real_files().list(directory);
  std::vector<std::string> names;
  names.reserve(entries.size());
  for (const DirectoryEntry& entry : entries) names.push_back(entry.name);
  return names;
}

TEST(Files, ReadBackWhatWasWritten) {
  const TemporaryDirectory directory;
  const std::string path = directory / "a";
  {
    const auto file = *real_files().open(path, OpenMode::kCreate);
    ASSERT_TRUE(file->write("hello "));
    ASSERT_TRUE(file->write("world"));
    ASSERT_TRUE(file->sync());
  }
  EXPECT_EQ(*read_whole(real_files(), path, 100), "hello world");
}

TEST(Files, ReadFillsTheWholeSpanUntilTheEnd) {
  const TemporaryDirectory directory;
  const auto file = *real_files().open(directory.write("a", "abcdef"), OpenMode::kRead);
  std::string buffer(4, '?');
  EXPECT_EQ(*file->read(buffer), 4U);
  EXPECT_EQ(buffer, "abcd");
  EXPECT_EQ(*file->read(buffer), 2U);
  EXPECT_EQ(*file->read(buffer), 0U);
  EXPECT_EQ(*file->read_at(buffer, 1), 4U);
  EXPECT_EQ(buffer, "bcde");
}

TEST(Files, ModifyKeepsContentAndCutsItBack) {
  const TemporaryDirectory directory;
  const std::string path = directory.write("a", "0123456789");
  const auto file = *real_files().open(path, OpenMode::kModify);
  ASSERT_TRUE(file->truncate(4));
  ASSERT_TRUE(file->seek(4));
  ASSERT_TRUE(file->write("x"));
  EXPECT_EQ(*read_whole(real_files(), path, 100), "0123x");
}

TEST(Files, CreateNewRefusesWhatIsThere) {
  const TemporaryDirectory directory;
  const auto file = real_files().open(directory.write("a", ""), OpenMode::kCreateNew);
  ASSERT_FALSE(file);
  EXPECT_EQ(file.error().code(), Code::kConflict);
}

TEST(Files, AMissingFileIsNotFoundAndNamed) {
  const auto file = real_files().open("/nonexistent/x.csv", OpenMode::kRead);
  ASSERT_FALSE(file);
  EXPECT_EQ(file.error().code(), Code::kNotFound);
  EXPECT_EQ(file.error().message(), "cannot read '/nonexistent/x.csv': No such file or directory");
}

TEST(Files, AFileWithoutReadRightsIsDenied) {
  const TemporaryDirectory directory;
  const std::string path = directory.write("secret", "x");
  ASSERT_EQ(chmod(path.c_str(), 0), 0);
  ASSERT_EQ(chmod(directory.path().c_str(), 0755), 0);
  const WithoutRoot guard;
  const auto file = real_files().open(path, OpenMode::kRead);
  ASSERT_FALSE(file);
  EXPECT_EQ(file.error().code(), Code::kDenied);
  EXPECT_THAT(std::string(file.error().message()), HasSubstr("Permission denied"));
  EXPECT_FALSE(real_files().info(path)->readable);
}

TEST(Files, ReadingADirectoryOrAFifoIsRefusedAtOnce) {
  const TemporaryDirectory directory;
  ASSERT_EQ(mkfifo((directory / "fifo").c_str(), 0600), 0);
  EXPECT_THAT(std::string(real_files().open(directory / "fifo", OpenMode::kRead).error().message()),
              HasSubstr("it is a FIFO, not a regular file"));
  EXPECT_THAT(std::string(real_files().open(directory.path(), OpenMode::kRead).error().message()),
              HasSubstr("it is a directory, not a regular file"));
}

TEST(Files, ListIsSortedAndTellsKinds) {
  const TemporaryDirectory directory;
  directory.write("b.csv", "12345");
  directory.write("a.csv", "");
  ASSERT_EQ(mkfifo((directory / "pipe").c_str(), 0600), 0);
  ASSERT_TRUE(real_files().make_directories(directory / "sub"));
  ASSERT_EQ(symlink("nowhere", (directory / "link").c_str()), 0);
  const auto entries = *real_files().list(directory.path());
  ASSERT_EQ(entries.size(), 5U);
  EXPECT_EQ(entries[0].name, "a.csv");
  EXPECT_EQ(entries[1].name, "b.csv");
  EXPECT_EQ(entries[1].info.kind, FileKind::kRegular);
  EXPECT_EQ(entries[1].info.size, 5U);
  EXPECT_TRUE(entries[1].info.readable);
  EXPECT_EQ(entries[2].info.kind, FileKind::kBrokenLink);
  EXPECT_EQ(entries[3].info.kind, FileKind::kFifo);
  EXPECT_EQ(entries[4].info.kind, FileKind::kDirectory);
}

TEST(Files, VisitTellsALinkAsALinkAndMayRename) {
  const TemporaryDirectory directory;
  directory.write("file", "");
  ASSERT_EQ(symlink("file", (directory / "link").c_str()), 0);
  std::map<std::string, FileKind, std::less<>> seen;
  ASSERT_TRUE(real_files().visit(directory.path(), [&](std::string_view name, FileKind kind) {
    seen[std::string(name)] = kind;
    return true;
  }));
  EXPECT_EQ(seen, (std::map<std::string, FileKind, std::less<>>{{"file", FileKind::kRegular},
                                                                {"link", FileKind::kLink}}));
  EXPECT_EQ(real_files().link_info(directory / "link")->kind, FileKind::kLink);
  EXPECT_EQ(real_files().info(directory / "link")->kind, FileKind::kRegular);
  int visited = 0;
  ASSERT_TRUE(real_files().visit(directory.path(), [&](std::string_view, FileKind) {
    ++visited;
    return false;
  }));
  EXPECT_EQ(visited, 1);
}

TEST(Files, RenameNewDoesNotReplace) {
  const TemporaryDirectory directory;
  const std::string a = directory.write("a", "a");
  const std::string b = directory.write("b", "b");
  EXPECT_EQ(real_files().rename_new(a, b).error().code(), Code::kConflict);
  EXPECT_EQ(*read_whole(real_files(), b, 10), "b");
  ASSERT_TRUE(real_files().rename_new(a, directory / "c"));
  EXPECT_THAT(names_in(directory.path()), testing::ElementsAre("b", "c"));
}

TEST(Files, MakeDirectoriesMakesAllAndIsContentWithWhatIsThere) {
  const TemporaryDirectory directory;
  EXPECT_TRUE(real_files().make_directories(directory / "a/b/c"));
  EXPECT_TRUE(real_files().make_directories(directory / "a/b/c/"));
  EXPECT_EQ(real_files().info(directory / "a/b/c")->kind, FileKind::kDirectory);
  directory.write("file", "");
  EXPECT_THAT(std::string(real_files().make_directories(directory / "file/x").error().message()),
              HasSubstr("Not a directory"));
}

TEST(ReadWhole, RefusesMoreThanAsked) {
  const TemporaryDirectory directory;
  const std::string path = directory.write("a", "123456");
  EXPECT_EQ(*read_whole(real_files(), path, 6), "123456");
  const auto refused = read_whole(real_files(), path, 5);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code(), Code::kExhausted);
  EXPECT_THAT(std::string(refused.error().message()), HasSubstr("more than 5 bytes"));
}

TEST(ReadWhole, ReadsFilesThatSayTheyAreEmpty) {
  EXPECT_THAT(*read_whole(real_files(), "/proc/self/status", 1 << 20), HasSubstr("Pid:"));
}

TEST(ReplaceFile, PutsTheNewContentInPlace) {
  const TemporaryDirectory directory;
  const std::string path = directory.write("state", "old");
  ASSERT_TRUE(replace_file(real_files(), path, "new"));
  EXPECT_EQ(*read_whole(real_files(), path, 100), "new");
  EXPECT_EQ(names_in(directory.path()), std::vector<std::string>{"state"});
}

TEST(ReplaceFile, SyncsTheFileBeforeItIsRenamedAndTheDirectoryAfter) {
  const TemporaryDirectory directory;
  FaultyFiles files(real_files());
  ASSERT_TRUE(replace_file(files, directory / "state", "new"));
  EXPECT_EQ(files.count(FileOperation::kSync), 1);
  EXPECT_EQ(files.count(FileOperation::kSyncDirectory), 1);
}

TEST(ReplaceFile, LeavesTheOldContentAndNoLitterWhateverFails) {
  for (const FileOperation operation : {FileOperation::kOpen, FileOperation::kWrite,
                                        FileOperation::kSync, FileOperation::kRename}) {
    const TemporaryDirectory directory;
    const std::string path = directory.write("state", "old");
    FaultyFiles files(real_files());
    files.fail_from(operation, 1, EIO);
    EXPECT_FALSE(replace_file(files, path, "new"));
    EXPECT_EQ(*read_whole(real_files(), path, 100), "old");
    EXPECT_EQ(names_in(directory.path()), std::vector<std::string>{"state"});
  }
}

TEST(ReplaceFile, OnAFullDiskSaysSoAndKeepsTheOldContent) {
  const TemporaryDirectory directory;
  const std::string path = directory.write("state", "old");
  FaultyFiles files(real_files());
  files.limit_disk(2);
  const Status replaced = replace_file(files, path, "new");
  ASSERT_FALSE(replaced);
  EXPECT_EQ(replaced.error().code(), Code::kExhausted);
  EXPECT_THAT(std::string(replaced.error().message()), HasSubstr("No space left on device"));
  EXPECT_EQ(*read_whole(real_files(), path, 100), "old");
}

TEST(FaultyFiles, FailsFromTheNthOperationUntilHealed) {
  const TemporaryDirectory directory;
  FaultyFiles files(real_files());
  const auto file = *files.open(directory / "a", OpenMode::kCreate);
  files.fail_from(FileOperation::kWrite, 2, EIO);
  EXPECT_TRUE(file->write("1"));
  EXPECT_FALSE(file->write("2"));
  EXPECT_FALSE(file->write("3"));
  files.heal();
  EXPECT_TRUE(file->write("4"));
  EXPECT_EQ(*read_whole(real_files(), directory / "a", 100), "14");
}

TEST(FaultyFiles, AFullDiskTakesWhatFits) {
  const TemporaryDirectory directory;
  FaultyFiles files(real_files());
  files.limit_disk(5);
  const auto file = *files.open(directory / "a", OpenMode::kCreate);
  EXPECT_TRUE(file->write("123"));
  EXPECT_FALSE(file->write("456"));
  EXPECT_EQ(*read_whole(real_files(), directory / "a", 100), "12345");
}

TEST(Paths, AreTakenApartAndJoined) {
  EXPECT_EQ(parent_directory("a/b/c"), "a/b");
  EXPECT_EQ(parent_directory("/a"), "/");
  EXPECT_EQ(parent_directory("a"), ".");
  EXPECT_EQ(file_name("a/b.csv"), "b.csv");
  EXPECT_EQ(file_name("b.csv"), "b.csv");
  EXPECT_EQ(join_path("a", "b"), "a/b");
  EXPECT_EQ(join_path("a/", "b"), "a/b");
  EXPECT_EQ(join_path("a", "/b"), "/b");
  EXPECT_EQ(*absolute_path("/a/./b/../c//d"), "/a/c/d");
  EXPECT_TRUE(absolute_path("x")->starts_with('/'));
  EXPECT_TRUE(absolute_path("x")->ends_with("/x"));
}

}  // namespace
}  // namespace bdp::os
