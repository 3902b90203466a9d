#include "fetchdata/staging_area.h"

#include <gmock/gmock.h>

#include <cerrno>

#include "fetchdata/fetch_for_test.h"
#include "os/faulty_files.h"

namespace bdp {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

using Numbers = std::vector<std::uint64_t>;

class StagingAreaTest : public FetchTest {
 protected:
  /// Alice's files 1 to `count`, staged.
  void stage(int count) {
    make_tenant("alice");
    fetch_ = open(files_, *store_);
    for (int i = 1; i <= count; ++i) {
      drop("alice", "f" + std::to_string(i) + ".csv", std::to_string(i) + "\n");
      ASSERT_TRUE(fetch_->sweep(alice_, {}));
    }
  }
  StagingArea& staging() { return fetch_->staging(); }
  std::vector<std::uint64_t> numbers(const Result<std::vector<StagedFile>>& files) {
    std::vector<std::uint64_t> found;
    for (const StagedFile& file : *files) found.push_back(file.number);
    return found;
  }

  os::FaultyFiles files_{os::real_files()};
  std::unique_ptr<FetchData> fetch_;
  const JobId job_{"job-1"};
};

TEST_F(StagingAreaTest, ClaimsAllFilesOrNone) {
  stage(3);
  ASSERT_TRUE(staging().claim(alice_, Numbers{1, 3}, job_));
  EXPECT_THAT(numbers(staging().staged(alice_)), ElementsAre(2));
  EXPECT_THAT(numbers(staging().claimed(alice_, job_)), ElementsAre(1, 3));
  const Status second = staging().claim(alice_, Numbers{2, 3}, JobId{"job-2"});
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().code(), Code::kConflict);
  EXPECT_THAT(std::string(second.error().message()), HasSubstr("not staged, but claimed"));
  EXPECT_THAT(numbers(staging().staged(alice_)), ElementsAre(2));
  ASSERT_TRUE(staging().release(alice_, Numbers{3}));
  EXPECT_THAT(numbers(staging().staged(alice_)), ElementsAre(2, 3));
  EXPECT_THAT(numbers(staging().staged(alice_, 2)), ElementsAre(3));
  EXPECT_THAT(numbers(staging().staged(alice_, 0, 1)), ElementsAre(2));
}

TEST_F(StagingAreaTest, ChangesTogetherWithWhatTheCallerWrites) {
  stage(2);
  WriteBatch with;
  with.put("jobs/1", "running");
  ASSERT_TRUE(staging().claim(alice_, Numbers{1}, job_, with));
  EXPECT_EQ((*store_->get("jobs/1"))->value, "running");
  WriteBatch never;
  never.expect("jobs/1", 12345);
  never.put("jobs/1", "done");
  EXPECT_EQ(staging().archive(alice_, Numbers{1}, never).error().code(), Code::kConflict);
  EXPECT_EQ((*store_->get("jobs/1"))->value, "running");
  EXPECT_EQ((*staging().find(alice_, 1))->state, FileState::kClaimed);
  EXPECT_THAT(names_in("tenants/alice/archive"), IsEmpty());
}

TEST_F(StagingAreaTest, ArchivesByDayAndOnce) {
  stage(2);
  ASSERT_TRUE(staging().claim(alice_, Numbers{1, 2}, job_));
  ASSERT_TRUE(staging().archive(alice_, Numbers{1, 2}));
  ASSERT_TRUE(staging().archive(alice_, Numbers{1, 2}));
  const std::string day = day_of(clock_.wall());
  EXPECT_THAT(names_in("tenants/alice/archive"),
              ElementsAre(day + "/000000000001-f1.csv", day + "/000000000002-f2.csv"));
  const std::vector<StagedFile> archived = *staging().archived(alice_);
  ASSERT_THAT(archived, SizeIs(2));
  EXPECT_EQ(archived[0].job, job_);
  EXPECT_EQ(content(archived[1].path), "2\n");
  EXPECT_EQ(staging().archive(alice_, Numbers{9}).error().code(), Code::kConflict);
}

TEST_F(StagingAreaTest, DiscardsWithAReasonAndGivesBack) {
  stage(1);
  ASSERT_TRUE(
      staging().discard(alice_, 1, {Rule::kTotalSize, "max_file_size", "", "1 byte", "2 bytes"}));
  EXPECT_THAT(names_in("tenants/alice/discarded"), ElementsAre("f1.csv", "f1.csv.reason.json"));
  EXPECT_THAT(content(home_.discarded(alice_) + "/f1.csv.reason.json"),
              HasSubstr(R"("would_pass": "files of at most 1 byte together")"));
  drop("alice", "f1.csv", "another\n");
  const Status refused = staging().retry(alice_, 1);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code(), Code::kConflict);
  EXPECT_THAT(std::string(refused.error().message()), HasSubstr("holds another file"));
  EXPECT_EQ(content(home_.input(alice_) + "/f1.csv"), "another\n");
  ASSERT_TRUE(os::real_files().remove(home_.input(alice_) + "/f1.csv"));
  ASSERT_TRUE(staging().retry(alice_, 1));
  EXPECT_THAT(names_in("tenants/alice/discarded"), IsEmpty());
  EXPECT_EQ(content(home_.input(alice_) + "/f1.csv"), "1\n");
  EXPECT_EQ(staging().retry(alice_, 1).error().code(), Code::kNotFound);
  ASSERT_TRUE(fetch_->sweep(alice_, {}));
  EXPECT_THAT(numbers(staging().staged(alice_)), ElementsAre(2));
}

TEST_F(StagingAreaTest, AMoveThatFailsIsMadeLater) {
  stage(1);
  files_.fail_from(os::FileOperation::kRename, 1, EIO);
  ASSERT_TRUE(staging().archive(alice_, Numbers{1}));
  EXPECT_THAT(names_in("tenants/alice/staging"), SizeIs(1));
  EXPECT_EQ((*staging().find(alice_, 1))->state, FileState::kArchived);
  EXPECT_FALSE(staging().settle());
  files_.heal();
  ASSERT_TRUE(staging().settle());
  EXPECT_THAT(names_in("tenants/alice/staging"), IsEmpty());
  EXPECT_THAT(names_in("tenants/alice/archive"), SizeIs(1));
}

TEST_F(StagingAreaTest, PrunesTheOldestByDaysAndBytes) {
  stage(4);
  for (const std::uint64_t number : {1U, 2U, 3U, 4U}) {
    ASSERT_TRUE(staging().archive(alice_, Numbers{number}));
    clock_.advance(std::chrono::hours(24));
  }
  // Archived 4, 3, 2 and 1 days ago.
  ArchiveLimits limits;
  limits.max_age = std::chrono::days(3);
  const Pruned old = *staging().prune(alice_, limits);
  EXPECT_EQ(old.files, 1U);
  EXPECT_EQ(old.bytes, 2U);
  EXPECT_THAT(numbers(staging().archived(alice_)), ElementsAre(2, 3, 4));
  limits.max_bytes = 4;
  EXPECT_EQ(staging().prune(alice_, limits)->files, 1U);
  EXPECT_THAT(numbers(staging().archived(alice_)), ElementsAre(3, 4));
  EXPECT_THAT(names_in("tenants/alice/archive"), SizeIs(2));
  // What was archived stays known by its content.
  drop("alice", "again.csv", "1\n");
  ASSERT_TRUE(fetch_->sweep(alice_, {}));
  EXPECT_THAT(numbers(staging().staged(alice_)), IsEmpty());
}

}  // namespace
}  // namespace bdp
