#include "sinks/sqlite.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sqlite3.h>
#include <sys/resource.h>

#include <csignal>

#include "os/temporary_directory.h"
#include "sinks/row_batch.h"

namespace bdp {
namespace {

using testing::AllOf;
using testing::HasSubstr;

constexpr std::string_view kSchema = "SELECT sql FROM sqlite_master WHERE type='table'";

class SqliteSinkTest : public testing::Test {
 protected:
  SqliteOptions options(std::optional<std::vector<TableColumn>> columns = {}) const {
    return {.path = path, .table = "t", .columns = std::move(columns)};
  }

  static Result<WriteOutcome> put(SqliteSink& sink, RowBatch rows) {
    const auto prepared = sink.prepare(rows.batch(), rows.rows(), nullptr);
    return sink.write(rows.batch(), rows.rows(), prepared.get(), {});
  }

  /// The cells of all rows, as the sqlite3 tool shows them: `a|b` and a newline.
  std::string query(std::string_view sql) const {
    auto database = SqliteDatabase::open(path, {});
    auto statement = database->prepare(std::string(sql));
    if (!statement) return std::string(statement.error().message());
    std::string text;
    while (sqlite3_step(statement->handle()) == SQLITE_ROW) {
      for (int i = 0; i < sqlite3_column_count(statement->handle()); ++i) {
        const auto* cell =
            reinterpret_cast<const char*>(sqlite3_column_text(statement->handle(), i));
        text += (i > 0 ? "|" : "") + std::string(cell == nullptr ? "NULL" : cell);
      }
      text += '\n';
    }
    return text;
  }

  os::TemporaryDirectory directory;
  const std::string path = directory / "t.db";
};

RowBatch two_rows(std::uint64_t first_position = 0) {
  return RowBatch({{{"name", Value::text("a")}, {"n", Value::integer(1)}, {"x", Value::real(1.5)}},
                   {{"name", Value::text("b")}, {"n", Value::integer(2)}}},
                  first_position);
}

TEST_F(SqliteSinkTest, TakesItsColumnsFromTheMapping) {
  {
    SqliteSink sink(options({{{"name", ColumnType::kText}, {"n", ColumnType::kInteger}}}));
    ASSERT_TRUE(sink.open(""));
    const auto outcome = put(sink, two_rows());
    ASSERT_TRUE(outcome) << outcome.error().message();
    EXPECT_EQ(outcome->delivered, 2U);
    ASSERT_TRUE(sink.flush());
  }
  EXPECT_EQ(query(kSchema),
            "CREATE TABLE \"t\" (_id BLOB PRIMARY KEY NOT NULL, \"name\" TEXT, \"n\" INTEGER, "
            "_rest JSON TEXT)\n");
  EXPECT_EQ(query("SELECT hex(_id), name, n, _rest FROM t"),
            "00000000000000070007000000000000|a|1|{\"x\":1.5}\n"
            "00000000000000070007000000000001|b|2|NULL\n");
}

TEST_F(SqliteSinkTest, TakesItsColumnsFromTheFirstRowsWhenThereIsNoMapping) {
  {
    SqliteSink sink(options());
    ASSERT_TRUE(sink.open(""));
    RowBatch rows({{{"name", Value::text("a")},
                    {"n", Value::integer(1)},
                    {"x", Value::real(1.5)},
                    {"ok", Value::boolean(true)},
                    {"at", Value::timestamp({1'700'000'000, 0})},
                    {"mixed", Value::text("t")},
                    {"Name", Value::text("other case")},
                    {"_id", Value::text("mine")}},
                   {{"x", Value::integer(2)}, {"mixed", Value::boolean(false)}}});
    ASSERT_TRUE(put(sink, std::move(rows)));
    ASSERT_TRUE(put(sink, two_rows(10)));
    ASSERT_TRUE(sink.flush());
  }
  EXPECT_THAT(query(kSchema), HasSubstr("\"name\" TEXT, \"n\" INTEGER, \"x\" REAL, \"ok\" BOOLEAN, "
                                        "\"at\" DATE TEXT, \"mixed\" TEXT, _rest JSON TEXT)"));
  EXPECT_EQ(query("SELECT name, n, x, ok, at, mixed, _rest FROM t ORDER BY _id LIMIT 3"),
            "a|1|1.5|1|2023-11-14T22:13:20.000Z|t|{\"Name\":\"other case\",\"_id\":\"mine\"}\n"
            "NULL|NULL|2.0|NULL|NULL|false|NULL\n"
            "a|1|1.5|NULL|NULL|NULL|NULL\n");
}

TEST_F(SqliteSinkTest, KeepsWhatDoesNotFitItsColumnAsJson) {
  {
    SqliteSink sink(options({{{"n", ColumnType::kInteger},
                              {"x", ColumnType::kReal},
                              {"ok", ColumnType::kBoolean},
                              {"doc", ColumnType::kDocument},
                              {"name", ColumnType::kText}}}));
    ASSERT_TRUE(sink.open(""));
    Arena arena;
    List* list = List::make(arena);
    list->push_back(arena, Value::integer(1));
    RowBatch rows({{{"n", Value::text("12")},
                    {"x", Value::text("2.5")},
                    {"ok", Value::text("true")},
                    {"doc", Value::list(list)},
                    {"name", Value::integer(5)}},
                   {{"n", Value::text("twelve")},
                    {"x", Value::text("2,5")},
                    {"ok", Value::integer(1)},
                    {"doc", Value::text("plain")},
                    {"name", Value::list(list)},
                    {"more", Value::null()}},
                   {{"n", Value::real(3)}, {"x", Value::integer(4)}},
                   {{"n", Value::real(3.5)}, {"x", Value::big_integer("99999999999999999999")}}});
    ASSERT_TRUE(put(sink, std::move(rows)));
    ASSERT_TRUE(sink.flush());
  }
  EXPECT_EQ(query("SELECT n, x, ok, doc, name, _rest FROM t"),
            "12|2.5|1|[1]|5|NULL\n"
            "NULL|NULL|NULL|NULL|NULL|{\"more\":null,\"n\":\"twelve\",\"x\":\"2,5\",\"ok\":1,"
            "\"doc\":\"plain\",\"name\":[1]}\n"
            "3|4.0|NULL|NULL|NULL|NULL\n"
            "NULL|1.0e+20|NULL|NULL|NULL|{\"n\":3.5}\n");
}

TEST_F(SqliteSinkTest, ARowThatComesAgainIsAlreadyThere) {
  for (const std::uint64_t expected : {2U, 0U}) {
    SqliteSink sink(options());
    ASSERT_TRUE(sink.open(""));
    const auto outcome = put(sink, two_rows());
    ASSERT_TRUE(outcome);
    EXPECT_EQ(outcome->delivered, expected);
    EXPECT_EQ(outcome->already_there, 2 - expected);
    ASSERT_TRUE(sink.flush());
  }
  EXPECT_EQ(query("SELECT count(*) FROM t"), "2\n");
}

TEST_F(SqliteSinkTest, WhatWasNotFlushedIsGoneAfterACrash) {
  {
    SqliteSink sink(options());
    ASSERT_TRUE(sink.open(""));
    ASSERT_TRUE(put(sink, two_rows(0)));
    ASSERT_TRUE(sink.flush());
    ASSERT_TRUE(put(sink, two_rows(10)));
  }
  EXPECT_EQ(query("SELECT count(*) FROM t"), "2\n");
}

TEST_F(SqliteSinkTest, ADocumentIdIsTheKey) {
  SqliteOptions with_id = options({{{"name", ColumnType::kText}}});
  with_id.document_ids = true;
  {
    SqliteSink sink(with_id);
    ASSERT_TRUE(sink.open(""));
    RowBatch rows({{{"name", Value::text("a")}}, {{"name", Value::text("again")}}});
    rows.batch().document_ids() = {Value::text("17"), Value::text("17")};
    const auto outcome = put(sink, std::move(rows));
    ASSERT_TRUE(outcome);
    EXPECT_EQ(outcome->delivered, 1U);
    EXPECT_EQ(outcome->already_there, 1U);
    ASSERT_TRUE(sink.flush());
  }
  EXPECT_EQ(query("SELECT _id, name FROM t"), "17|a\n");
}

TEST_F(SqliteSinkTest, SeveralTablesShareAFileAndOddNamesAreQuoted) {
  for (const char* table : {"a", "b\"c", "select"}) {
    SqliteOptions named = options();
    named.table = table;
    SqliteSink sink(named);
    ASSERT_TRUE(sink.open(""));
    ASSERT_TRUE(put(sink, RowBatch({{{"or\"der", Value::integer(1)}}})));
    ASSERT_TRUE(sink.flush());
  }
  EXPECT_EQ(query("SELECT count(*) FROM \"b\"\"c\""), "1\n");
}

TEST_F(SqliteSinkTest, ATableKeepsItsOwnColumns) {
  {
    SqliteSink sink(options({{{"name", ColumnType::kText}}}));
    ASSERT_TRUE(sink.open(""));
  }
  {
    SqliteSink sink(options({{{"n", ColumnType::kInteger}}}));
    ASSERT_TRUE(sink.open(""));
    ASSERT_TRUE(put(sink, two_rows()));
    ASSERT_TRUE(sink.flush());
  }
  EXPECT_EQ(query("SELECT name, _rest FROM t LIMIT 1"), "a|{\"n\":1,\"x\":1.5}\n");
}

TEST_F(SqliteSinkTest, RefusesATableOfSomebodyElse) {
  query("CREATE TABLE t (a, b)");
  SqliteSink sink(options());
  const Status opened = sink.open("");
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().code(), Code::kInvalid);
  EXPECT_THAT(std::string(opened.error().message()), HasSubstr("has no column _id"));
}

TEST_F(SqliteSinkTest, RefusesAFileThatIsNoDatabase) {
  directory.write("t.db", "Dear diary, this is no database but it is long enough to look like one");
  SqliteSink sink(options());
  const Status opened = sink.open("");
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().code(), Code::kCorrupt);
  EXPECT_THAT(std::string(opened.error().message()),
              AllOf(HasSubstr(path), HasSubstr("it is no SQLite database")));
}

TEST_F(SqliteSinkTest, NamesADirectoryThatIsNotThere) {
  SqliteSink sink({.path = directory / "none/t.db", .table = "t"});
  const Status opened = sink.open("");
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().code(), Code::kDenied);
  EXPECT_THAT(std::string(opened.error().message()), HasSubstr("none/t.db"));
}

TEST_F(SqliteSinkTest, ALockedDatabaseIsWorthAnotherTry) {
  SqliteSink sink(options({{{"name", ColumnType::kText}}}));
  ASSERT_TRUE(sink.open(""));
  auto other = SqliteDatabase::open(path, {});
  ASSERT_TRUE(other);
  ASSERT_TRUE(other->execute("BEGIN IMMEDIATE"));
  const auto outcome = put(sink, two_rows());
  ASSERT_FALSE(outcome);
  EXPECT_EQ(outcome.error().code(), Code::kUnavailable);
  EXPECT_THAT(std::string(outcome.error().message()), HasSubstr("another process keeps it locked"));
  ASSERT_TRUE(other->execute("COMMIT"));
  const auto again = put(sink, two_rows());
  ASSERT_TRUE(again);
  EXPECT_EQ(again->delivered, 2U);
}

/// Files of this process may grow to so many bytes only, which is as a full disk is to SQLite.
class FileSizeLimit {
 public:
  explicit FileSizeLimit(rlim_t bytes) : before_signal_(std::signal(SIGXFSZ, SIG_IGN)) {
    getrlimit(RLIMIT_FSIZE, &before_);
    const rlimit limit{bytes, before_.rlim_max};
    setrlimit(RLIMIT_FSIZE, &limit);
  }
  FileSizeLimit(const FileSizeLimit&) = delete;
  FileSizeLimit& operator=(const FileSizeLimit&) = delete;
  ~FileSizeLimit() {
    setrlimit(RLIMIT_FSIZE, &before_);
    std::signal(SIGXFSZ, before_signal_);
  }

 private:
  rlimit before_{};
  void (*before_signal_)(int);
};

TEST_F(SqliteSinkTest, AFullDiskEndsTheRunAndLeavesWhatWasFlushed) {
  {
    SqliteSink sink(options({{{"name", ColumnType::kText}}}));
    ASSERT_TRUE(sink.open(""));
    ASSERT_TRUE(put(sink, two_rows()));
    ASSERT_TRUE(sink.flush());
    const FileSizeLimit limit(200'000);
    Result<WriteOutcome> outcome = WriteOutcome();
    Status flushed;
    for (std::uint64_t i = 1; i < 1000 && outcome && flushed; ++i) {
      const std::string large(4000, 'x');
      outcome = put(sink, RowBatch({{{"name", Value::text(large)}}}, i * 10));
      if (outcome) flushed = sink.flush();
    }
    const Error& error = outcome ? flushed.error() : outcome.error();
    EXPECT_EQ(error.code(), Code::kExhausted);
    EXPECT_THAT(std::string(error.message()), AllOf(HasSubstr(path), HasSubstr("too large")));
    EXPECT_FALSE(put(sink, two_rows(99'000)));
    EXPECT_FALSE(sink.flush());
  }
  EXPECT_EQ(query("PRAGMA integrity_check"), "ok\n");
  EXPECT_EQ(query("SELECT count(*) > 2 FROM t"), "1\n");
}

}  // namespace
}  // namespace bdp
