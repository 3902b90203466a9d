#include "control/spec_fingerprint.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "control/report_examples.h"

namespace bdp {
namespace {

using testing::ElementsAre;

SpecFingerprint fingerprint(const std::string& json) {
  const Result<JobSpec> spec = read_job_spec(*config::parse_json(json, "job.json"));
  EXPECT_TRUE(spec) << spec.error().message();
  return fingerprint_of(*spec);
}

std::string replaced(std::string text, std::string_view what, std::string_view with) {
  const std::size_t at = text.find(what);
  EXPECT_NE(at, std::string::npos) << what;
  return text.replace(at, what.size(), with);
}

/// What is said to have changed when `what` in the report's spec becomes `with`.
std::vector<std::string> changes(std::string_view what, std::string_view with) {
  const std::string before(kReportSpec);
  return changed_parts(fingerprint(before), fingerprint(replaced(before, what, with)));
}

TEST(SpecFingerprint, DoesNotSeeCommentsBlanksAndTheOrderOfKeys) {
  EXPECT_THAT(changes("\"client_id\"", "// whose\n\"_id\": 5, \"client_id\""), ElementsAre());
  EXPECT_THAT(changes(R"({
                "type": "double",
                "index":false
            })",
                      R"({"index": false, "type": "double"})"),
              ElementsAre());
  EXPECT_THAT(changes("  csv {\\r\\n ", "# a comment\\n csv{"), ElementsAre());
  EXPECT_THAT(changes("separator => \\\",\\\"", "separator=>','"), ElementsAre());
}

TEST(SpecFingerprint, DoesNotSeeWhichFilesAreTaken) {
  EXPECT_THAT(changes("*.csv", "*.txt"), ElementsAre());
  EXPECT_THAT(changes("\"queue_type\": \"persisted\"", ""), ElementsAre());
}

TEST(SpecFingerprint, SeesWhatDecidesWhatIsStored) {
  EXPECT_THAT(changes("separator => \\\",\\\"", "separator => \\\" ,\\\""),
              ElementsAre("the filter"));
  EXPECT_THAT(changes("\"index_name\": \"vmtable\"", "\"index_name\": \"vm\""),
              ElementsAre("index_name"));
  EXPECT_THAT(changes("\"keyword\"", "\"text\""), ElementsAre("elasticsearch_index_config"));
  EXPECT_THAT(changes("\"queue_type\": \"persisted\"", "\"ecs_compatibility\": \"v1\""),
              ElementsAre("logstash_config_args"));
  EXPECT_THAT(changes("\"client_id\"", "\"events\": {\"host.name\": false}, \"client_id\""),
              ElementsAre("events"));
  EXPECT_THAT(changes("\"client_id\"", "\"input\": {\"format\": \"ndjson\"}, \"client_id\""),
              ElementsAre("input"));
  EXPECT_THAT(changes("\"client_id\"", "\"document_id\": \"%{vm_id}\", \"client_id\""),
              ElementsAre("document_id"));
}

TEST(CanonicalFilter, KeepsEverythingThatMeansSomething) {
  const std::string before = R"(
    if [a] == "x" and !([b] =~ /\d+ #/) { drop { } } else if "c" in [tags] { mutate { add_tag => ["a", "b"] } }
    else { mutate { rename => { "x" => "y" } id => 5 } })";
  const std::string canonical = canonical_filter(before, false);
  EXPECT_EQ(canonical, canonical_filter(replaced(before, "drop { }", "drop{}\n# why\n"), false));
  for (const auto& [what, with] :
       std::vector<std::pair<std::string, std::string>>{{"[a]", "[aa]"},
                                                        {"\"x\"", "\"z\""},
                                                        {" and ", " or "},
                                                        {"!(", "("},
                                                        {"/\\d+ #/", "/\\d+  #/"},
                                                        {"drop { }", "drop { } drop { }"},
                                                        {"\"c\" in", "\"c\" not in"},
                                                        {"else if", "if"},
                                                        {"[\"a\", \"b\"]", "[\"b\", \"a\"]"},
                                                        {"[\"a\", \"b\"]", "\"a, b\""},
                                                        {"\"x\" => \"y\"", "\"y\" => \"x\""},
                                                        {"id => 5", "id => \"5\""},
                                                        {"rename", "copy"}}) {
    EXPECT_NE(canonical, canonical_filter(replaced(before, what, with), false)) << with;
  }
}

TEST(CanonicalFilter, LeavesWhatItCannotParse) {
  EXPECT_EQ(canonical_filter("csv {", false), "csv {");
}

}  // namespace
}  // namespace bdp
