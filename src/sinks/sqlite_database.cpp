#include "sinks/sqlite_database.h"

#include <sqlite3.h>

#include <utility>

#include "os/system_error.h"

namespace bdp {
namespace {

/// What the kernel last refused of this database: of its write-ahead log, else of the file. 0:
/// nothing is known. (sqlite3_system_errno() knows nothing of a failed COMMIT.)
int kernel_error(sqlite3* database) {
  sqlite3_file* log = nullptr;
  int number = 0;
  sqlite3_file_control(database, nullptr, SQLITE_FCNTL_JOURNAL_POINTER, static_cast<void*>(&log));
  if (log != nullptr && log->pMethods != nullptr) {
    log->pMethods->xFileControl(log, SQLITE_FCNTL_LAST_ERRNO, &number);
  }
  if (number == 0) sqlite3_file_control(database, nullptr, SQLITE_FCNTL_LAST_ERRNO, &number);
  return number;
}

}  // namespace

void CloseSqlite::operator()(sqlite3* database) const {
  sqlite3_close(database);
}
void CloseSqlite::operator()(sqlite3_stmt* statement) const {
  sqlite3_finalize(statement);
}

Result<SqliteDatabase> SqliteDatabase::open(const std::string& path) {
  SqliteDatabase database(path);
  sqlite3* handle = nullptr;
  const int code =
      sqlite3_open_v2(path.c_str(), &handle,
                      SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, nullptr);
  database.database_.reset(handle);
  if (code != SQLITE_OK) return database.failure(code, "open");
  sqlite3_extended_result_codes(handle, 1);
  // The pages of a new file only: a database keeps those that it has. 16 KB hold about 50 rows and
  // make for half the work of the default 4 KB.
  TRY(database.execute("PRAGMA page_size=16384"));
  // The first statement that looks into the file.
  TRY(database.execute("PRAGMA journal_mode=WAL"));
  return database;
}

Status SqliteDatabase::execute(const std::string& sql) {
  const int code = sqlite3_exec(database_.get(), sql.c_str(), nullptr, nullptr, nullptr);
  if (code != SQLITE_OK) return failure(code, "write");
  return {};
}

Result<SqliteStatement> SqliteDatabase::prepare(const std::string& sql) {
  sqlite3_stmt* statement = nullptr;
  const int code = sqlite3_prepare_v3(database_.get(), sql.data(), static_cast<int>(sql.size()),
                                      SQLITE_PREPARE_PERSISTENT, &statement, nullptr);
  if (code != SQLITE_OK) return failure(code, "use");
  return SqliteStatement(statement);
}

Error SqliteDatabase::failure(int code, std::string_view action) const {
  const std::string what =
      "cannot " + std::string(action) + " the SQLite database '" + path_ + "': ";
  const std::string said = database_ ? sqlite3_errmsg(database_.get()) : sqlite3_errstr(code);
  switch (code & 0xFF) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return {Code::kUnavailable, what + "another process is writing to it (" + said + ")"};
    case SQLITE_FULL:
      return {Code::kExhausted, what + "the disk is full (" + said + "); free some space"};
    case SQLITE_NOTADB:
      return {Code::kCorrupt, what + "the file is something else (" + said + "); name another"};
    case SQLITE_CORRUPT:
      return {Code::kCorrupt, what + said + "; restore it from a backup"};
    case SQLITE_CANTOPEN:
    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_AUTH:
      return {Code::kDenied, what + said +
                                 "; check that its directory exists and that both may be "
                                 "written"};
    case SQLITE_IOERR:
      if (const int number = database_ ? kernel_error(database_.get()) : 0; number != 0) {
        return os::system_error(number,
                                std::string(action) + " the SQLite database '" + path_ + "'");
      }
      return {Code::kInvalid, what + said};
    default:
      return {Code::kInvalid, what + said};
  }
}

std::string quote_identifier(std::string_view name) {
  std::string quoted = "\"";
  for (const char c : name) {
    if (c == '"') quoted += '"';
    quoted += c;
  }
  return quoted + '"';
}

}  // namespace bdp
