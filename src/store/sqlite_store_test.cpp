#include "store/sqlite_store.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <future>

#include "os/temporary_directory.h"
#include "store/sqlite.h"

namespace bdp {
namespace {

using testing::HasSubstr;

class SqliteStoreTest : public testing::Test {
 protected:
  Result<std::unique_ptr<Store>> open() {
    return open_sqlite_store(os::real_files(), path_,
                             {.busy_timeout = std::chrono::milliseconds(1)});
  }
  Error error_of_open() {
    auto store = open();
    EXPECT_FALSE(store);
    return store ? Error(Code::kInvalid, "it opened") : std::move(store).error();
  }
  static Status put(Store& store, const std::string& key, std::string value) {
    WriteBatch batch;
    batch.put(key, std::move(value));
    return store.apply(batch);
  }

  os::TemporaryDirectory directory_;
  std::string path_ = directory_ / "control.sqlite";
};

TEST_F(SqliteStoreTest, RefusesAFileThatIsNoDatabase) {
  directory_.write("control.sqlite", "client_id,client_name\n1,2\n" + std::string(4096, 'x'));
  const Error error = error_of_open();
  EXPECT_EQ(error.code(), Code::kCorrupt);
  EXPECT_EQ(error.message(),
            "database '" + path_ + "': it is no SQLite database; move it away, then try again");
}

TEST_F(SqliteStoreTest, RefusesTheDatabaseOfAnotherProgram) {
  {
    auto database = *SqliteDatabase::open(path_, {.busy_timeout = std::chrono::milliseconds(1)});
    ASSERT_TRUE(database.execute("CREATE TABLE t (a)"));
  }
  const Error error = error_of_open();
  EXPECT_EQ(error.code(), Code::kCorrupt);
  EXPECT_THAT(std::string(error.message()), HasSubstr("is another program's; move it away"));
}

TEST_F(SqliteStoreTest, RefusesASchemaThatItDoesNotKnow) {
  {
    ASSERT_TRUE(open());
  }
  {
    auto database = *SqliteDatabase::open(path_, {.busy_timeout = std::chrono::milliseconds(1)});
    ASSERT_TRUE(database.execute("PRAGMA user_version=2"));
  }
  const Error error = error_of_open();
  EXPECT_EQ(error.code(), Code::kInvalid);
  EXPECT_THAT(std::string(error.message()),
              HasSubstr("has schema version 2, this program knows 1"));
}

TEST_F(SqliteStoreTest, SaysThatADamagedFileIsDamaged) {
  {
    const auto store = *open();
    for (int i = 0; i < 200; ++i) {
      ASSERT_TRUE(put(*store, "key" + std::to_string(i), std::string(500, 'v')));
    }
  }
  {
    const auto file = *os::real_files().open(path_, os::OpenMode::kModify);
    ASSERT_TRUE(file->seek(4096));
    ASSERT_TRUE(file->write(std::string(40960, '\x5A')));
  }
  auto store = open();
  const Error error = store ? (*store)->list("", "", 1000).error() : std::move(store).error();
  EXPECT_EQ(error.code(), Code::kCorrupt);
  EXPECT_THAT(std::string(error.message()), HasSubstr(path_ + "': it is damaged"));
}

TEST_F(SqliteStoreTest, SaysThatAnotherKeepsItLocked) {
  const auto store = *open();
  auto other = *SqliteDatabase::open(path_, {.busy_timeout = std::chrono::milliseconds(1)});
  ASSERT_TRUE(other.execute("BEGIN IMMEDIATE"));
  const Status status = put(*store, "a", "1");
  ASSERT_FALSE(status);
  EXPECT_EQ(status.error().code(), Code::kUnavailable);
  EXPECT_THAT(std::string(status.error().message()), HasSubstr("another process keeps it locked"));
  ASSERT_TRUE(other.execute("ROLLBACK"));
  EXPECT_TRUE(put(*store, "a", "1"));
}

TEST_F(SqliteStoreTest, SaysThatTheDirectoryIsMissingOrClosed) {
  directory_.write("file", "");
  const auto below_file = open_sqlite_store(os::real_files(), directory_ / "file/control.sqlite");
  ASSERT_FALSE(below_file);
  EXPECT_THAT(std::string(below_file.error().message()), HasSubstr("Not a directory"));
  const auto directory = open_sqlite_store(os::real_files(), directory_.path());
  ASSERT_FALSE(directory);
  EXPECT_EQ(directory.error().code(), Code::kDenied);
  EXPECT_THAT(std::string(directory.error().message()), HasSubstr("it cannot be opened"));
}

TEST(SqliteError, SaysWhatWouldHelp) {
  // The result codes are SQLite's documented ones: 8 READONLY, 13 FULL.
  EXPECT_EQ(sqlite_error(13, "", "x").code(), Code::kExhausted);
  EXPECT_EQ(sqlite_error(13, "", "x").message(),
            "database 'x': the disk is full; make room and try again");
  EXPECT_EQ(sqlite_error(8, "", "x").code(), Code::kDenied);
}

TEST_F(SqliteStoreTest, OnAFullDiskKeepsWhatItHad) {
  {
    const auto store = *open();
    ASSERT_TRUE(put(*store, "a", "1"));
  }
  auto database = *SqliteDatabase::open(path_, {.busy_timeout = std::chrono::milliseconds(1)});
  ASSERT_TRUE(database.execute("PRAGMA max_page_count=4"));
  const Status status =
      database.execute("BEGIN; INSERT INTO entries VALUES (x'62', zeroblob(100000), 9)");
  ASSERT_FALSE(status);
  EXPECT_EQ(status.error().code(), Code::kExhausted);
  const auto store = *open();
  EXPECT_EQ((*store->get("a"))->value, "1");
}

TEST_F(SqliteStoreTest, CanBeMadeByManyAtOnce) {
  for (int round = 0; round < 20; ++round) {
    const std::string path = directory_ / ("new" + std::to_string(round) + "/control.sqlite");
    std::vector<std::future<Status>> makers;
    for (int i = 0; i < 8; ++i) {
      makers.push_back(std::async(std::launch::async, [&, i]() -> Status {
        TRY_ASSIGN(const std::unique_ptr<Store> store, open_sqlite_store(os::real_files(), path));
        return put(*store, std::to_string(i), "1");
      }));
    }
    for (std::future<Status>& maker : makers) {
      const Status status = maker.get();
      EXPECT_TRUE(status) << status.error().message();
    }
  }
}

TEST_F(SqliteStoreTest, KeepsWhatWasAppliedWhenItsProcessIsKilled) {
  const pid_t child = fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    auto store = open();
    if (!store || !put(**store, "a", "1")) _exit(1);
    raise(SIGKILL);
  }
  int status = 0;
  ASSERT_EQ(waitpid(child, &status, 0), child);
  ASSERT_TRUE(WIFSIGNALED(status));
  const auto store = *open();
  EXPECT_EQ((*store->get("a"))->value, "1");
}

}  // namespace
}  // namespace bdp
