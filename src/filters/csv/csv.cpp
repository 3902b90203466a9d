#include "filters/csv/csv.h"

#include <algorithm>
#include <string>
#include <utility>

#include "base/suggest.h"
#include "filters/csv/csv_filter.h"
#include "filters/ecs_option.h"
#include "pipeline/option_value.h"

namespace bdp {
namespace {

constexpr OptionField kOptions[] = {
    {.name = "source",
     .type = OptionType::kString,
     .help = "the field that holds a row of comma-separated values",
     .fallback = "\"message\"",
     .role = OptionRole::kReads},
    {.name = "columns", .type = OptionType::kList, .help = "the columns' names, by position"},
    {.name = "separator",
     .type = OptionType::kString,
     .help = "what stands between two values",
     .fallback = "\",\""},
    {.name = "quote_char",
     .type = OptionType::kString,
     .help = "the character around values that hold separators; \\x00 for none",
     .fallback = "'\"'"},
    {.name = "target",
     .type = OptionType::kString,
     .help = "the field that gets the columns; the event itself, if not given"},
    {.name = "autogenerate_column_names",
     .type = OptionType::kBoolean,
     .help = "values beyond the named columns become column4, column5, ...",
     .fallback = "true"},
    {.name = "skip_empty_columns",
     .type = OptionType::kBoolean,
     .help = "empty values are not set",
     .fallback = "false"},
    {.name = "skip_empty_rows",
     .type = OptionType::kBoolean,
     .help = "an empty row is tagged _csvskippedemptyfield and is no failure",
     .fallback = "false"},
    {.name = "autodetect_column_names",
     .type = OptionType::kBoolean,
     .help = "the first row names the columns, and is no event",
     .fallback = "false"},
    {.name = "skip_header",
     .type = OptionType::kBoolean,
     .help = "a row that repeats the columns' names is no event",
     .fallback = "false"},
    {.name = "convert",
     .type = OptionType::kHash,
     .help = "type of a column: integer, float, date, date_time or boolean"},
    kEcsOption,
};

bool is_one_character(std::string_view text) {
  return std::count_if(text.begin(), text.end(),
                       [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80; }) == 1;
}

Error unknown_type(const Options& options, const Options::HashEntry& entry,
                   const std::string& type) {
  std::string message = "csv cannot convert '" + entry.key + "' to '" + type + "'; ";
  const std::string_view meant = nearest_word(type, csv::converter_names());
  if (!meant.empty()) {
    message += "did you mean '" + std::string(meant) + "'?";
  } else {
    message += "write integer, float, date, date_time or boolean";
  }
  return options.error(entry.at, std::move(message));
}

Status read_converters(const Options& options, csv::Rules& rules) {
  const auto names = csv::converter_names();
  for (const Options::HashEntry& entry : options.hash("convert")) {
    const std::string type = literal_text(*entry.value).value_or("");
    const auto found = std::find(names.begin(), names.end(), type);
    if (found == names.end()) return unknown_type(options, entry, type);
    rules.converters[entry.key] = static_cast<csv::Converter>(found - names.begin() + 1);
  }
  return {};
}

/// Nothing: Ruby's parser refuses to be made, for every row.
std::optional<CsvDialect> dialect_of(const Options& options) {
  CsvDialect dialect;
  dialect.separator = options.string("separator");
  dialect.quote = options.string("quote_char");
  if (dialect.quote == "\\x00") dialect.quote = std::string(1, '\0');
  if (dialect.separator.empty() || !is_one_character(dialect.quote)) return std::nullopt;
  return dialect;
}

Result<std::unique_ptr<Filter>> build(const Options& options, Layout& layout) {
  csv::Rules rules;
  const auto source = FieldPath::parse(options.string("source"));
  if (!source) return options.error("source", std::string(source.error().message()));
  rules.source = FieldRef::resolve(*source, layout);
  rules.dialect = dialect_of(options);
  const auto columns = options.list("columns");
  rules.columns.assign(columns.begin(), columns.end());
  if (options.given("target")) {
    const std::string_view target = options.string("target");
    rules.target = target.starts_with('[') ? target : "[" + std::string(target) + "]";
  }
  TRY(read_converters(options, rules));
  rules.autogenerate_names = options.boolean("autogenerate_column_names");
  rules.skip_empty_columns = options.boolean("skip_empty_columns");
  rules.skip_empty_rows = options.boolean("skip_empty_rows");
  rules.detect_columns = options.boolean("autodetect_column_names");
  rules.skip_header = options.boolean("skip_header");
  rules.tags = layout.add("tags");
  return std::make_unique<csv::CsvFilter>(std::move(rules), layout);
}

/// The first row may name the columns; those beyond the named ones are called column4, ...
bool may_make(const Options& options, std::string_view name) {
  if (options.given("target")) return false;
  if (options.boolean("autodetect_column_names")) return true;
  constexpr std::string_view kGenerated = "column";
  return name.starts_with(kGenerated) &&
         name.find_first_not_of("0123456789", kGenerated.size()) == std::string_view::npos;
}

}  // namespace

constinit const FilterKind kCsv = {
    .name = "csv",
    .summary = "takes a row of comma-separated values apart into columns",
    .options = kOptions,
    .build = build,
    .may_make = may_make,
};

}  // namespace bdp
