#include "control/file_identity.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cerrno>

#include "os/faulty_files.h"
#include "os/file_hash.h"
#include "os/temporary_directory.h"

namespace bdp {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

RunFile file(const std::string& content, const std::string& path, std::uint32_t occurrence = 0) {
  return {{content, occurrence}, path, 10, {}};
}

/// "PATH:OCCURRENCE" of what is left, then "-PATH REASON" of what is passed over.
std::vector<std::string> distinct(std::vector<RunFile> files, const std::vector<RunFile>& earlier,
                                  Duplicates duplicates) {
  const Result<DistinctFiles> found = distinguish_files(std::move(files), earlier, duplicates);
  if (!found) return {std::string(found.error().message())};
  std::vector<std::string> texts;
  for (const RunFile& each : found->files) {
    texts.push_back(each.path + ":" + std::to_string(each.identity.occurrence));
  }
  for (const PassedOver& each : found->passed_over)
    texts.push_back("-" + each.path + " " + each.reason);
  return texts;
}

TEST(DistinguishFiles, LeavesDifferentContentsAlone) {
  EXPECT_THAT(distinct({file("B", "b"), file("A", "a")}, {}, Duplicates::kRefuse),
              ElementsAre("b:0", "a:0"));
}

TEST(DistinguishFiles, SkipsTheSecondFileOfAContent) {
  EXPECT_THAT(
      distinct({file("A", "a"), file("A", "b"), file("A", "c")}, {}, Duplicates::kSkip),
      ElementsAre("a:0", "-b has the same content as 'a'", "-c has the same content as 'a'"));
}

TEST(DistinguishFiles, SkipsTheOneThatWasNotThereBefore) {
  EXPECT_THAT(distinct({file("A", "a"), file("A", "b")}, {file("A", "b")}, Duplicates::kSkip),
              ElementsAre("b:0", "-a has the same content as 'b'"));
}

TEST(DistinguishFiles, TakesARenamedFileForTheOneItWas) {
  EXPECT_THAT(distinct({file("A", "new")}, {file("A", "old")}, Duplicates::kSkip),
              ElementsAre("new:0"));
}

TEST(DistinguishFiles, IngestsEachFileOfAContentWhenAsked) {
  EXPECT_THAT(distinct({file("A", "a"), file("A", "b")}, {}, Duplicates::kIngest),
              ElementsAre("a:0", "b:1"));
}

TEST(DistinguishFiles, GivesTheSameFileTheSameOccurrenceEveryTime) {
  const std::vector<RunFile> earlier = {file("A", "a", 0), file("A", "b", 1)};
  EXPECT_THAT(distinct({file("A", "a"), file("A", "b")}, earlier, Duplicates::kIngest),
              ElementsAre("a:0", "b:1"));
  EXPECT_THAT(distinct({file("A", "b")}, earlier, Duplicates::kIngest), ElementsAre("b:1"));
  EXPECT_THAT(distinct({file("A", "0"), file("A", "b")}, earlier, Duplicates::kIngest),
              ElementsAre("0:2", "b:1"));
}

TEST(DistinguishFiles, RefusesASecondFileOfAContentWhenAsked) {
  EXPECT_THAT(
      distinct({file("A", "a"), file("A", "b")}, {}, Duplicates::kRefuse),
      ElementsAre("'b' has the same content as 'a'; take one of them away, or let the job's "
                  "'duplicates' be \"skip\" or \"ingest\""));
  EXPECT_THAT(distinct({file("A", "b")}, {file("A", "a")}, Duplicates::kRefuse),
              ElementsAre(HasSubstr("'b' has the same content as 'a'")));
  EXPECT_THAT(distinct({file("A", "a")}, {file("A", "a")}, Duplicates::kRefuse),
              ElementsAre("a:0"));
}

TEST(DistinguishFiles, HasNothingAgainstEmptyFiles) {
  RunFile a = file("empty", "a");
  RunFile b = file("empty", "b");
  a.size = b.size = 0;
  EXPECT_THAT(distinct({a, b}, {}, Duplicates::kRefuse), ElementsAre("a:0", "b:0"));
}

class IdentifyFilesTest : public testing::Test {
 protected:
  std::vector<CollectedFile> collected() {
    return collect_files(os::real_files(), std::vector<std::string>{directory_.path()},
                         *Glob::compile("*"), "*")
        ->files;
  }
  std::vector<RunFile> identify(FileIdentityKind kind = FileIdentityKind::kContent) {
    return *identify_files(os::real_files(), collected(), kind, {});
  }
  os::TemporaryDirectory directory_;
};

TEST_F(IdentifyFilesTest, GoByTheContent) {
  directory_.write("a", "x");
  directory_.write("b", "x");
  directory_.write("c", "y");
  const std::vector<RunFile> files = identify();
  ASSERT_EQ(files.size(), 3U);
  EXPECT_EQ(files[0].identity.content, "xxh3:" + os::hash_of("x").hex());
  EXPECT_EQ(files[0].identity, files[1].identity);
  EXPECT_NE(files[0].identity, files[2].identity);
  EXPECT_EQ(files[0].path, directory_ / "a");
  EXPECT_EQ(files[0].size, 1U);
}

TEST_F(IdentifyFilesTest, GoByPathSizeAndTimeWhenAsked) {
  directory_.write("a", "x");
  directory_.write("b", "x");
  const std::vector<RunFile> files = identify(FileIdentityKind::kMetadata);
  EXPECT_TRUE(files[0].identity.content.starts_with("meta:"));
  EXPECT_NE(files[0].identity, files[1].identity);
  EXPECT_EQ(files[0].identity, identify(FileIdentityKind::kMetadata)[0].identity);
  directory_.write("a", "xx");
  EXPECT_NE(files[0].identity, identify(FileIdentityKind::kMetadata)[0].identity);
}

TEST_F(IdentifyFilesTest, RefuseAFileThatChangesMeanwhile) {
  directory_.write("a", "x");
  const std::vector<CollectedFile> before = collected();
  directory_.write("a", "xy");
  const auto files = identify_files(os::real_files(), before, FileIdentityKind::kContent, {});
  ASSERT_FALSE(files);
  EXPECT_EQ(files.error().code(), Code::kConflict);
  EXPECT_THAT(std::string(files.error().message()), HasSubstr("changes while it is read"));
}

TEST_F(IdentifyFilesTest, PassReadErrorsOn) {
  directory_.write("a", "x");
  os::FaultyFiles files(os::real_files());
  files.fail_from(os::FileOperation::kRead, 1, EIO);
  EXPECT_FALSE(identify_files(files, collected(), FileIdentityKind::kContent, {}));
}

TEST(SourceIdentity, DependsOnTenantDataSetContentAndOccurrence) {
  const SourceIdentity one = source_identity(TenantId{"c"}, "d", {"x", 0});
  EXPECT_EQ(one, source_identity(TenantId{"c"}, "d", {"x", 0}));
  EXPECT_NE(one, source_identity(TenantId{"b"}, "d", {"x", 0}));
  EXPECT_NE(one, source_identity(TenantId{"c"}, "e", {"x", 0}));
  EXPECT_NE(one, source_identity(TenantId{"c"}, "d", {"y", 0}));
  EXPECT_NE(one, source_identity(TenantId{"c"}, "d", {"x", 1}));
  EXPECT_NE(source_identity(TenantId{"cd"}, "", {"x", 0}),
            source_identity(TenantId{"c"}, "d", {"x", 0}));
  EXPECT_NE(stream_identity(TenantId{"c"}, "d", "x"), one);
}

// Row ids are made of this: another value would ingest every file again.
TEST(SourceIdentity, StaysWhatItIs) {
  const SourceIdentity identity = source_identity(TenantId{"jsjhfx"}, "test", {"xxh3:00", 0});
  EXPECT_EQ(identity.high, 10736875336687494934U);
  EXPECT_EQ(identity.low, 60905U);
}

}  // namespace
}  // namespace bdp
