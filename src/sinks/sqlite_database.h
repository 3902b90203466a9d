#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"

struct sqlite3;
struct sqlite3_stmt;

namespace bdp {

struct CloseSqlite {
  void operator()(sqlite3* database) const;
  void operator()(sqlite3_stmt* statement) const;
};
using SqliteStatement = std::unique_ptr<sqlite3_stmt, CloseSqlite>;

/// A SQLite database file, opened for writing, and what goes wrong with it in words. One thread at
/// a time.
class SqliteDatabase {
 public:
  /// Opens or creates the file. kCorrupt: it is no database; kDenied: it may not be written.
  static Result<SqliteDatabase> open(const std::string& path);

  Status execute(const std::string& sql);
  Result<SqliteStatement> prepare(const std::string& sql);

  /// What SQLite says of the call that just returned `code`. kUnavailable: another process holds
  /// the lock; kExhausted: the disk is full.
  Error failure(int code, std::string_view action) const;

  sqlite3* handle() const { return database_.get(); }

 private:
  explicit SqliteDatabase(std::string path) : path_(std::move(path)) {}

  std::string path_;
  std::unique_ptr<sqlite3, CloseSqlite> database_;
};

/// `name` as an identifier of SQL.
std::string quote_identifier(std::string_view name);

}  // namespace bdp
