#include "control/run_decision.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "pipeline/mark.h"

namespace bdp {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

constexpr os::WallTime kNow{std::chrono::seconds(1000)};
constexpr os::WallTime kLater{std::chrono::seconds(2000)};

RunFile file(const std::string& content, const std::string& path) {
  return {{"xxh3:" + content, 0}, path, 10, os::FileTime(std::chrono::seconds(1))};
}

std::string some_mark() {
  Mark mark;
  mark.source.bytes = "list 1 0 17";
  mark.sink_position = "4711";
  mark.dead_letter_bytes = 5;
  mark.rows.read = 9;
  return encode_mark(mark);
}

class RunDecisionTest : public testing::Test {
 protected:
  RunDecisionTest() {
    situation_.key = {TenantId{"c"}, "d", "sqlite:/x#t"};
    situation_.spec = {{"filter", "f1"}, {"input", "i1"}};
    situation_.files = {file("A", "/in/a.csv"), file("B", "/in/b.csv")};
    situation_.output_there = true;
  }

  RunDecision decide() {
    Result<RunDecision> decision = decide_run(situation_, kLater);
    EXPECT_TRUE(decision) << decision.error().message();
    return decision ? *std::move(decision) : RunDecision{};
  }
  /// What a first run over the files leaves when it ends as `status` says.
  void after_first_run(RunStatus status) {
    situation_.earlier.reset();
    RunState state = decide_run(situation_, kNow)->state;
    if (status == RunStatus::kFinished) state = finished(std::move(state), {}, kNow);
    if (status == RunStatus::kStopped) state = interrupted(std::move(state), {}, "", kNow);
    if (status == RunStatus::kFailed) state = interrupted(std::move(state), {}, "full", kNow);
    situation_.earlier = std::move(state);
    situation_.mark = some_mark();
  }

  RunSituation situation_;
};

TEST_F(RunDecisionTest, TheFirstRunReadsEverything) {
  const RunDecision decision = decide();
  EXPECT_EQ(decision.course, Course::kFresh);
  EXPECT_FALSE(decision.replace_output);
  EXPECT_EQ(decision.resume_from, "");
  EXPECT_EQ(decision.state.current, situation_.files);
  EXPECT_EQ(decision.state.key, situation_.key);
  EXPECT_EQ(decision.state.spec, situation_.spec);
  EXPECT_EQ(decision.state.status, RunStatus::kRunning);
  EXPECT_EQ(decision.state.started, kLater);
}

TEST_F(RunDecisionTest, AFinishedRunRepeatedIsAlreadyDone) {
  after_first_run(RunStatus::kFinished);
  const RunDecision decision = decide();
  EXPECT_EQ(decision.course, Course::kAlreadyDone);
  EXPECT_EQ(decision.state, *situation_.earlier);
}

TEST_F(RunDecisionTest, AFinishedRunStaysDoneWhenItsFilesAreRenamedOrTakenAway) {
  after_first_run(RunStatus::kFinished);
  situation_.files = {file("B", "/elsewhere/z.csv")};
  EXPECT_EQ(decide().course, Course::kAlreadyDone);
}

TEST_F(RunDecisionTest, AKilledRunIsResumedFromItsMark) {
  after_first_run(RunStatus::kRunning);
  const RunDecision decision = decide();
  EXPECT_EQ(decision.course, Course::kResume);
  EXPECT_FALSE(decision.replace_output);
  EXPECT_EQ(decision.resume_from, situation_.mark);
  EXPECT_EQ(decision.state.current, situation_.files);
  EXPECT_EQ(decision.state.started, kNow);
  EXPECT_FALSE(decision.more_later);
}

TEST_F(RunDecisionTest, AStoppedOrFailedRunIsResumedToo) {
  for (const RunStatus status : {RunStatus::kStopped, RunStatus::kFailed}) {
    after_first_run(status);
    const RunDecision decision = decide();
    EXPECT_EQ(decision.course, Course::kResume);
    EXPECT_EQ(decision.state.status, RunStatus::kRunning);
    EXPECT_EQ(decision.state.error, "");
  }
}

TEST_F(RunDecisionTest, AResumedRunKeepsItsOrderAndTakesPathsAsTheyAreNow) {
  after_first_run(RunStatus::kStopped);
  situation_.files = {file("B", "/in/0.csv"), file("A", "/in/a.csv")};
  const RunDecision decision = decide();
  ASSERT_EQ(decision.state.current.size(), 2U);
  EXPECT_EQ(decision.state.current[0].path, "/in/a.csv");
  EXPECT_EQ(decision.state.current[1].path, "/in/0.csv");
}

TEST_F(RunDecisionTest, AResumedRunSaysWhichOfItsFilesAreNotThereAnyMore) {
  after_first_run(RunStatus::kStopped);
  situation_.files = {file("B", "/in/b.csv"), file("A2", "/in/a.csv")};
  const RunDecision decision = decide();
  EXPECT_EQ(decision.course, Course::kResume);
  EXPECT_EQ(decision.state.current[0], file("A", "/in/a.csv"));
  EXPECT_TRUE(decision.more_later);
  EXPECT_THAT(decision.notes,
              ElementsAre("'/in/a.csv', with which the run had begun, is changed or not in the "
                          "input any more; if it is needed, put it back or say --restart"));
}

TEST_F(RunDecisionTest, FilesThatComeDuringAnUnfinishedRunAreReadAfterIt) {
  after_first_run(RunStatus::kRunning);
  situation_.files.push_back(file("C", "/in/c.csv"));
  const RunDecision first = decide();
  EXPECT_EQ(first.course, Course::kResume);
  EXPECT_EQ(first.state.current.size(), 2U);
  EXPECT_TRUE(first.more_later);

  situation_.earlier = finished(first.state, {}, kLater);
  const RunDecision second = decide();
  EXPECT_EQ(second.course, Course::kMoreFiles);
  EXPECT_THAT(second.state.current, ElementsAre(file("C", "/in/c.csv")));
  EXPECT_EQ(second.state.done.size(), 2U);
}

TEST_F(RunDecisionTest, NewFilesGoBehindWhatIsThere) {
  after_first_run(RunStatus::kFinished);
  situation_.files.push_back(file("C", "/in/c.csv"));
  const RunDecision decision = decide();
  EXPECT_EQ(decision.course, Course::kMoreFiles);
  EXPECT_FALSE(decision.replace_output);
  const Mark mark = *decode_mark(decision.resume_from);
  EXPECT_EQ(mark.source.bytes, "");
  EXPECT_EQ(mark.sink_position, "4711");
  EXPECT_EQ(mark.dead_letter_bytes, 5U);
  EXPECT_EQ(mark.rows.read, 9U);
}

TEST_F(RunDecisionTest, AChangedSpecIsNoResume) {
  for (const RunStatus status : {RunStatus::kRunning, RunStatus::kFinished}) {
    after_first_run(status);
    situation_.spec["filter"] = "f2";
    const Result<RunDecision> decision = decide_run(situation_, kLater);
    ASSERT_FALSE(decision);
    EXPECT_EQ(decision.error().code(), Code::kConflict);
    EXPECT_EQ(decision.error().message(),
              "data set 'd' of client 'c' holds rows that another specification made: the filter "
              "has changed; say --restart to replace them, or --dataset NAME to keep both");
    situation_.spec["filter"] = "f1";
  }
}

TEST_F(RunDecisionTest, AChangedSpecNamesAllThatChanged) {
  after_first_run(RunStatus::kRunning);
  situation_.spec = {{"filter", "f2"}, {"input", "i2"}, {"events", "e"}};
  EXPECT_THAT(std::string(decide_run(situation_, kLater).error().message()),
              HasSubstr("events, the filter and input have changed"));
}

TEST_F(RunDecisionTest, AChangedSpecIsAFreshRunWhenNothingWasKept) {
  after_first_run(RunStatus::kFailed);
  situation_.mark.clear();
  situation_.spec["filter"] = "f2";
  const RunDecision decision = decide();
  EXPECT_EQ(decision.course, Course::kFresh);
  EXPECT_TRUE(decision.replace_output);
  EXPECT_EQ(decision.state.spec, situation_.spec);
}

TEST_F(RunDecisionTest, RestartReplacesWhateverIsThere) {
  after_first_run(RunStatus::kFinished);
  situation_.spec["filter"] = "f2";
  situation_.restart = true;
  const RunDecision decision = decide();
  EXPECT_EQ(decision.course, Course::kFresh);
  EXPECT_TRUE(decision.replace_output);
  EXPECT_EQ(decision.resume_from, "");
  EXPECT_EQ(decision.state.current, situation_.files);
  EXPECT_TRUE(decision.state.done.empty());
}

TEST_F(RunDecisionTest, AFinishedRunWhoseOutputIsGoneIsDoneAgain) {
  after_first_run(RunStatus::kFinished);
  situation_.output_there = false;
  situation_.files = {file("B", "/in/b.csv")};
  situation_.spec["filter"] = "f2";
  const RunDecision decision = decide();
  EXPECT_EQ(decision.course, Course::kFresh);
  EXPECT_EQ(decision.resume_from, "");
  EXPECT_THAT(decision.notes,
              ElementsAre("the output is gone: everything is ingested again",
                          "1 file that earlier runs ingested is not in the input any more; put it "
                          "back to get the rows again"));
}

TEST_F(RunDecisionTest, ARunThatEndedBeforeItWroteAnythingIsSilentlyFresh) {
  after_first_run(RunStatus::kFailed);
  situation_.mark.clear();
  situation_.output_there = false;
  const RunDecision decision = decide();
  EXPECT_EQ(decision.course, Course::kFresh);
  EXPECT_TRUE(decision.notes.empty());
}

TEST_F(RunDecisionTest, ADamagedMarkIsAnError) {
  after_first_run(RunStatus::kFinished);
  situation_.files.push_back(file("C", "/in/c.csv"));
  situation_.mark = "rubbish";
  EXPECT_EQ(decide_run(situation_, kLater).error().code(), Code::kCorrupt);
}

TEST(RunEnd, MovesFilesToDoneOnlyWhenAllIsDelivered) {
  RunState state;
  state.current = {file("A", "/in/a.csv")};
  RowCounters rows;
  rows.read = 3;
  const RunState failed = interrupted(state, rows, "disk full", kNow);
  EXPECT_EQ(failed.status, RunStatus::kFailed);
  EXPECT_EQ(failed.error, "disk full");
  EXPECT_EQ(failed.current.size(), 1U);
  const RunState done = finished(state, rows, kNow);
  EXPECT_EQ(done.status, RunStatus::kFinished);
  EXPECT_EQ(done.rows.read, 3U);
  EXPECT_TRUE(done.current.empty());
  EXPECT_EQ(done.done.size(), 1U);
}

}  // namespace
}  // namespace bdp
