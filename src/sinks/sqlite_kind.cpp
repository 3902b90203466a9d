#include "sinks/sqlite_kind.h"

#include <array>
#include <optional>
#include <utility>
#include <vector>

#include "sinks/file_exists.h"
#include "sinks/sqlite.h"
#include "sinks/table_columns.h"

namespace bdp {
namespace {

constexpr auto kSchemes = std::to_array<std::string_view>({"sqlite"});
constexpr std::string_view kForm = "sqlite:PATH#TABLE";

std::optional<std::vector<TableColumn>> columns_of(const std::vector<MappedField>& mapping) {
  if (mapping.empty()) return std::nullopt;
  std::vector<TableColumn> columns;
  for (const MappedField& field : mapping) {
    // What lies inside an object is kept with the object.
    const std::string& name = field.path.front();
    if (!columns.empty() && columns.back().name == name) continue;
    const bool inside = field.path.size() > 1;
    columns.push_back({name, inside ? ColumnType::kDocument : column_type_of_mapping(field.type)});
  }
  return columns;
}

class SqliteTarget final : public SinkTarget {
 public:
  SqliteTarget(os::Files& files, SqliteOptions options)
      : files_(files), options_(std::move(options)) {}

  std::string text() const override { return "sqlite:" + options_.path + "#" + options_.table; }
  bool resumable() const override { return true; }
  Status reach() override { return files_.make_directories(os::parent_directory(options_.path)); }

  Result<bool> exists() override {
    TRY_ASSIGN(const bool there, file_exists(files_, options_.path));
    if (!there) return false;
    TRY_ASSIGN(SqliteDatabase database, SqliteDatabase::open(options_.path, {}));
    // By the rules of SQLite two names that differ only in case are one.
    TRY_ASSIGN(SqliteStatement statement,
               database.prepare("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ? "
                                "COLLATE NOCASE"));
    return statement.bind_text(1, options_.table).step();
  }

  Status remove() override {
    TRY_ASSIGN(const bool there, exists());
    if (!there) return {};
    TRY_ASSIGN(SqliteDatabase database, SqliteDatabase::open(options_.path, {}));
    return database.execute("DROP TABLE IF EXISTS " + quote_identifier(options_.table));
  }

  std::uint64_t size_bytes() override {
    std::uint64_t size = 0;
    for (const char* ending : {"", "-wal"}) {
      if (const auto info = files_.info(options_.path + ending)) size += info->size;
    }
    return size;
  }

  Result<std::unique_ptr<Sink>> make_sink() override {
    return std::make_unique<SqliteSink>(options_);
  }

 private:
  os::Files& files_;
  const SqliteOptions options_;
};

Result<std::unique_ptr<SinkTarget>> parse(std::string_view text, const SinkJob& job) {
  std::string_view path = behind_scheme(text);
  const std::string_view table = take_name(path, job.output_name);
  if (path.empty()) return not_a_sink(text, "the path is missing", kForm);
  if (table.empty()) return not_a_sink(text, "the table's name is missing", kForm);
  TRY_ASSIGN(std::string full, os::absolute_path(path));
  return std::make_unique<SqliteTarget>(job.environment.files,
                                        SqliteOptions{.path = std::move(full),
                                                      .table = std::string(table),
                                                      .columns = columns_of(job.mapping),
                                                      .document_ids = job.has_document_ids,
                                                      .durable = job.durable});
}

}  // namespace

constinit const SinkKind kSqliteSink = {
    .name = "sqlite",
    .schemes = kSchemes,
    .form = kForm,
    .summary = "a table of a SQLite database, keyed by the rows' ids",
    .options = {},
    .parse = parse,
};

}  // namespace bdp
