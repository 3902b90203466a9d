#include "batch/job.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "batch/job_book.h"
#include "store/memory_store.h"

namespace bdp {
namespace {

using testing::HasSubstr;

BatchJob example(const std::string& tenant, std::uint64_t number, JobState state) {
  const os::WallTime time(std::chrono::nanoseconds(1'764'064'923'456'789'012));
  BatchJob job{.id = job_id(TenantId{tenant}, number), .tenant = {tenant}, .number = number};
  job.app = "vm";
  job.cause = JobCause::kSchedule;
  job.changes = {{JobState::kCreated, time, ""}, {state, time + std::chrono::seconds(2), "why"}};
  job.attempt = 2;
  job.not_before = time;
  job.files = {
      {.number = 7, .name = "a \"b\".csv", .bytes = 5, .fingerprint = "xxh3:1", .taken = time}};
  job.bytes = 5;
  job.rows = {.read = 10, .delivered = 9, .dropped = 1};
  job.run_time = std::chrono::milliseconds(1500);
  job.sinks = {"sqlite:/x#vm"};
  job.stats = R"({"conservation":{"holds":true}})";
  return job;
}

TEST(Job, ComesBackFromItsRecord) {
  const BatchJob job = example("alice", 3, JobState::kFinished);
  const Result<BatchJob> read = decode_job(encode_job(job));
  ASSERT_TRUE(read);
  EXPECT_EQ(*read, job);
  EXPECT_EQ(encode_job(*read), encode_job(job));
}

TEST(Job, WhoseRecordIsDamagedIsAnError) {
  const std::string record = encode_job(example("alice", 3, JobState::kQueued));
  for (const std::string& damaged :
       {record.substr(0, record.size() / 2), std::string("{}"), std::string("[]"), std::string()}) {
    const Result<BatchJob> job = decode_job(damaged);
    ASSERT_FALSE(job) << damaged;
    EXPECT_EQ(job.error().code(), Code::kCorrupt);
  }
}

TEST(Job, IsShownWithWhatPeopleAskFor) {
  const auto json = nlohmann::json::parse(job_json(example("alice", 3, JobState::kFinished)));
  EXPECT_EQ(json["job"], "alice.3");
  EXPECT_EQ(json["status"], "finished");
  EXPECT_EQ(json["changes"][1]["time"], "2025-11-25T10:02:05.456Z");
  EXPECT_EQ(json["conservation"],
            "read 10 = delivered 9 + already there 0 + dropped 1 + dead letters 0");
  EXPECT_EQ(json["job_stats"]["conservation"]["holds"], true);
}

TEST(JobId, IsTakenApartAgain) {
  EXPECT_EQ(place_of("alice.3")->tenant, TenantId{"alice"});
  EXPECT_EQ(place_of("a.b.12")->tenant, TenantId{"a.b"});
  EXPECT_EQ(place_of("a.b.12")->number, 12U);
  for (const std::string wrong : {"alice", "alice.", ".3", "alice.x", "alice.0", "alice.-1", ""}) {
    const auto place = place_of(wrong);
    ASSERT_FALSE(place) << wrong;
    EXPECT_THAT(std::string(place.error().message()), HasSubstr("write CLIENT.NUMBER"));
  }
}

TEST(JobState, GoesForwardOnly) {
  EXPECT_TRUE(may_follow(JobState::kRunning, JobState::kFinished));
  EXPECT_TRUE(may_follow(JobState::kRunning, JobState::kQueued)) << "it is tried again";
  EXPECT_TRUE(may_follow(JobState::kStopped, JobState::kQueued)) << "it is resumed";
  for (const JobState ended : {JobState::kFinished, JobState::kFailed}) {
    EXPECT_FALSE(may_follow(ended, JobState::kQueued));
    EXPECT_FALSE(may_follow(ended, JobState::kRunning));
  }
  EXPECT_FALSE(may_follow(JobState::kQueued, JobState::kFinished));
}

TEST(JobBook, GivesEachNumberOnce) {
  MemoryStore store;
  const JobBook book(store);
  WriteBatch first;
  WriteBatch second;
  EXPECT_EQ(*book.take_number(TenantId{"alice"}, first), 1U);
  EXPECT_EQ(*book.take_number(TenantId{"alice"}, second), 1U);
  EXPECT_TRUE(store.apply(first));
  EXPECT_EQ(store.apply(second).error().code(), Code::kConflict);
  WriteBatch third;
  EXPECT_EQ(*book.take_number(TenantId{"alice"}, third), 2U);
  EXPECT_EQ(*book.take_number(TenantId{"bob"}, third), 1U);
}

TEST(JobBook, KnowsWhichJobsAreNotDone) {
  MemoryStore store;
  const JobBook book(store);
  const auto put = [&](const BatchJob& job) {
    WriteBatch batch;
    JobBook::put(job, batch);
    ASSERT_TRUE(store.apply(batch));
  };
  put(example("alice", 2, JobState::kRunning));
  put(example("alice", 10, JobState::kStopped));
  put(example("alice.x", 1, JobState::kQueued));
  put(example("bob", 1, JobState::kFinished));
  std::vector<std::string> ids;
  const auto active = book.active();
  ASSERT_TRUE(active);
  for (const BatchJob& job : *active) ids.push_back(job.id.text);
  EXPECT_THAT(ids, testing::ElementsAre("alice.x.1", "alice.2", "alice.10"));

  put(example("alice", 2, JobState::kFinished));
  EXPECT_EQ(book.active()->size(), 2U);
  ids.clear();
  ASSERT_TRUE(
      book.each(TenantId{"alice"}, [&](const BatchJob& job) { ids.push_back(job.id.text); }));
  EXPECT_THAT(ids, testing::ElementsAre("alice.2", "alice.10"));
  EXPECT_FALSE(book.find(TenantId{"alice"}, 99)->has_value());
  EXPECT_EQ((*book.find(TenantId{"alice"}, 2))->state(), JobState::kFinished);
}

}  // namespace
}  // namespace bdp
