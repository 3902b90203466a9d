#include "store/sqlite.h"

#include <sqlite3.h>

#include <limits>

#include "base/check.h"
#include "os/clock.h"
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

Error error_of(sqlite3* database, int code, std::string_view path) {
  if ((code & 0xFF) == SQLITE_IOERR) {
    if (const int number = kernel_error(database); number != 0) {
      return os::system_error(number, "use the database '" + std::string(path) + "'");
    }
  }
  return sqlite_error(code, sqlite3_errmsg(database), path);
}

int size_of(std::string_view bytes) {
  CHECK(bytes.size() <= static_cast<std::size_t>(std::numeric_limits<int>::max()));
  return static_cast<int>(bytes.size());
}

}  // namespace

Error sqlite_error(int code, std::string_view detail, std::string_view path) {
  std::string message = "database '" + std::string(path) + "': ";
  switch (code & 0xFF) {
    case SQLITE_FULL:
      return {Code::kExhausted, message + "the disk is full; make room and try again"};
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return {Code::kUnavailable,
              message + "another process keeps it locked; wait for that, or end it"};
    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_AUTH:
      return {Code::kDenied, message +
                                 "it may not be written; give this user write rights on the "
                                 "file and its directory"};
    case SQLITE_CANTOPEN:
      return {Code::kDenied, message +
                                 "it cannot be opened; the directory must be there, and this "
                                 "user needs read and write rights on both"};
    case SQLITE_CORRUPT:
      return {Code::kCorrupt, message + "it is damaged (" + std::string(detail) +
                                  "); move it away and keep it, then try again"};
    case SQLITE_NOTADB:
      return {Code::kCorrupt, message + "it is no SQLite database; move it away, then try again"};
    case SQLITE_CONSTRAINT:
      return {Code::kConflict, message + std::string(detail)};
    case SQLITE_TOOBIG:
    case SQLITE_ERROR:
      return {Code::kInvalid, message + std::string(detail)};
    default:
      return {Code::kUnavailable, message + std::string(detail)};
  }
}

void SqliteStatement::Finalize::operator()(sqlite3_stmt* statement) const {
  sqlite3_finalize(statement);
}

SqliteStatement& SqliteStatement::bind(int parameter, std::int64_t number) {
  CHECK(sqlite3_bind_int64(statement_.get(), parameter, number) == SQLITE_OK);
  return *this;
}

SqliteStatement& SqliteStatement::bind_text(int parameter, std::string_view text) {
  // A null pointer would bind NULL.
  const char* bytes = text.data() != nullptr ? text.data() : "";
  CHECK(sqlite3_bind_text(statement_.get(), parameter, bytes, size_of(text), SQLITE_STATIC) ==
        SQLITE_OK);
  return *this;
}

SqliteStatement& SqliteStatement::bind_blob(int parameter, std::string_view blob) {
  const char* bytes = blob.data() != nullptr ? blob.data() : "";
  CHECK(sqlite3_bind_blob(statement_.get(), parameter, bytes, size_of(blob), SQLITE_STATIC) ==
        SQLITE_OK);
  return *this;
}

Result<bool> SqliteStatement::step() {
  const int code = sqlite3_step(statement_.get());
  if (code == SQLITE_ROW) return true;
  if (code == SQLITE_DONE) {
    sqlite3_reset(statement_.get());
    return false;
  }
  Error error = error_of(sqlite3_db_handle(statement_.get()), code, *path_);
  sqlite3_reset(statement_.get());
  return error;
}

Status SqliteStatement::run() {
  while (true) {
    TRY_ASSIGN(const bool row, step());
    if (!row) return {};
  }
}

void SqliteStatement::reset() {
  sqlite3_reset(statement_.get());
}

std::int64_t SqliteStatement::integer(int column) const {
  return sqlite3_column_int64(statement_.get(), column);
}

std::string_view SqliteStatement::bytes(int column) const {
  const void* bytes = sqlite3_column_blob(statement_.get(), column);
  const int size = sqlite3_column_bytes(statement_.get(), column);
  if (bytes == nullptr) return {};
  return {static_cast<const char*>(bytes), static_cast<std::size_t>(size)};
}

void SqliteDatabase::Close::operator()(sqlite3* database) const {
  // Waits for no statement: all of them are gone before their database.
  CHECK(sqlite3_close(database) == SQLITE_OK);
}

Result<SqliteDatabase> SqliteDatabase::open(const std::string& path,
                                            const SqliteSettings& settings) {
  SqliteDatabase opened(path);
  sqlite3* database = nullptr;
  const int code =
      sqlite3_open_v2(path.c_str(), &database,
                      SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, nullptr);
  opened.database_.reset(database);
  if (code != SQLITE_OK) return sqlite_error(code, sqlite3_errstr(code), path);
  sqlite3_extended_result_codes(database, 1);
  sqlite3_busy_timeout(database, static_cast<int>(settings.busy_timeout.count()));
  if (settings.page_bytes > 0) {
    TRY(opened.execute("PRAGMA page_size=" + std::to_string(settings.page_bytes)));
  }
  TRY(opened.use_write_ahead_log(settings.busy_timeout));
  TRY(opened.execute("PRAGMA synchronous=" + std::string(settings.full_sync ? "FULL" : "NORMAL")));
  return opened;
}

Status SqliteDatabase::use_write_ahead_log(std::chrono::milliseconds busy_timeout) {
  // SQLite does not wait for a lock here, whatever its busy timeout is: two that make the same
  // database at once could wait for each other.
  os::Clock& clock = os::real_clock();
  const os::SteadyTime deadline = clock.steady() + busy_timeout;
  for (;;) {
    const Status done = execute("PRAGMA journal_mode=WAL");
    if (done || done.error().code() != Code::kUnavailable || clock.steady() >= deadline)
      return done;
    clock.wait(std::chrono::milliseconds(1), {});
  }
}

Status SqliteDatabase::execute(const std::string& sql) {
  const int code = sqlite3_exec(database_.get(), sql.c_str(), nullptr, nullptr, nullptr);
  if (code == SQLITE_OK) return {};
  return failure(code);
}

Result<SqliteStatement> SqliteDatabase::prepare(std::string_view sql) {
  sqlite3_stmt* statement = nullptr;
  const char* text = sql.data();
  const int code = sqlite3_prepare_v3(database_.get(), text, size_of(sql),
                                      SQLITE_PREPARE_PERSISTENT, &statement, nullptr);
  if (code != SQLITE_OK) return failure(code);
  return SqliteStatement(statement, path_.get());
}

Error SqliteDatabase::failure(int code) const {
  return error_of(database_.get(), code, *path_);
}

Result<std::int64_t> SqliteDatabase::number(std::string_view sql) {
  TRY_ASSIGN(SqliteStatement statement, prepare(sql));
  TRY_ASSIGN(const bool row, statement.step());
  CHECK(row);
  return statement.integer(0);
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
