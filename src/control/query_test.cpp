#include "control/query.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sqlite3.h>

#include <filesystem>
#include <fstream>

namespace bdp {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

class Query : public testing::Test {
 protected:
  Query() {
    std::filesystem::create_directories(folder_);
    sqlite3* writer = nullptr;
    sqlite3_open(path_.c_str(), &writer);
    sqlite3_exec(writer,
                 "PRAGMA journal_mode=WAL; CREATE TABLE vmtable(a, b); INSERT INTO vmtable VALUES "
                 "(1, 'x'), (2.5, NULL), (3, x'00ff')",
                 nullptr, nullptr, nullptr);
    sqlite3_close(writer);
  }
  ~Query() override { std::filesystem::remove_all(folder_); }

  Status run(std::string_view sql) {
    auto database = QueryDatabase::open(path_);
    if (!database) return database.error();
    return database->query(sql,
                           {[this](std::span<const std::string> names) {
                              columns_.assign(names.begin(), names.end());
                            },
                            [this](std::span<const Cell> cells) {
                              for (const Cell& cell : cells) cells_.emplace_back(cell.bytes);
                              return true;
                            }},
                           {});
  }
  std::string complaint(std::string_view sql) {
    const Status status = run(sql);
    return status ? "" : std::string(status.error().message());
  }

  std::string folder_ =
      testing::TempDir() + "query_" + testing::UnitTest::GetInstance()->current_test_info()->name();
  std::string path_ = folder_ + "/t.db";
  std::vector<std::string> columns_;
  std::vector<std::string> cells_;
};

TEST_F(Query, ReadsRows) {
  ASSERT_TRUE(run("SELECT a, b FROM vmtable ORDER BY a"));
  EXPECT_THAT(columns_, ElementsAre("a", "b"));
  EXPECT_THAT(cells_, ElementsAre("1", "x", "2.5", "", "3", std::string("\0\xff", 2)));
}

TEST_F(Query, RefusesWhateverIsMoreThanReading) {
  for (const char* sql :
       {"DELETE FROM vmtable", "ATTACH 'other.db' AS o", "DROP TABLE vmtable", "BEGIN",
        "CREATE TEMP TABLE t(a)", "PRAGMA journal_mode=DELETE", "SELECT load_extension('x')",
        "INSERT INTO vmtable VALUES (1,2)", "VACUUM INTO 'x.db'"}) {
    EXPECT_FALSE(run(sql)) << sql;
  }
  EXPECT_THAT(complaint("ATTACH 'other.db' AS o"), HasSubstr("ATTACH is not allowed"));
}

TEST_F(Query, NamesTheNearestTable) {
  EXPECT_THAT(complaint("SELECT * FROM vmtabel"), HasSubstr("did you mean 'vmtable'?"));
}

TEST_F(Query, SaysWhereTheTextIsWrong) {
  EXPECT_THAT(complaint("SELECT a FORM vmtable"), HasSubstr("at character"));
  EXPECT_THAT(complaint("   "), HasSubstr("empty"));
  EXPECT_THAT(complaint("SELECT 1; SELECT 2"), HasSubstr("one statement at a time"));
}

TEST_F(Query, SaysWhatIsNoDatabase) {
  EXPECT_EQ(QueryDatabase::open(folder_ + "/none.db").error().code(), Code::kNotFound);
  EXPECT_EQ(QueryDatabase::open(folder_).error().code(), Code::kInvalid);
  const std::string text = folder_ + "/text.db";
  std::ofstream(text) << "this is not a database, and long enough to be looked at as one\n";
  EXPECT_EQ(QueryDatabase::open(text).error().code(), Code::kCorrupt);
}

TEST_F(Query, StopsWhenAsked) {
  auto database = QueryDatabase::open(path_);
  std::stop_source stop;
  stop.request_stop();
  const Status status = database->query(
      "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n",
      {[](auto) {}, [](auto) { return true; }}, stop.get_token());
  ASSERT_FALSE(status);
  EXPECT_EQ(status.error().code(), Code::kCancelled);
}

}  // namespace
}  // namespace bdp
