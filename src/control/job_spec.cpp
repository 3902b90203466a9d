#include "control/job_spec.h"

#include <algorithm>
#include <array>

#include "config/section.h"
#include "config/text_check.h"
#include "control/client_id.h"
#include "control/glob.h"
#include "sinks/all.h"

namespace bdp {
namespace {

using config::FieldSpec;
using config::FieldType;
using config::Node;
using config::Section;

constexpr auto kQueueTypes = std::to_array<std::string_view>({"memory", "persisted"});
constexpr auto kEcsModes = std::to_array<std::string_view>({"disabled", "v1", "v8"});
constexpr auto kFormats = std::to_array<std::string_view>({"lines", "ndjson"});
constexpr auto kIdentities = std::to_array<std::string_view>({"content", "metadata"});

constexpr auto kSpecFields = std::to_array<FieldSpec>({
    {.name = "client_id", .type = FieldType::kText, .help = "whose job it is", .required = true},
    {.name = "job_name",
     .type = FieldType::kText,
     .help = "what the job is called; its data set is named so, too",
     .required = true},
    {.name = "filebeat_config_args",
     .type = FieldType::kMap,
     .help = "which files to take, such as {\"filename_pattern\": \"*.csv\"}",
     .required = true},
    {.name = "logstash_config_args", .type = FieldType::kMap, .help = "settings of the language"},
    {.name = "logstash_pipeline_config_args",
     .type = FieldType::kMap,
     .help = "what to do with the records: {\"filter\": \"...\", \"index_name\": \"...\"}",
     .required = true},
    {.name = "elasticsearch_index_config",
     .type = FieldType::kMap,
     .help = "types of the fields: {\"mappings\": {\"properties\": {...}}}"},
    {.name = "events", .type = FieldType::kMap, .help = "which fields are added to events"},
    {.name = "input", .type = FieldType::kMap, .help = "how files become records"},
    {.name = "document_id",
     .type = FieldType::kText,
     .help = "a text with %{field} parts that replaces the row's own id"},
    {.name = "to",
     .type = FieldType::kTextList,
     .help = "the sinks, as --to names them; else the tenant's database"},
    {.name = "sinks",
     .type = FieldType::kMap,
     .help = "options of sinks, by kind: {\"ndjson\": {...}}"},
    {.name = "duplicates",
     .type = FieldType::kText,
     .help = "what happens to a file whose content was ingested before",
     .fallback = "skip",
     .choices = kDuplicatesWords},
    {.name = "_id", .type = FieldType::kAny, .help = "ignored: what MongoDB adds"},
});

constexpr auto kFilebeatFields = std::to_array<FieldSpec>({
    {.name = "job_name", .type = FieldType::kText, .help = "accepted, and only shown"},
    {.name = "filename_pattern",
     .type = FieldType::kText,
     .help = "which files are taken: * ? [a-z] {a,b}",
     .fallback = "*"},
});

constexpr auto kLogstashFields = std::to_array<FieldSpec>({
    {.name = "queue_type",
     .type = FieldType::kText,
     .help = "kept for jobs that receive messages; files are their own queue",
     .fallback = "memory",
     .choices = kQueueTypes},
    {.name = "ecs_compatibility",
     .type = FieldType::kText,
     .help = "Logstash's pipeline.ecs_compatibility",
     .fallback = "v8",
     .choices = kEcsModes},
    {.name = "support_escapes",
     .type = FieldType::kBoolean,
     .help = "Logstash's config.support_escapes",
     .fallback = "false"},
});

constexpr auto kPipelineFields = std::to_array<FieldSpec>({
    {.name = "filter",
     .type = FieldType::kText,
     .help = "the filter text; an empty one stores events as they are read",
     .required = true},
    {.name = "index_name",
     .type = FieldType::kText,
     .help = "the index or table that receives the events",
     .required = true},
});

constexpr auto kIndexFields = std::to_array<FieldSpec>({
    {.name = "mappings", .type = FieldType::kMap, .help = "the fields' types"},
    {.name = "settings", .type = FieldType::kMap, .help = "settings of an Elasticsearch index"},
    {.name = "aliases", .type = FieldType::kMap, .help = "aliases of an Elasticsearch index"},
});

constexpr auto kEventFields = std::to_array<FieldSpec>({
    {.name = "message", .type = FieldType::kBoolean, .help = "the line", .fallback = "true"},
    {.name = "@timestamp",
     .type = FieldType::kBoolean,
     .help = "when it was read",
     .fallback = "true"},
    {.name = "@version", .type = FieldType::kBoolean, .help = "\"1\"", .fallback = "true"},
    {.name = "log.file.path",
     .type = FieldType::kBoolean,
     .help = "the file's path",
     .fallback = "true"},
    {.name = "log.offset",
     .type = FieldType::kBoolean,
     .help = "where in the file it begins",
     .fallback = "true"},
    {.name = "host.name",
     .type = FieldType::kBoolean,
     .help = "the machine's name",
     .fallback = "true"},
});

constexpr auto kInputFields = std::to_array<FieldSpec>({
    {.name = "format",
     .type = FieldType::kText,
     .help = "lines: each line is a message; ndjson: each line is an event",
     .fallback = "lines",
     .choices = kFormats},
    {.name = "quoted_newlines",
     .type = FieldType::kBoolean,
     .help = "a line break between double quotes does not end the record",
     .fallback = "false"},
    {.name = "max_line_bytes",
     .type = FieldType::kByteSize,
     .help = "longer lines go to the dead letters",
     .fallback = "10 MiB",
     .least = 1,
     .most = 4294967295},
    {.name = "identity",
     .type = FieldType::kText,
     .help = "what makes a file the same as an earlier one",
     .fallback = "content",
     .choices = kIdentities},
    {.name = "decompression", .type = FieldType::kMap, .help = "limits against bombs"},
});

constexpr auto kDecompressionFields = std::to_array<FieldSpec>({
    {.name = "max_output_bytes",
     .type = FieldType::kByteSize,
     .help = "of one compressed file or archive",
     .fallback = "100 GB",
     .least = 1},
    {.name = "max_ratio",
     .type = FieldType::kInteger,
     .help = "output bytes for each input byte",
     .fallback = "1000",
     .least = 1},
    {.name = "max_entries",
     .type = FieldType::kInteger,
     .help = "files in one archive",
     .fallback = "10000",
     .least = 1},
});

EventFields read_events(const Section& spec) {
  const Section events(spec, "events", kEventFields);
  return {.message = events.boolean("message"),
          .timestamp = events.boolean("@timestamp"),
          .version = events.boolean("@version"),
          .log_file_path = events.boolean("log.file.path"),
          .log_offset = events.boolean("log.offset"),
          .host_name = events.boolean("host.name")};
}

InputOptions read_input(const Section& spec) {
  const Section input(spec, "input", kInputFields);
  InputOptions options;
  options.format = input.text("format") == "ndjson" ? RecordFormat::kNdjson : RecordFormat::kLines;
  options.quoted_newlines = input.boolean("quoted_newlines");
  options.max_line_bytes = input.byte_size("max_line_bytes");
  options.identity = input.text("identity") == "metadata" ? FileIdentityKind::kMetadata
                                                          : FileIdentityKind::kContent;
  options.decompression = read_decompression(input);
  if (options.quoted_newlines && options.format == RecordFormat::kNdjson) {
    input.problem("quoted_newlines",
                  "'quoted_newlines' is for lines; in ndjson a line break always ends the record: "
                  "take it away");
  }
  return options;
}

LanguageSettings read_language(const Section& logstash) {
  LanguageSettings settings;
  const std::string ecs = logstash.text("ecs_compatibility");
  settings.ecs = ecs == "disabled" ? EcsMode::kDisabled : ecs == "v1" ? EcsMode::kV1 : EcsMode::kV8;
  settings.support_escapes = logstash.boolean("support_escapes");
  return settings;
}

/// A name that may become a file's, a table's or an index's.
void check_name(const Section& section, std::string_view field) {
  if (!section.given(field)) return;
  const std::string name = section.text(field);
  const bool controls = std::ranges::any_of(
      name, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F || c == '/'; });
  if (!controls && !name.empty() && name.size() <= 255 && name.front() != '.') return;
  section.problem(field, "'" + std::string(field) + "' is " +
                             config::quoted_json(config::shortened(name, 60)) +
                             ", expected 1 to 255 bytes without '/' and control characters, and no "
                             "'.' in front");
}

void read_pipeline(const Section& pipeline, const config::Document& document, JobSpec& spec) {
  check_name(pipeline, "index_name");
  spec.filter = pipeline.text("filter");
  spec.index_name = pipeline.text("index_name");
  const Node* filter = pipeline.value("filter");
  if (filter == nullptr) return;
  spec.filter_origin =
      std::string(document.error(filter->at, pipeline.name() + ".filter").message());
  if (spec.filter.find_first_not_of(" \t\r\n") == std::string::npos) {
    spec.warnings.emplace_back(
        document
            .error(filter->at,
                   "the filter is empty: events are stored as they are read; write at least one "
                   "filter, such as csv { columns => [\"a\", \"b\"] }")
            .message());
  }
}

}  // namespace

Duplicates duplicates_of(std::string_view word) {
  if (word == "ingest") return Duplicates::kIngest;
  return word == "refuse" ? Duplicates::kRefuse : Duplicates::kSkip;
}

DecompressionLimits read_decompression(const config::Section& parent) {
  const Section limits(parent, "decompression", kDecompressionFields);
  return {.max_output_bytes = limits.byte_size("max_output_bytes"),
          .max_ratio = limits.integer("max_ratio"),
          .max_entries = limits.integer("max_entries")};
}

Result<JobSpec> read_job_spec(const config::Document& document) {
  config::Problems problems(document);
  JobSpec spec;
  spec.file = document.file;

  const Section top(document.root, "", kSpecFields, problems);
  check_client_id(top, "client_id");
  check_name(top, "job_name");
  spec.client = TenantId{top.text("client_id")};
  spec.job_name = top.text("job_name");
  spec.document_id = top.text("document_id");
  spec.duplicates = duplicates_of(top.text("duplicates"));
  if (top.given("document_id") && spec.document_id.find("%{") == std::string::npos) {
    top.problem("document_id",
                "'document_id' is the same for every row; write a field into it, such as "
                "\"%{vm_id}\"");
  }

  const Section filebeat(top, "filebeat_config_args", kFilebeatFields);
  spec.filebeat_job_name = filebeat.text("job_name");
  spec.filename_pattern = filebeat.text("filename_pattern");
  if (const Result<Glob> glob = Glob::compile(spec.filename_pattern); !glob) {
    filebeat.problem("filename_pattern",
                     "'filename_pattern' " + std::string(glob.error().message()));
  }

  const Section logstash(top, "logstash_config_args", kLogstashFields);
  spec.persisted_queue = logstash.text("queue_type") == "persisted";
  spec.language = read_language(logstash);
  read_pipeline(Section(top, "logstash_pipeline_config_args", kPipelineFields), document, spec);

  const Section index(top, "elasticsearch_index_config", kIndexFields);
  if (const Node* config = top.value("elasticsearch_index_config"); config != nullptr) {
    spec.index_config = *config;
  }
  if (const Node* mappings = index.value("mappings"); mappings != nullptr) {
    spec.mapping = read_mapping(*mappings, problems);
  }
  spec.to = top.text_list("to");
  if (const Node* sinks = top.value("sinks"); sinks != nullptr) {
    check_sink_options(*sinks, all_sinks(), problems);
    spec.sinks = *sinks;
  }
  spec.events = read_events(top);
  spec.input = read_input(top);

  TRY(problems.status());
  return spec;
}

bool looks_like_job_spec(const config::Document& document) {
  return document.root.find("logstash_pipeline_config_args") != nullptr ||
         document.root.find("filebeat_config_args") != nullptr ||
         document.root.find("job_name") != nullptr;
}

}  // namespace bdp
