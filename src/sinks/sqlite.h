#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "pipeline/sink.h"
#include "sinks/table_columns.h"
#include "store/sqlite.h"

namespace bdp {

class SqliteRows;

struct SqliteOptions {
  std::string path;
  std::string table;
  /// Of a new table; nothing: those of the first rows. A table that is there keeps its own.
  std::optional<std::vector<TableColumn>> columns = {};
  /// Batch::document_ids() are the keys, in place of the row ids.
  bool document_ids = false;
  /// Survives power loss, not only kill -9.
  bool durable = false;
};

/// A table of a SQLite database in WAL mode. Beside its columns it has `_id`, the key, and `_rest`,
/// a JSON object of all fields that have no column or do not fit theirs. A row whose key is there
/// is left as it is: so rows that come again after a crash are found by their ids. One transaction
/// from one flush() to the next.
class SqliteSink final : public Sink {
 public:
  explicit SqliteSink(SqliteOptions options);
  ~SqliteSink() override;

  Status open(std::string_view from) override;
  std::unique_ptr<Prepared> prepare(const Batch& batch, const Selection& rows,
                                    std::unique_ptr<Prepared> reuse) const override;
  Result<WriteOutcome> write(const Batch& batch, const Selection& rows, Prepared* prepared,
                             std::stop_token stop) override;
  Status flush() override;
  std::string position() const override { return {}; }

 private:
  /// Columns of the table that is there; empty when it is not.
  Result<std::vector<TableColumn>> read_columns();
  Status create_table(const std::vector<TableColumn>& columns);
  Status use_table(std::vector<TableColumn> columns);
  Status begin();
  Status insert(const SqliteRows& prepared, std::size_t row, RowIndex index, WriteOutcome& outcome);

  const SqliteOptions options_;
  std::optional<SqliteDatabase> database_;
  SqliteStatement insert_;
  std::vector<TableColumn> columns_;
  std::atomic<bool> columns_known_ = false;  ///< columns_ is set, and no longer changes.
  bool in_transaction_ = false;
  std::optional<Error> broken_;  ///< A transaction was lost: nothing after it may be written.
};

}  // namespace bdp
