#include "sinks/files_kind.h"

#include <array>
#include <utility>

#include "sinks/file_exists.h"
#include "sinks/rotating_files.h"

namespace bdp {
namespace {

using config::FieldSpec;
using config::FieldType;

constexpr auto kSchemes = std::to_array<std::string_view>({"files"});
constexpr std::string_view kForm = "files:DIR/NAME-%{n}.ndjson[.gz|.zst]";

constexpr auto kOptions = std::to_array<FieldSpec>({
    {.name = "max_bytes",
     .type = FieldType::kByteSize,
     .help = "a file of this size is ended, as it lies on the disk; 0: no limit",
     .fallback = "100 MB"},
    {.name = "max_rows",
     .type = FieldType::kInteger,
     .help = "a file of so many rows is ended; 0: no limit",
     .fallback = "0"},
    {.name = "max_seconds",
     .type = FieldType::kInteger,
     .help = "a file of this age is ended; 0: no limit",
     .fallback = "0",
     .most = 1000000000},
    {.name = "columns",
     .type = FieldType::kTextList,
     .help = "of CSV: the fields; else those that the mapping names"},
});

class FilesTarget final : public SinkTarget {
 public:
  FilesTarget(os::Environment environment, RotatingFilesOptions options)
      : environment_(environment), options_(std::move(options)) {}

  std::string text() const override {
    return "files:" + os::join_path(options_.directory, options_.name);
  }
  bool resumable() const override { return true; }
  Status reach() override { return environment_.files.make_directories(options_.directory); }
  Result<bool> exists() override {
    // Complete files may have been taken away by those who read them.
    return file_exists(environment_.files, options_.directory);
  }
  Status require_free() override {
    for (const std::string& path : {part_path(options_, 1), *path_of(1)}) {
      TRY_ASSIGN(const bool there, file_exists(environment_.files, path));
      if (there) {
        return Error(Code::kConflict,
                     path +
                         " is there already, and not from this job; name other files, or "
                         "replace it with --restart");
      }
    }
    return {};
  }
  Status remove() override {
    TRY_ASSIGN(const std::string now, path_of(1));
    TRY_ASSIGN(const std::string then, rotated_name(options_.name, 1, os::WallTime()));
    if (now != os::join_path(options_.directory, then)) {
      return Error(Code::kConflict, text() +
                                        ": names with dates cannot be told from others' files; "
                                        "remove them, and name a new --dataset");
    }
    for (std::uint64_t number = 1;; ++number) {
      TRY_ASSIGN(const bool whole, remove_one(*path_of(number)));
      TRY_ASSIGN(const bool part, remove_one(part_path(options_, number)));
      if (!whole && !part) return {};
    }
  }
  Result<std::unique_ptr<Sink>> make_sink() override {
    return std::make_unique<RotatingFiles>(environment_, options_);
  }

 private:
  Result<std::string> path_of(std::uint64_t number) {
    TRY_ASSIGN(const std::string name,
               rotated_name(options_.name, number, environment_.clock.wall()));
    return os::join_path(options_.directory, name);
  }
  /// True: it was there.
  Result<bool> remove_one(const std::string& path) {
    TRY_ASSIGN(const bool there, file_exists(environment_.files, path));
    if (there) TRY(environment_.files.remove(path));
    return there;
  }

  const os::Environment environment_;
  const RotatingFilesOptions options_;
};

bool take_ending(std::string_view& name, std::string_view ending) {
  if (!name.ends_with(ending)) return false;
  name.remove_suffix(ending.size());
  return true;
}

Result<std::unique_ptr<SinkTarget>> parse(std::string_view text, const SinkJob& job) {
  const std::string_view path = behind_scheme(text);
  if (path.empty()) return not_a_sink(text, "the path is missing", kForm);
  TRY_ASSIGN(const std::string full, os::absolute_path(path));
  RotatingFilesOptions options;
  options.directory = os::parent_directory(full);
  options.name = os::file_name(full);
  if (options.directory.find("%{") != std::string::npos) {
    return not_a_sink(text, "only the file's name may have %{} parts", kForm);
  }
  if (options.name.find("%{n}") == std::string::npos) {
    return not_a_sink(text, "the name needs %{n}, the file's number", kForm);
  }
  if (const auto name = rotated_name(options.name, 1, job.environment.clock.wall()); !name) {
    return not_a_sink(text, name.error().message(), kForm);
  }
  std::string_view name = options.name;
  if (take_ending(name, ".gz")) options.compression = Compression::kGzip;
  if (take_ending(name, ".zst")) options.compression = Compression::kZstd;
  if (take_ending(name, ".csv")) {
    options.format = FileFormat::kCsv;
  } else if (!take_ending(name, ".ndjson") && !take_ending(name, ".jsonl")) {
    return not_a_sink(text, "the name ends in neither .ndjson, .jsonl nor .csv", kForm);
  }
  const SinkOptions given(job, kFilesSink);
  options.max_bytes = given->byte_size("max_bytes");
  options.max_rows = given->integer("max_rows");
  options.max_age = std::chrono::seconds(given->integer("max_seconds"));
  options.columns = given->text_list("columns");
  for (const MappedField& field : job.mapping) {
    if (given->given("columns")) break;
    if (options.columns.empty() || options.columns.back() != field.path.front()) {
      options.columns.push_back(field.path.front());
    }
  }
  if (options.format == FileFormat::kCsv && options.columns.empty()) {
    given->problem("columns", "CSV needs its 'columns', such as [\"a\", \"b\"]");
  }
  TRY(given.status());
  options.durable = job.durable;
  return std::make_unique<FilesTarget>(job.environment, std::move(options));
}

}  // namespace

constinit const SinkKind kFilesSink = {
    .name = "files",
    .schemes = kSchemes,
    .form = kForm,
    .summary = "files of JSON lines or CSV, one after the other, packed or not",
    .options = kOptions,
    .parse = parse,
};

}  // namespace bdp
