// What a black box is given and what it gives back.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "batch/command.h"
#include "batch/coredms_access.h"
#include "batch/job_output.h"
#include "batch/job_worker.h"
#include "batch/log_book.h"
#include "os/randomness.h"
#include "os/temporary_directory.h"
#include "store/memory_store.h"

namespace bdp {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

TEST(AppReport, AddsUpItsLines) {
  const AppReport report = read_app_report(
      "{\"read\": 10, \"rows\": 7, \"dropped\": 2, \"dead_letters\": 1, \"bytes\": 99}\n"
      "\n{\"rows\": 5, \"note\": \"more\"}");
  EXPECT_EQ(report.rows.read, 15U);
  EXPECT_EQ(report.rows.delivered, 12U);
  EXPECT_EQ(report.rows.bytes_read, 99U);
  EXPECT_TRUE(report.rows.conserved());
  EXPECT_FALSE(report.failed);
  EXPECT_THAT(report.problems, IsEmpty());
}

TEST(AppReport, SaysThatTheAppFailed) {
  const AppReport report = read_app_report(R"({"status": "failed", "reason": "no header"})");
  EXPECT_TRUE(report.failed);
  EXPECT_EQ(report.reason, "no header");
}

TEST(AppReport, NamesLinesThatAreNone) {
  const AppReport report = read_app_report("{\"rows\": 1}\nhello\n{\"rows\": -1}\n[1]\n");
  EXPECT_EQ(report.rows.delivered, 1U);
  EXPECT_THAT(report.problems, ElementsAre("line 2 of the report: no JSON object",
                                           "line 3 of the report: a figure that is no whole number",
                                           "line 4 of the report: no JSON object"));
}

TEST(CoredmsAccess, IsAPortOfTheAppsOwn) {
  const auto access = coredms_access("mongodb://alice@db1:27099/store?tls=true", "p@ss");
  ASSERT_TRUE(access) << access.error().message();
  EXPECT_EQ(access->relay.host, "db1");
  EXPECT_EQ(access->relay.port, 27099);
  EXPECT_EQ(access->uri,
            "mongodb://alice:p%40ss@127.0.0.1:27017/store?tls=true&directConnection=true");
  EXPECT_EQ(coredms_access("mongodb://db/x", "")->relay.port, 27017);
  EXPECT_EQ(coredms_access("mongodb://[::1]/x", "")->relay.host, "[::1]");
}

TEST(CoredmsAccess, SaysWhatIsWrong) {
  const auto error = [](std::string_view uri) {
    const auto access = coredms_access(uri, "");
    return access ? "no error" : std::string(access.error().message());
  };
  EXPECT_THAT(error("http://db/x"), HasSubstr("does not begin with mongodb://"));
  EXPECT_THAT(error("mongodb://db"), HasSubstr("names no database"));
  EXPECT_THAT(error("mongodb://a,b/x"), HasSubstr("names several servers"));
  EXPECT_THAT(error("mongodb://u:p@db/x"), HasSubstr("coredms.password_file"));
  EXPECT_THAT(error("mongodb://db:port/x"), HasSubstr("a port that is no number"));
}

TEST(CommandBox, BringsCommandsInTheirOrderAndTheirAnswers) {
  MemoryStore store;
  os::FakeClock clock(os::WallTime(std::chrono::hours(1)));
  os::FakeRandomness randomness(1);
  CommandBox box(store, {os::real_files(), clock, randomness});
  const std::string first =
      *box.give({.verb = Command::Verb::kStart, .tenant = {"alice"}, .app = "vm"});
  clock.advance(std::chrono::seconds(1));
  const std::string second = *box.give({.verb = Command::Verb::kStop, .job = "alice.1"});
  const auto waiting = *box.waiting();
  ASSERT_EQ(waiting.size(), 2U);
  EXPECT_EQ(waiting[0].ticket, first);
  EXPECT_EQ(waiting[0].command->app, "vm");
  EXPECT_EQ(waiting[1].command->job, "alice.1");
  ASSERT_TRUE(box.answer(first, {.done = true, .message = {}, .job = "alice.7"}));
  EXPECT_EQ(box.waiting()->size(), 1U);
  const auto answer = *box.wait(first, std::chrono::seconds(5), {});
  ASSERT_TRUE(answer.has_value());
  EXPECT_EQ(answer->job, "alice.7");
  EXPECT_FALSE(box.wait(first, std::chrono::seconds(5), {})->has_value()) << "it is taken";
  EXPECT_FALSE(box.wait(second, std::chrono::seconds(5), {})->has_value()) << "nobody answers";
}

TEST(PauseBefore, GrowsToAMinute) {
  os::FakeRandomness randomness(1);
  for (unsigned attempt = 1; attempt < 40; ++attempt) {
    const auto pause = pause_before(attempt, randomness);
    EXPECT_LE(pause, std::chrono::seconds(60));
    EXPECT_GE(pause, std::chrono::seconds(attempt < 6 ? 1 : 30));
  }
}

class LogBookTest : public testing::Test {
 protected:
  std::string read(const std::string& path) const {
    const auto text = os::read_whole(os::real_files(), home_.path() + path, 1'000'000);
    return text ? *text : std::string(text.error().message());
  }

  os::TemporaryDirectory directory_;
  Home home_{directory_.path()};
  const TenantId alice_{"alice"};
};

TEST_F(LogBookTest, WritesToThePlatformTheTenantAndTheJob) {
  LogBook log(home_, os::real_environment(), {});
  log.add("fetchdata", alice_,
          {.action = "file-staged", .message = "x", .job = "alice.1", .file = "a\nb"});
  const std::string line = read("/logs/fetchdata.jsonl");
  EXPECT_THAT(line, HasSubstr(R"("file.name":"a\nb")"));
  EXPECT_EQ(std::ranges::count(line, '\n'), 1) << "a name makes no second line";
  EXPECT_EQ(read("/tenants/alice/logs/fetchdata.jsonl"), line);
  EXPECT_EQ(read("/tenants/alice/logs/jobs/alice.1.jsonl"), line);
}

TEST_F(LogBookTest, TurnsItsFilesOver) {
  LogBook log(home_, os::real_environment(), {.file_bytes = 1000, .old_files = 2});
  for (int i = 0; i < 100; ++i) {
    log.add("c", std::nullopt, {.action = "a", .message = "number " + std::to_string(i)});
  }
  EXPECT_THAT(read("/logs/c.jsonl"), HasSubstr("number 99"));
  EXPECT_LE(read("/logs/c.jsonl").size(), 1000U);
  EXPECT_LE(read("/logs/c.jsonl.2").size(), 1000U);
  EXPECT_FALSE(os::real_files().info(home_.path() + "/logs/c.jsonl.3"));
}

TEST_F(LogBookTest, KeepsWhatAnAppPrintsApart) {
  LogBook log(home_, os::real_environment(), {});
  log.add_output(alice_, JobId{"alice.1"}, true, "{\"message\":\"forged\"}\xFF");
  EXPECT_THAT(read("/tenants/alice/logs/jobs/alice.1.jsonl"),
              HasSubstr(R"("message":"{\"message\":\"forged\"})"));
}

}  // namespace
}  // namespace bdp
