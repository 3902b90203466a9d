#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

struct sqlite3;
struct sqlite3_stmt;

namespace bdp {

/// A prepared statement. Its database outlives it. One thread at a time. Parameters count from 1,
/// columns from 0.
class SqliteStatement {
 public:
  SqliteStatement() = default;

  SqliteStatement& bind(int parameter, std::int64_t number);
  /// As TEXT. The bytes must live until the statement is reset.
  SqliteStatement& bind_text(int parameter, std::string_view text);
  /// As BLOB. The bytes must live until the statement is reset.
  SqliteStatement& bind_blob(int parameter, std::string_view bytes);

  /// True: a row is there; false: the statement is done, and reset.
  Result<bool> step();
  /// Steps to the end and resets.
  Status run();
  /// Ready to be run again; the parameters stay bound.
  void reset();

  std::int64_t integer(int column) const;
  /// Bytes of a text or a blob; valid until the next step.
  std::string_view bytes(int column) const;

  explicit operator bool() const { return statement_ != nullptr; }
  /// For binding and stepping without ceremony, in loops over rows.
  sqlite3_stmt* handle() const { return statement_.get(); }

 private:
  friend class SqliteDatabase;
  struct Finalize {
    void operator()(sqlite3_stmt* statement) const;
  };
  SqliteStatement(sqlite3_stmt* statement, const std::string* path)
      : statement_(statement), path_(path) {}

  std::unique_ptr<sqlite3_stmt, Finalize> statement_;
  const std::string* path_ = nullptr;
};

struct SqliteSettings {
  bool full_sync = false;  ///< What is committed survives power loss, not only kill -9.
  /// How long another process may hold the file before a statement gives up.
  std::chrono::milliseconds busy_timeout{0};
  /// Of the pages of a new file; a database keeps those that it has. 0: SQLite's own choice.
  unsigned page_bytes = 0;
};

/// An open SQLite database. One thread at a time. Errors name the file and say what would help:
/// kExhausted for a full disk, kUnavailable for a locked file, kDenied for missing rights, kCorrupt
/// for a file that is damaged or no database.
class SqliteDatabase {
 public:
  /// Opens the file, creating it in a directory that is there, in WAL mode.
  static Result<SqliteDatabase> open(const std::string& path, const SqliteSettings& settings);

  SqliteDatabase(SqliteDatabase&&) noexcept = default;
  SqliteDatabase& operator=(SqliteDatabase&&) noexcept = default;

  /// Runs statements that give no rows.
  Status execute(const std::string& sql);
  Result<SqliteStatement> prepare(std::string_view sql);
  /// The single number that `sql` gives.
  Result<std::int64_t> number(std::string_view sql);

  /// What SQLite says of the call that just returned `code`.
  Error failure(int code) const;

  sqlite3* handle() const { return database_.get(); }
  const std::string& path() const { return *path_; }

 private:
  Status use_write_ahead_log(std::chrono::milliseconds busy_timeout);
  struct Close {
    void operator()(sqlite3* database) const;
  };
  explicit SqliteDatabase(std::string path)
      : path_(std::make_unique<std::string>(std::move(path))) {}

  std::unique_ptr<std::string> path_;  ///< On the heap: statements point to it.
  std::unique_ptr<sqlite3, Close> database_;
};

/// `name` as an identifier of SQL.
std::string quote_identifier(std::string_view name);

/// What SQLite says of `code` (a result code, extended or not) on the file at `path`.
Error sqlite_error(int code, std::string_view detail, std::string_view path);

}  // namespace bdp
