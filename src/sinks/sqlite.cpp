#include "sinks/sqlite.h"

#include <sqlite3.h>

#include <algorithm>
#include <utility>

#include "sinks/sqlite_rows.h"

namespace bdp {
namespace {

// Pages of 16 KB hold about 50 rows and make for half the work of the default 4 KB.
constexpr unsigned kPageBytes = 16384;

/// Codes that are about the one row.
bool about_the_row(int code) {
  const int primary = code & 0xFF;
  return primary == SQLITE_CONSTRAINT || primary == SQLITE_TOOBIG || primary == SQLITE_MISMATCH;
}

int bind(sqlite3_stmt* statement, int place, const Value& value) {
  switch (value.tag()) {
    case Tag::kInt:
      return sqlite3_bind_int64(statement, place, value.as_int());
    case Tag::kDouble:
      return sqlite3_bind_double(statement, place, value.as_double());
    case Tag::kText:
      return sqlite3_bind_text64(statement, place, value.as_text().data(), value.as_text().size(),
                                 SQLITE_STATIC, SQLITE_UTF8);
    default:
      return sqlite3_bind_null(statement, place);
  }
}

}  // namespace

SqliteSink::SqliteSink(SqliteOptions options) : options_(std::move(options)) {}

SqliteSink::~SqliteSink() = default;

Status SqliteSink::open(std::string_view) {
  insert_ = {};
  TRY_ASSIGN(SqliteDatabase database,
             SqliteDatabase::open(options_.path,
                                  {.full_sync = options_.durable, .page_bytes = kPageBytes}));
  database_.emplace(std::move(database));
  TRY_ASSIGN(std::vector<TableColumn> columns, read_columns());
  if (columns.empty() && options_.columns) {
    TRY(create_table(*options_.columns));
    TRY_ASSIGN(columns, read_columns());
  }
  return columns.empty() ? Status() : use_table(std::move(columns));
}

Result<std::vector<TableColumn>> SqliteSink::read_columns() {
  TRY_ASSIGN(SqliteStatement statement,
             database_->prepare("PRAGMA table_info(" + quote_identifier(options_.table) + ")"));
  std::vector<TableColumn> columns;
  for (;;) {
    TRY_ASSIGN(const bool row, statement.step());
    if (!row) break;
    columns.push_back({std::string(statement.bytes(1)), column_type_of_sql(statement.bytes(2))});
  }
  return columns;
}

Status SqliteSink::create_table(const std::vector<TableColumn>& columns) {
  std::string sql = "CREATE TABLE IF NOT EXISTS " + quote_identifier(options_.table) + " (_id ";
  sql += options_.document_ids ? "TEXT" : "BLOB";
  sql += " PRIMARY KEY NOT NULL";
  for (const TableColumn& column : columns) {
    sql += ", " + quote_identifier(column.name) + ' ' + std::string(sql_name(column.type));
  }
  return database_->execute(sql + ", _rest JSON TEXT)");
}

Status SqliteSink::use_table(std::vector<TableColumn> columns) {
  for (const std::string_view own : {kIdColumn, kRestColumn}) {
    const auto erased =
        std::erase_if(columns, [own](const TableColumn& c) { return c.name == own; });
    if (erased == 0) {
      return Error(Code::kInvalid, "table '" + options_.table + "' of '" + options_.path +
                                       "' has no column " + std::string(own) +
                                       ", so it was made by somebody else; name another table");
    }
  }
  std::string sql = "INSERT INTO " + quote_identifier(options_.table) + " (_id";
  std::string places = "?";
  for (const TableColumn& column : columns) {
    sql += ", " + quote_identifier(column.name);
    places += ", ?";
  }
  sql += ", _rest) VALUES (" + places + ", ?) ON CONFLICT(_id) DO NOTHING";
  TRY_ASSIGN(insert_, database_->prepare(sql));
  columns_ = std::move(columns);
  columns_known_.store(true, std::memory_order_release);
  return {};
}

std::unique_ptr<Prepared> SqliteSink::prepare(const Batch& batch, const Selection& rows,
                                              std::unique_ptr<Prepared> reuse) const {
  if (!reuse) reuse = std::make_unique<SqliteRows>();
  auto& prepared = static_cast<SqliteRows&>(*reuse);
  if (columns_known_.load(std::memory_order_acquire)) {
    prepared.fill(batch, rows, columns_);
  } else {
    prepared.clear();
  }
  return reuse;
}

Status SqliteSink::begin() {
  if (in_transaction_) return {};
  // At once for writing: a lock that is held elsewhere shows here, when nothing is lost by it.
  TRY(database_->execute("BEGIN IMMEDIATE"));
  in_transaction_ = true;
  return {};
}

Result<WriteOutcome> SqliteSink::write(const Batch& batch, const Selection& rows,
                                       Prepared* prepared, std::stop_token) {
  if (broken_) return *broken_;
  if (!insert_) {
    TRY(create_table(columns_of_data(batch, rows)));
    TRY_ASSIGN(std::vector<TableColumn> columns, read_columns());
    TRY(use_table(std::move(columns)));
  }
  TRY(begin());
  auto& ready = static_cast<SqliteRows&>(*prepared);
  if (!ready.filled()) ready.fill(batch, rows, columns_);
  WriteOutcome outcome;
  for (std::size_t i = 0; i < rows.size(); ++i) TRY(insert(ready, i, rows[i], outcome));
  return outcome;
}

Status SqliteSink::insert(const SqliteRows& prepared, std::size_t row, RowIndex index,
                          WriteOutcome& outcome) {
  sqlite3_stmt* statement = insert_.handle();
  const std::span<const Value> cells = prepared.row(row);
  const Value& key = cells.front();
  int code = options_.document_ids
                 ? bind(statement, 1, key)
                 : sqlite3_bind_blob(statement, 1, key.as_text().data(),
                                     static_cast<int>(key.as_text().size()), SQLITE_STATIC);
  for (std::size_t i = 1; i < cells.size() && code == SQLITE_OK; ++i) {
    code = bind(statement, static_cast<int>(i) + 1, cells[i]);
  }
  if (code == SQLITE_OK) code = sqlite3_step(statement);
  if (code == SQLITE_DONE) [[likely]] {
    sqlite3_reset(statement);
    if (sqlite3_changes(database_->handle()) > 0) {
      ++outcome.delivered;
    } else {
      ++outcome.already_there;
    }
    return {};
  }
  Error error = database_->failure(code);
  sqlite3_reset(statement);
  if (about_the_row(code)) {
    outcome.refused.push_back({index, std::move(error)});
    return {};
  }
  // Rows of earlier batches may have been in the transaction that is gone: no further try.
  const Code final_code = error.code() == Code::kUnavailable ? Code::kInvalid : error.code();
  broken_ = Error(final_code, std::string(error.message()));
  return *broken_;
}

Status SqliteSink::flush() {
  if (broken_) return *broken_;
  if (!in_transaction_) return {};
  if (auto committed = database_->execute("COMMIT"); !committed) {
    broken_ = committed.error();
    return committed;
  }
  in_transaction_ = false;
  return {};
}

}  // namespace bdp
