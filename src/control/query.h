#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

struct sqlite3;

namespace bdp {

/// One cell of a query's answer.
struct Cell {
  enum class Kind : std::uint8_t { kNull, kInteger, kReal, kText, kBlob };
  Kind kind = Kind::kNull;
  std::string_view bytes;  ///< The cell as text; for kBlob the raw bytes. Valid during the call.
};

/// A tenant's database file, for reading only: SQLite's authorizer refuses whatever is no reading
/// of this one file (ATTACH, PRAGMAs that set, extensions), so SQL from anybody is harmless.
class QueryDatabase {
 public:
  /// kNotFound: no such file; kCorrupt: it is no SQLite database.
  static Result<QueryDatabase> open(const std::string& path);

  /// Told the column names once, then every row; false ends the query early.
  struct Listener {
    std::function<void(std::span<const std::string>)> columns;
    std::function<bool(std::span<const Cell>)> row;
  };

  /// Runs one SELECT. kInvalid: what SQLite says of the text, with the nearest table name where a
  /// table is unknown; kDenied: it is more than reading; kCancelled: `stop` was requested.
  Status query(std::string_view sql, const Listener& listener, const std::stop_token& stop);

  /// The tables there are, by name, without SQLite's own.
  Result<std::vector<std::string>> tables();

 private:
  struct Close {
    void operator()(sqlite3* database) const;
  };
  explicit QueryDatabase(sqlite3* database, std::string path)
      : database_(database), path_(std::move(path)) {}
  Error failure(std::string_view sql, int code);

  std::unique_ptr<sqlite3, Close> database_;
  std::string path_;
  std::string denied_;  ///< What the authorizer refused last, in words.
};

}  // namespace bdp
