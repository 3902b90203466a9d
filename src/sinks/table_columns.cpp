#include "sinks/table_columns.h"

#include <algorithm>
#include <cstddef>
#include <utility>

namespace bdp {
namespace {

char upper(char c) {
  return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
}

bool holds(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

constexpr TagSet kWhole = tag_bit(Tag::kInt);
constexpr TagSet kNumbers = tag_bit(Tag::kInt) | tag_bit(Tag::kDouble);
constexpr TagSet kContainers = tag_bit(Tag::kList) | tag_bit(Tag::kObject);

ColumnType narrowest(TagSet tags) {
  const auto only = [tags](TagSet allowed) { return (tags & ~allowed) == 0; };
  if (only(kWhole)) return ColumnType::kInteger;
  if (only(kNumbers)) return ColumnType::kReal;
  if (only(tag_bit(Tag::kBool))) return ColumnType::kBoolean;
  if (only(tag_bit(Tag::kTimestamp))) return ColumnType::kDate;
  if (only(kContainers)) return ColumnType::kDocument;
  return ColumnType::kText;
}

TagSet tags_in(const Column& column, const Selection& rows) {
  TagSet tags = 0;
  if (column.empty()) return tags;
  for (const RowIndex row : rows) tags = static_cast<TagSet>(tags | tag_bit(column[row].tag()));
  return static_cast<TagSet>(tags & ~(tag_bit(Tag::kAbsent) | tag_bit(Tag::kNull)));
}

}  // namespace

std::string_view sql_name(ColumnType type) {
  switch (type) {
    case ColumnType::kText:
      return "TEXT";
    case ColumnType::kInteger:
      return "INTEGER";
    case ColumnType::kReal:
      return "REAL";
    case ColumnType::kBoolean:
      return "BOOLEAN";
    case ColumnType::kDate:
      return "DATE TEXT";
    case ColumnType::kDocument:
      return "JSON TEXT";
  }
  return "TEXT";
}

ColumnType column_type_of_sql(std::string_view declared) {
  std::string name(declared);
  std::transform(name.begin(), name.end(), name.begin(), upper);
  if (name == sql_name(ColumnType::kDate)) return ColumnType::kDate;
  if (name == sql_name(ColumnType::kDocument)) return ColumnType::kDocument;
  if (holds(name, "BOOL")) return ColumnType::kBoolean;
  if (holds(name, "INT")) return ColumnType::kInteger;
  if (holds(name, "REAL") || holds(name, "FLOA") || holds(name, "DOUB")) return ColumnType::kReal;
  return ColumnType::kText;
}

ColumnType column_type_of_mapping(std::string_view type) {
  for (const std::string_view name : {"integer", "long", "short", "byte"}) {
    if (type == name) return ColumnType::kInteger;
  }
  for (const std::string_view name : {"double", "float", "half_float", "scaled_float"}) {
    if (type == name) return ColumnType::kReal;
  }
  for (const std::string_view name : {"object", "nested", "flattened", "geo_point", "geo_shape"}) {
    if (type == name) return ColumnType::kDocument;
  }
  if (type == "boolean") return ColumnType::kBoolean;
  if (type == "date" || type == "date_nanos") return ColumnType::kDate;
  return ColumnType::kText;
}

bool same_column_name(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](char x, char y) { return upper(x) == upper(y); });
}

std::vector<TableColumn> columns_of_data(const Batch& batch, const Selection& rows) {
  std::vector<TableColumn> columns;
  for (Slot slot = 0; slot < batch.columns() && columns.size() < kMaxTableColumns; ++slot) {
    const std::string_view name = batch.name(slot);
    const bool taken =
        same_column_name(name, kIdColumn) || same_column_name(name, kRestColumn) ||
        std::any_of(columns.begin(), columns.end(), [name](const TableColumn& column) {
          return same_column_name(column.name, name);
        });
    if (taken || name.empty() || name.find('\0') != std::string_view::npos) continue;
    if (const TagSet tags = tags_in(batch.column(slot), rows); tags != 0) {
      columns.push_back({std::string(name), narrowest(tags)});
    }
  }
  return columns;
}

}  // namespace bdp
