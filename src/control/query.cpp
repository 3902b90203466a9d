#include "control/query.h"

#include <sqlite3.h>
#include <sys/stat.h>

#include <array>
#include <cstring>
#include <utility>

#include "base/suggest.h"

namespace bdp {
namespace {

/// PRAGMAs that only tell of the database's shape.
constexpr std::array<std::string_view, 5> kReadingPragmas = {
    "table_info", "table_xinfo", "index_list", "index_info", "table_list"};

std::string_view action_name(int action) {
  switch (action) {
    case SQLITE_ATTACH:
      return "ATTACH";
    case SQLITE_DETACH:
      return "DETACH";
    case SQLITE_PRAGMA:
      return "this PRAGMA";
    case SQLITE_INSERT:
      return "INSERT";
    case SQLITE_UPDATE:
      return "UPDATE";
    case SQLITE_DELETE:
      return "DELETE";
    case SQLITE_TRANSACTION:
    case SQLITE_SAVEPOINT:
      return "a transaction";
    case SQLITE_FUNCTION:
      return "this function";
    default:
      return "a change of the schema";
  }
}

int authorize(void* denied, int action, const char* first, const char* second, const char* /*db*/,
              const char* /*trigger*/) {
  switch (action) {
    case SQLITE_SELECT:
    case SQLITE_READ:
    case SQLITE_RECURSIVE:
      return SQLITE_OK;
    case SQLITE_FUNCTION:
      if (second == nullptr || std::strcmp(second, "load_extension") != 0) return SQLITE_OK;
      break;
    case SQLITE_PRAGMA:
      for (const std::string_view name : kReadingPragmas) {
        if (first != nullptr && name == first) return SQLITE_OK;
      }
      break;
    default:
      break;
  }
  *static_cast<std::string*>(denied) = action_name(action);
  return SQLITE_DENY;
}

struct Finalize {
  void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
};
using Statement = std::unique_ptr<sqlite3_stmt, Finalize>;

Cell cell_of(sqlite3_stmt* statement, int column) {
  Cell cell;
  const int type = sqlite3_column_type(statement, column);
  if (type == SQLITE_NULL) return cell;
  if (type == SQLITE_BLOB) {
    cell.kind = Cell::Kind::kBlob;
    const void* bytes = sqlite3_column_blob(statement, column);
    cell.bytes = {static_cast<const char*>(bytes),
                  static_cast<std::size_t>(sqlite3_column_bytes(statement, column))};
    return cell;
  }
  cell.kind = type == SQLITE_INTEGER ? Cell::Kind::kInteger
              : type == SQLITE_FLOAT ? Cell::Kind::kReal
                                     : Cell::Kind::kText;
  const unsigned char* text = sqlite3_column_text(statement, column);
  cell.bytes = {reinterpret_cast<const char*>(text),
                static_cast<std::size_t>(sqlite3_column_bytes(statement, column))};
  return cell;
}

/// SQLite asks this every thousand steps: Ctrl-C ends a long query.
int stop_requested(void* stop) {
  return static_cast<const std::stop_token*>(stop)->stop_requested() ? 1 : 0;
}

constexpr int kStepsBetweenStopChecks = 1000;

}  // namespace

void QueryDatabase::Close::operator()(sqlite3* database) const {
  sqlite3_close_v2(database);
}

Result<QueryDatabase> QueryDatabase::open(const std::string& path) {
  struct stat info{};
  if (stat(path.c_str(), &info) != 0) {
    return Error(Code::kNotFound, "no database at " + path + ": " + std::strerror(errno));
  }
  if (S_ISDIR(info.st_mode)) {
    return Error(Code::kInvalid, path + " is a directory; name the database file");
  }
  sqlite3* raw = nullptr;
  const int code = sqlite3_open_v2(path.c_str(), &raw, SQLITE_OPEN_READONLY, nullptr);
  QueryDatabase database(raw, path);
  if (code != SQLITE_OK) return database.failure("", code);
  sqlite3_busy_timeout(raw, 5000);
  // Reading the schema finds out whether the file is a database at all.
  const int readable =
      sqlite3_exec(raw, "SELECT 1 FROM sqlite_schema LIMIT 1", nullptr, nullptr, nullptr);
  if (readable != SQLITE_OK) return database.failure("", readable);
  return database;
}

Status QueryDatabase::query(std::string_view sql, const Listener& listener,
                            const std::stop_token& stop) {
  sqlite3* database = database_.get();
  denied_.clear();
  sqlite3_set_authorizer(database, authorize, &denied_);
  std::stop_token token = stop;
  sqlite3_progress_handler(database, kStepsBetweenStopChecks, stop_requested, &token);

  sqlite3_stmt* raw = nullptr;
  const char* tail = nullptr;
  int code = sqlite3_prepare_v2(database, sql.data(), static_cast<int>(sql.size()), &raw, &tail);
  const Statement statement(raw);
  if (code != SQLITE_OK) return failure(sql, code);
  if (statement == nullptr) return Error(Code::kInvalid, "the query is empty; write a SELECT");
  const std::string_view rest(tail, static_cast<std::size_t>(sql.data() + sql.size() - tail));
  if (rest.find_first_not_of(" \t\r\n;") != std::string_view::npos) {
    return Error(Code::kInvalid, "one statement at a time; found more behind the first: " +
                                     std::string(rest.substr(0, 60)));
  }

  const int count = sqlite3_column_count(raw);
  std::vector<std::string> names;
  names.reserve(static_cast<std::size_t>(count));
  for (int i = 0; i < count; ++i) names.emplace_back(sqlite3_column_name(raw, i));
  listener.columns(names);

  std::vector<Cell> cells(static_cast<std::size_t>(count));
  while ((code = sqlite3_step(raw)) == SQLITE_ROW) {
    for (int i = 0; i < count; ++i) cells[static_cast<std::size_t>(i)] = cell_of(raw, i);
    if (!listener.row(cells)) return {};
  }
  if (code == SQLITE_INTERRUPT) return Error(Code::kCancelled, "the query was stopped");
  if (code != SQLITE_DONE) return failure(sql, code);
  return {};
}

Result<std::vector<std::string>> QueryDatabase::tables() {
  std::vector<std::string> names;
  const Listener listener{[](std::span<const std::string>) {},
                          [&names](std::span<const Cell> cells) {
                            names.emplace_back(cells[0].bytes);
                            return true;
                          }};
  TRY(
      query("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' "
            "ORDER BY name",
            listener, {}));
  return names;
}

Error QueryDatabase::failure(std::string_view sql, int code) {
  const std::string said = sqlite3_errmsg(database_.get());
  switch (code & 0xFF) {
    case SQLITE_AUTH:
      return {Code::kDenied,
              "a query only reads: " + (denied_.empty() ? "this statement" : denied_) +
                  " is not allowed; write a SELECT"};
    case SQLITE_NOTADB:
    case SQLITE_CORRUPT:
      return {Code::kCorrupt, path_ + " is not a database that SQLite can read: " + said};
    case SQLITE_BUSY:
      return {Code::kUnavailable, path_ + " is locked by another process: " + said};
    case SQLITE_CANTOPEN:
      return {Code::kDenied, "cannot open " + path_ + ": " + said};
    default:
      break;
  }
  std::string message = "query: " + said;
  const int offset = sqlite3_error_offset(database_.get());
  if (offset >= 0 && static_cast<std::size_t>(offset) < sql.size()) {
    message += " (at character " + std::to_string(offset + 1) + ")";
  }
  constexpr std::string_view kNoTable = "no such table: ";
  if (said.starts_with(kNoTable)) {
    const auto there = tables();
    if (there && !there->empty()) {
      const std::vector<std::string_view> names(there->begin(), there->end());
      const std::string_view nearest = nearest_word(said.substr(kNoTable.size()), names);
      if (!nearest.empty()) {
        message += "; did you mean '" + std::string(nearest) + "'?";
      } else {
        message += "; there are:";
        for (const std::string_view name : names) message += " " + std::string(name);
      }
    }
  }
  return {Code::kInvalid, message};
}

}  // namespace bdp
