#include "control/job_output.h"

#include <unistd.h>

#include <array>
#include <chrono>
#include <cstdio>
#include <ctime>
#include <optional>
#include <utility>
#include <vector>

#include "control/query.h"
#include "record/field_path.h"
#include "sinks/ndjson.h"
#include "sinks/null.h"
#include "sinks/sqlite.h"
#include "sinks/sqlite_database.h"
#include "sinks/table_columns.h"

namespace bdp {
namespace {

/// The field that `%{field}` names; nothing for an empty text.
Result<std::optional<FieldPath>> document_id_field(const JobSpec& spec) {
  std::string_view text = spec.document_id;
  if (text.empty()) return std::optional<FieldPath>();
  if (!text.starts_with("%{") || !text.ends_with("}") || text.find("%{", 2) != text.npos) {
    return Error(Code::kInvalid, spec.file + ": document_id: '" + spec.document_id +
                                     "' is not one field; write \"%{field}\", and put a field "
                                     "together with mutate add_field where it takes several");
  }
  text = text.substr(2, text.size() - 3);
  TRY_ASSIGN(FieldPath path, FieldPath::parse(text));
  return std::optional(std::move(path));
}

std::optional<std::vector<TableColumn>> columns_of_mapping(const JobSpec& spec) {
  if (spec.mapping.empty()) return std::nullopt;
  std::vector<TableColumn> columns;
  for (const MappedField& field : spec.mapping) {
    // What lies inside an object is kept with the object.
    const std::string& name = field.path.front();
    if (!columns.empty() && columns.back().name == name) continue;
    const bool inside = field.path.size() > 1;
    columns.push_back({name, inside ? ColumnType::kDocument : column_type_of_mapping(field.type)});
  }
  return columns;
}

Result<bool> table_exists(const SinkTarget& target) {
  auto database = QueryDatabase::open(target.path);
  if (!database) {
    if (database.error().code() == Code::kNotFound) return false;
    return std::move(database).error();
  }
  TRY_ASSIGN(const auto tables, database->tables());
  for (const std::string& table : tables) {
    if (same_column_name(table, target.table)) return true;
  }
  return false;
}

}  // namespace

Result<std::unique_ptr<Sink>> make_sink(const JobSpec& spec, const SinkTarget& target,
                                        os::Files& files, bool durable) {
  switch (target.kind) {
    case SinkTarget::Kind::kSqlite: {
      TRY_ASSIGN(auto document_id, document_id_field(spec));
      return std::make_unique<SqliteSink>(SqliteOptions{.path = target.path,
                                                        .table = target.table,
                                                        .columns = columns_of_mapping(spec),
                                                        .document_id = std::move(document_id),
                                                        .durable = durable});
    }
    case SinkTarget::Kind::kNdjsonFile:
      return std::make_unique<NdjsonFile>(files, target.path, durable);
    case SinkTarget::Kind::kStandardOutput:
      return std::make_unique<NdjsonStream>(STDOUT_FILENO);
    case SinkTarget::Kind::kNull:
      break;
  }
  return std::make_unique<NullSink>();
}

Result<bool> output_exists(os::Files& files, const SinkTarget& target) {
  if (target.kind == SinkTarget::Kind::kSqlite) return table_exists(target);
  if (target.kind != SinkTarget::Kind::kNdjsonFile) return false;
  const auto info = files.info(target.path);
  if (info) return true;
  if (info.error().code() == Code::kNotFound) return false;
  return info.error();
}

Status require_free_output(os::Files& files, const SinkTarget& target) {
  if (target.kind != SinkTarget::Kind::kNdjsonFile) return {};
  const auto info = files.info(target.path);
  if (!info || info->kind != os::FileKind::kRegular || info->size == 0) return {};
  return Error(Code::kConflict, target.path +
                                    " is there already, and not from this job; name another file, "
                                    "or replace it with --restart");
}

Status remove_output(os::Files& files, const SinkTarget& target) {
  TRY_ASSIGN(const bool there, output_exists(files, target));
  if (!there) return {};
  if (target.kind == SinkTarget::Kind::kNdjsonFile) return files.remove(target.path);
  TRY_ASSIGN(SqliteDatabase database, SqliteDatabase::open(target.path));
  return database.execute("DROP TABLE IF EXISTS " + quote_identifier(target.table));
}

std::uint64_t output_size(os::Files& files, const SinkTarget& target) {
  if (target.path.empty()) return 0;
  std::uint64_t size = 0;
  for (const char* ending : {"", "-wal"}) {
    if (const auto info = files.info(target.path + ending)) size += info->size;
    if (target.kind != SinkTarget::Kind::kSqlite) break;
  }
  return size;
}

std::string time_stamp(os::Clock& clock) {
  const auto now = clock.wall();
  const auto seconds = std::chrono::floor<std::chrono::seconds>(now);
  const auto micros = std::chrono::duration_cast<std::chrono::microseconds>(now - seconds).count();
  const std::time_t time = std::chrono::system_clock::to_time_t(
      std::chrono::time_point_cast<std::chrono::system_clock::duration>(seconds));
  std::tm parts{};
  gmtime_r(&time, &parts);
  std::array<char, 64> text{};
  const std::size_t size = std::strftime(text.data(), text.size(), "%Y%m%dT%H%M%S", &parts);
  std::snprintf(text.data() + size, text.size() - size, ".%06ldZ", static_cast<long>(micros));
  return text.data();
}

}  // namespace bdp
