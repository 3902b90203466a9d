#include "batch/fair_queue.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace bdp {
namespace {

const TenantId kAlice{"alice"};
const TenantId kBob{"bob"};
constexpr unsigned kPriority = 5;

JobId id(const std::string& text) {
  return {text};
}

std::string next(FairQueue& queue) {
  const auto job = queue.next();
  return job ? job->text : "";
}

TEST(FairQueue, GivesTheOldestFirstWithinATenant) {
  FairQueue queue({.jobs = 1});
  queue.set_share(kAlice, {.most_jobs = 9});
  queue.add(id("b"), kAlice, kPriority, {});
  queue.add(id("a"), kAlice, kPriority, {});
  queue.add(id("urgent"), kAlice, 9, {});
  for (const std::string expected : {"urgent", "b", "a"}) {
    EXPECT_EQ(next(queue), expected);
    EXPECT_EQ(next(queue), "") << "there is one place";
    queue.ended(id(expected), 1);
  }
  EXPECT_EQ(queue.waiting() + queue.running(), 0U);
}

/// A tenant that floods the queue does not make another one wait for more than the job that runs.
TEST(FairQueue, LetsNobodyWaitForAnotherOnesFlood) {
  FairQueue queue({.jobs = 1});
  for (int i = 0; i < 1000; ++i) queue.add(id("a" + std::to_string(i)), kAlice, kPriority, {});
  for (int i = 0; i < 100; ++i) {
    const std::string job = next(queue);
    queue.ended(id(job), 1);
  }
  const std::string running = next(queue);
  queue.add(id("bob's"), kBob, kPriority, {});
  queue.ended(id(running), 1);
  EXPECT_EQ(next(queue), "bob's");
}

TEST(FairQueue, GivesTimeByWeight) {
  FairQueue queue({.jobs = 1});
  queue.set_share(kAlice, {.weight = 3});
  queue.set_share(kBob, {.weight = 1});
  for (int i = 0; i < 400; ++i) {
    queue.add(id("a" + std::to_string(i)), kAlice, kPriority, {});
    queue.add(id("b" + std::to_string(i)), kBob, kPriority, {});
  }
  int alice = 0;
  for (int i = 0; i < 400; ++i) {
    const std::string job = next(queue);
    alice += job.starts_with('a') ? 1 : 0;
    queue.ended(id(job), 2);
  }
  EXPECT_NEAR(alice, 300, 3);
}

TEST(FairQueue, CountsTheTimeThatJobsTookNotHowManyTheyWere) {
  FairQueue queue({.jobs = 1});
  for (int i = 0; i < 300; ++i) {
    queue.add(id("a" + std::to_string(i)), kAlice, kPriority, {});
    queue.add(id("b" + std::to_string(i)), kBob, kPriority, {});
  }
  double alice = 0;
  double bob = 0;
  for (int i = 0; i < 200; ++i) {
    const std::string job = next(queue);
    const double seconds = job.starts_with('a') ? 10 : 1;
    (job.starts_with('a') ? alice : bob) += seconds;
    queue.ended(id(job), seconds);
  }
  EXPECT_NEAR(alice / bob, 1, 0.15);
}

TEST(FairQueue, OfATenantRunsNoMoreThanItMay) {
  FairQueue queue({.jobs = 9, .processors = 9});
  queue.set_share(kAlice, {.most_jobs = 2});
  for (int i = 0; i < 5; ++i) queue.add(id("a" + std::to_string(i)), kAlice, kPriority, {});
  queue.add(id("b"), kBob, kPriority, {});
  EXPECT_THAT((std::vector{next(queue), next(queue), next(queue)}),
              testing::UnorderedElementsAre("a0", "a1", "b"));
  EXPECT_EQ(next(queue), "");
  queue.ended(id("a0"), 1);
  EXPECT_EQ(next(queue), "a2");
}

TEST(FairQueue, StaysWithinTheMachine) {
  FairQueue queue({.jobs = 9, .processors = 2, .memory_bytes = 100});
  queue.add(id("half"), kAlice, kPriority, {.processors = 1, .memory_bytes = 60});
  queue.add(id("more"), kBob, kPriority, {.processors = 1, .memory_bytes = 60});
  const std::string first = next(queue);
  EXPECT_EQ(next(queue), "") << "the memory is used up";
  queue.ended(id(first), 1);
  EXPECT_NE(next(queue), "");
}

TEST(FairQueue, RunsAloneWhatIsLargerThanTheMachine) {
  FairQueue queue({.jobs = 9, .processors = 2});
  queue.add(id("giant"), kAlice, kPriority, {.processors = 16});
  queue.add(id("b"), kBob, kPriority, {});
  EXPECT_EQ(next(queue), "giant");
  EXPECT_EQ(next(queue), "");
  queue.ended(id("giant"), 1);
  EXPECT_EQ(next(queue), "b");
}

TEST(FairQueue, ATenantThatRestedHasSavedUpNothing) {
  FairQueue queue({.jobs = 1});
  for (int i = 0; i < 200; ++i) queue.add(id("a" + std::to_string(i)), kAlice, kPriority, {});
  for (int i = 0; i < 100; ++i) queue.ended(id(next(queue)), 10);
  for (int i = 0; i < 200; ++i) queue.add(id("b" + std::to_string(i)), kBob, kPriority, {});
  int alice = 0;
  for (int i = 0; i < 20; ++i) {
    const std::string job = next(queue);
    alice += job.starts_with('a') ? 1 : 0;
    queue.ended(id(job), 10);
  }
  EXPECT_NEAR(alice, 10, 1);
}

TEST(FairQueue, ForgetsAJobThatWasTakenOut) {
  FairQueue queue({.jobs = 1});
  queue.add(id("a"), kAlice, kPriority, {});
  queue.remove(id("a"));
  queue.remove(id("nobody's"));
  EXPECT_EQ(next(queue), "");
}

}  // namespace
}  // namespace bdp
