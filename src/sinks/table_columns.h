#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "record/batch.h"

namespace bdp {

/// What a column of a table takes. The name in SQL is what the type is recognised by again.
enum class ColumnType : std::uint8_t {
  kText,      ///< TEXT: texts, and the text of any scalar.
  kInteger,   ///< INTEGER
  kReal,      ///< REAL
  kBoolean,   ///< BOOLEAN: 0 or 1.
  kDate,      ///< DATE TEXT: ISO 8601.
  kDocument,  ///< JSON TEXT: an object or a list.
};

struct TableColumn {
  std::string name;
  ColumnType type = ColumnType::kText;
  friend bool operator==(const TableColumn&, const TableColumn&) = default;
};

/// How a table is declared in SQL.
std::string_view sql_name(ColumnType type);

/// Of a column declared by anybody: by the rules of SQLite's type affinity.
ColumnType column_type_of_sql(std::string_view declared);

/// Of a field of an Elasticsearch mapping ("keyword", "long", "date", "nested", ...).
ColumnType column_type_of_mapping(std::string_view type);

/// The columns of a table that is to hold such rows: every field that has a value somewhere, with
/// the narrowest type that takes all of its values. `_id` and `_rest` are the table's own; names
/// that differ only in case are one to SQLite, the first has the column.
std::vector<TableColumn> columns_of_data(const Batch& batch, const Selection& rows);

/// The most columns that a table gets; further fields are kept as JSON.
inline constexpr std::size_t kMaxTableColumns = 1000;

/// The column for what has none, and the key.
inline constexpr std::string_view kRestColumn = "_rest";
inline constexpr std::string_view kIdColumn = "_id";

/// Whether SQLite takes two names for the same.
bool same_column_name(std::string_view a, std::string_view b);

}  // namespace bdp
