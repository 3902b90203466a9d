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
class ControlStatement {
 public:
  ControlStatement() = default;

  ControlStatement& bind(int parameter, std::int64_t number);
  /// As TEXT. The bytes must live until the statement is reset.
  ControlStatement& bind_text(int parameter, std::string_view text);
  /// As BLOB. The bytes must live until the statement is reset.
  ControlStatement& bind_blob(int parameter, std::string_view bytes);

  /// True: a row is there; false: the statement is done, and reset.
  Result<bool> step();
  /// Steps to the end and resets.
  Status run();
  /// Ready to be run again; the parameters stay bound.
  void reset();

  std::int64_t integer(int column) const;
  /// Bytes of a text or a blob; valid until the next step.
  std::string_view bytes(int column) const;

 private:
  friend class ControlDatabase;
  struct Finalize {
    void operator()(sqlite3_stmt* statement) const;
  };
  ControlStatement(sqlite3_stmt* statement, const std::string* path)
      : statement_(statement), path_(path) {}

  std::unique_ptr<sqlite3_stmt, Finalize> statement_;
  const std::string* path_ = nullptr;
};

/// An open SQLite database. One thread at a time. Errors name the file and say what would help:
/// kExhausted for a full disk, kUnavailable for a locked file, kDenied for missing rights, kCorrupt
/// for a file that is damaged or no database.
class ControlDatabase {
 public:
  /// Opens the file, creating it in a directory that is there, in WAL mode with synchronous NORMAL:
  /// what is committed survives kill -9. `full_sync`: power loss, too. `busy_timeout` is how long
  /// another process may hold the file before a statement gives up.
  static Result<ControlDatabase> open(const std::string& path, bool full_sync,
                                      std::chrono::milliseconds busy_timeout);

  ControlDatabase(ControlDatabase&&) noexcept = default;
  ControlDatabase& operator=(ControlDatabase&&) noexcept = default;

  /// Runs statements that give no rows.
  Status execute(const std::string& sql);
  Result<ControlStatement> prepare(std::string_view sql);
  /// The single number that `sql` gives.
  Result<std::int64_t> number(std::string_view sql);

  sqlite3* handle() const { return database_.get(); }
  const std::string& path() const { return *path_; }

 private:
  Status use_write_ahead_log(std::chrono::milliseconds busy_timeout);
  struct Close {
    void operator()(sqlite3* database) const;
  };
  explicit ControlDatabase(std::string path)
      : path_(std::make_unique<std::string>(std::move(path))) {}

  std::unique_ptr<std::string> path_;  ///< On the heap: statements point to it.
  std::unique_ptr<sqlite3, Close> database_;
};

/// What SQLite says of `code` (a result code, extended or not) on the file at `path`.
Error sqlite_error(int code, std::string_view detail, std::string_view path);

}  // namespace bdp
