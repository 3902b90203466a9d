#include "control/job_spec.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "control/report_examples.h"

namespace bdp {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

Result<JobSpec> read(std::string_view json) {
  TRY_ASSIGN(const config::Document document, config::parse_json(json, "job.json"));
  return read_job_spec(document);
}

std::string error_of(std::string_view json) {
  const Result<JobSpec> spec = read(json);
  return spec ? "no error" : std::string(spec.error().message());
}

/// A small specification with `more` keys in front.
std::string small(std::string_view more = "") {
  return "{" + std::string(more) + R"(
 "client_id": "c", "job_name": "j", "filebeat_config_args": {},
 "logstash_pipeline_config_args": {"filter": "drop {}", "index_name": "i"}})";
}

TEST(ReadJobSpec, TakesTheReportsSpecUnchanged) {
  const Result<JobSpec> spec = read(kReportSpec);
  ASSERT_TRUE(spec) << spec.error().message();
  EXPECT_EQ(spec->client.text, "jsjhfx");
  EXPECT_EQ(spec->job_name, "test");
  EXPECT_EQ(spec->filebeat_job_name, "vmtable");
  EXPECT_EQ(spec->filename_pattern, "*.csv");
  EXPECT_TRUE(spec->persisted_queue);
  EXPECT_THAT(spec->filter, testing::StartsWith("  csv {\r\n    separator => \",\"\r\n"));
  EXPECT_EQ(spec->index_name, "vmtable");
  ASSERT_EQ(spec->mapping.size(), 11U);
  EXPECT_THAT(spec->mapping[0].path, ElementsAre("average_cpu"));
  EXPECT_EQ(spec->mapping[0].type, "double");
  EXPECT_FALSE(spec->mapping[0].index);
  EXPECT_EQ(spec->mapping[8].type, "keyword");
  EXPECT_TRUE(spec->mapping[8].index);
  EXPECT_TRUE(spec->warnings.empty());
}

TEST(ReadJobSpec, NamesThePlaceOfTheFilterForItsErrors) {
  EXPECT_EQ(read(kReportSpec)->filter_origin,
            "job.json:12:19: logstash_pipeline_config_args.filter");
}

TEST(ReadJobSpec, HasTheReportsMeaningWhereNothingIsSaid) {
  const JobSpec spec = *read(small());
  EXPECT_EQ(spec.filename_pattern, "*");
  EXPECT_FALSE(spec.persisted_queue);
  EXPECT_TRUE(spec.events.message && spec.events.timestamp && spec.events.version &&
              spec.events.log_file_path && spec.events.log_offset && spec.events.host_name);
  EXPECT_EQ(spec.input.format, RecordFormat::kLines);
  EXPECT_EQ(spec.input.identity, FileIdentityKind::kContent);
  EXPECT_EQ(spec.input.max_line_bytes, 10U << 20U);
  EXPECT_EQ(spec.input.decompression.max_ratio, 1000U);
  EXPECT_EQ(spec.duplicates, Duplicates::kSkip);
  EXPECT_EQ(spec.language.ecs, EcsMode::kV8);
  EXPECT_FALSE(spec.language.support_escapes);
  EXPECT_EQ(spec.document_id, "");
  EXPECT_EQ(spec.index_config.kind, config::Node::Kind::kNull);
}

TEST(ReadJobSpec, TakesWhatThisPlatformAdds) {
  const Result<JobSpec> spec = read(small(R"("_id": {"$oid": "64"},
 "events": {"message": false, "@timestamp": false, "@version": false, "log.file.path": false,
            "log.offset": false, "host.name": false},
 "input": {"format": "lines", "quoted_newlines": true, "max_line_bytes": "1 MB",
           "identity": "metadata",
           "decompression": {"max_output_bytes": "1 GB", "max_ratio": 50, "max_entries": 7}},
 "logstash_config_args": {"ecs_compatibility": "disabled", "support_escapes": true},
 "document_id": "%{vm_id}-%{n}", "duplicates": "refuse",)"));
  ASSERT_TRUE(spec) << spec.error().message();
  EXPECT_FALSE(spec->events.message || spec->events.timestamp || spec->events.version ||
               spec->events.log_file_path || spec->events.log_offset || spec->events.host_name);
  EXPECT_TRUE(spec->input.quoted_newlines);
  EXPECT_EQ(spec->input.max_line_bytes, 1000000U);
  EXPECT_EQ(spec->input.identity, FileIdentityKind::kMetadata);
  EXPECT_EQ(spec->input.decompression.max_output_bytes, 1000000000U);
  EXPECT_EQ(spec->input.decompression.max_ratio, 50U);
  EXPECT_EQ(spec->input.decompression.max_entries, 7U);
  EXPECT_EQ(spec->language.ecs, EcsMode::kDisabled);
  EXPECT_TRUE(spec->language.support_escapes);
  EXPECT_EQ(spec->document_id, "%{vm_id}-%{n}");
  EXPECT_EQ(spec->duplicates, Duplicates::kRefuse);
}

TEST(ReadJobSpec, ReadsYamlAsWell) {
  const config::Document document = *config::parse_document(R"(
client_id: c
job_name: j
filebeat_config_args: {filename_pattern: '*.json'}
logstash_pipeline_config_args:
  index_name: i
  filter: |
    drop { }
input: {format: ndjson}
)",
                                                            "job.yaml");
  const Result<JobSpec> spec = read_job_spec(document);
  ASSERT_TRUE(spec) << spec.error().message();
  EXPECT_EQ(spec->filter, "drop { }\n");
  EXPECT_EQ(spec->input.format, RecordFormat::kNdjson);
}

TEST(ReadJobSpec, IsNotJson) {
  EXPECT_EQ(error_of("client_id = 1"),
            "job.json:1:1: found 'client_id', expected a value; texts stand between double quotes");
}

TEST(ReadJobSpec, TellsEveryMistakeInOneGo) {
  EXPECT_EQ(error_of(R"({
 "clientid": "c",
 "job_name": 5,
 "filebeat_config_args": {"filename_patern": "*.csv"},
 "logstash_config_args": {"queue_type": "persistent"},
 "logstash_pipeline_config_args": {"filter": ["drop {}"]}})"),
            "job.json:1:1: 'client_id' is missing: whose job it is\n"
            "job.json:2:2: unknown key 'clientid'; did you mean 'client_id'?\n"
            "job.json:3:14: 'job_name' is the number 5, expected a text; put it between quotes\n"
            "job.json:4:27: unknown key 'filename_patern' in filebeat_config_args; did you mean "
            "'filename_pattern'?\n"
            "job.json:5:41: 'queue_type' is the text \"persistent\"; did you mean 'persisted'?\n"
            "job.json:6:35: 'index_name' is missing in logstash_pipeline_config_args: the index or "
            "table that receives the events\n"
            "job.json:6:46: 'filter' is a list, expected a text");
}

TEST(ReadJobSpec, WarnsOfAnEmptyFilter) {
  const Result<JobSpec> spec = read(R"({"client_id": "c", "job_name": "j",
 "filebeat_config_args": {},
 "logstash_pipeline_config_args": {"filter": " \r\n", "index_name": "i"}})");
  ASSERT_TRUE(spec) << spec.error().message();
  EXPECT_THAT(spec->warnings,
              ElementsAre("job.json:3:46: the filter is empty: events are stored as they are read; "
                          "write at least one filter, such as csv { columns => [\"a\", \"b\"] }"));
}

TEST(ReadJobSpec, RefusesAClientIdThatLeavesItsDirectory) {
  for (const char* id : {"../x", "..", ".x", "a/b", "", "a b", "\xC3\xA4"}) {
    EXPECT_THAT(error_of("{\"client_id\": \"" + std::string(id) + R"(", "job_name": "j",
 "filebeat_config_args": {},
 "logstash_pipeline_config_args": {"filter": "drop {}", "index_name": "i"}})"),
                HasSubstr("expected 1 to 128 of the letters"))
        << id;
  }
}

TEST(ReadJobSpec, RefusesNamesThatAreNone) {
  for (const char* name : {"", "a/b", ".", "a\\nb"}) {
    EXPECT_THAT(error_of("{\"client_id\": \"c\", \"job_name\": \"" + std::string(name) + R"(",
 "filebeat_config_args": {},
 "logstash_pipeline_config_args": {"filter": "drop {}", "index_name": "i"}})"),
                HasSubstr("job.json:1:32: 'job_name' is \""))
        << name;
  }
}

TEST(ReadJobSpec, RefusesAPatternThatIsNone) {
  EXPECT_EQ(error_of(R"({"client_id": "c", "job_name": "j",
 "filebeat_config_args": {"filename_pattern": "[a-"},
 "logstash_pipeline_config_args": {"filter": "drop {}", "index_name": "i"}})"),
            "job.json:2:47: 'filename_pattern' has a '[' that is never closed; put ']', or write "
            "\\[ for itself");
}

TEST(ReadJobSpec, RefusesADocumentIdWithoutAField) {
  EXPECT_THAT(error_of(small("\"document_id\": \"x\",")),
              HasSubstr("job.json:1:17: 'document_id' is the same for every row; write a field"));
}

TEST(ReadJobSpec, RefusesQuotedNewlinesInNdjson) {
  EXPECT_THAT(error_of(small(R"("input": {"format": "ndjson", "quoted_newlines": true},)")),
              HasSubstr("'quoted_newlines' is for lines"));
}

TEST(ReadJobSpec, RefusesMappingsAsElasticsearchWould) {
  EXPECT_EQ(error_of(small(R"("elasticsearch_index_config": {"mappings": {"properties": {
 "a": {"type": "keywrd"},
 "b": {"type": "integer", "idnex": false},
 "c": {},
 "d": "keyword",
 "e": {"type": "long", "index": "no"}}, "propertys": {}}},)")),
            "job.json:2:16: unknown mapping type: the text \"keywrd\"; did you mean 'keyword'?\n"
            "job.json:3:27: unknown mapping parameter 'idnex'; did you mean 'index'?\n"
            "job.json:4:2: the mapping of 'c' has no 'type'; write one, such as \"keyword\"\n"
            "job.json:5:7: the mapping of 'd' is the text \"keyword\", expected a map such as "
            "{\"type\": \"keyword\"}\n"
            "job.json:6:33: 'index' is the text \"no\", expected true or false\n"
            "job.json:6:41: unknown mapping parameter 'propertys'; did you mean 'properties'?");
}

TEST(ReadJobSpec, TakesObjectsInMappingsApart) {
  const JobSpec spec = *read(small(R"("elasticsearch_index_config": {"mappings": {"properties": {
 "a": {"properties": {"b": {"type": "long"}, "c": {"type": "object", "properties": {
   "d": {"type": "text", "fields": {"raw": {"type": "keyword"}}}}}}}}}, "settings": {"x": 1}},)"));
  ASSERT_EQ(spec.mapping.size(), 2U);
  EXPECT_THAT(spec.mapping[0].path, ElementsAre("a", "b"));
  EXPECT_THAT(spec.mapping[1].path, ElementsAre("a", "c", "d"));
}

}  // namespace
}  // namespace bdp
