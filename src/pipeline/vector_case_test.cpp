#include "pipeline/vector_case.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "pipeline/filters_for_test.h"

namespace bdp {
namespace {

using testing::HasSubstr;

/// "passes", or what came out; an error when the line is no vector.
std::string outcome(const std::string& line) {
  const auto vector = parse_vector(line);
  if (!vector) return std::string(vector.error().message());
  const auto difference = run_vector(*vector, kTestKinds, 7);
  return difference ? difference->got : "passes";
}

std::string line(const std::string& filter, const std::string& in, const std::string& rest) {
  return R"({"name":"n","filter":")" + filter + R"(","in":)" + in + "," + rest + "}";
}

TEST(VectorCase, PassesWhenTheExpectedEventsComeOut) {
  EXPECT_EQ(outcome(line("set { field => 'a' value => '1' }", R"([{"x":1.5,"o":{"k":[null]}}])",
                         R"("out":[{"o":{"k":[null]},"a":"1","x":1.5}])")),
            "passes");
}

TEST(VectorCase, KeepsIntegersAndDecimalsApart) {
  EXPECT_EQ(outcome(line("", R"([{"a":1}])", R"("out":[{"a":1.0}])")), R"([{"a":1}])");
  EXPECT_EQ(outcome(line("", R"([{"a":100000.0}])", R"("out":[{"a":1E+5}])")), "passes");
  EXPECT_EQ(outcome(line("", R"([{"a":12345678901234567890123}])",
                         R"("out":[{"a":12345678901234567890123}])")),
            "passes");
}

TEST(VectorCase, ComparesTheDefaultsOnceAnEventBringsThem) {
  const std::string in = R"([{"a":1},{"@timestamp":"2024-01-02T03:04:05Z"}])";
  EXPECT_EQ(outcome(line("", in, R"("out":[{"@timestamp":"2001-02-03T04:05:06.789Z","a":1},
                                           {"@timestamp":"2024-01-02T03:04:05.000Z"}])")),
            "passes");
  EXPECT_NE(outcome(line("", in, R"("out":[{"a":1},{"@timestamp":"2024-01-02T03:04:05.000Z"}])")),
            "passes");
}

TEST(VectorCase, LeavesVolatileFieldsOut) {
  EXPECT_EQ(outcome(line("", R"([{"a":1,"b":2}])", R"("out":[{"a":1}],"volatile":["b"])")),
            "passes");
}

TEST(VectorCase, TakesObjectsInTextsInAnyOrder) {
  EXPECT_EQ(
      outcome(line("", R"([{"a":"{\"x\":1,\"y\":2}"}])", R"("out":[{"a":"{\"y\":2, \"x\":1}"}])")),
      "passes");
  const std::string in = R"([{"a":"<{\"x\":1,\"y\":2}>"}])";
  const std::string out = R"("out":[{"a":"<{\"y\":2,\"x\":1}>"}])";
  EXPECT_NE(outcome(line("", in, out)), "passes");
  EXPECT_EQ(outcome(line("", in, out + R"(,"hash_order":true)")), "passes");
}

TEST(VectorCase, ComparesMetadataUnlessItIsEmpty) {
  EXPECT_EQ(outcome(line("", R"([{"@metadata":{}}])", R"("out":[{}])")), "passes");
  EXPECT_NE(outcome(line("", R"([{"@metadata":{"a":1}}])", R"("out":[{}])")), "passes");
}

TEST(VectorCase, ExpectsARefusal) {
  EXPECT_EQ(outcome(line("nope { }", "[]", R"("out":null,"error":"config")")), "passes");
  EXPECT_EQ(outcome(line("set { field => 'a' }", "[]", R"("out":null,"error":"config")")), "[]");
  EXPECT_THAT(outcome(line("nope { }", "[]", R"("out":[])")),
              HasSubstr("there is no filter 'nope'"));
}

TEST(VectorCase, OnlyWantsToSurviveWhatCrashedLogstash) {
  EXPECT_EQ(outcome(line("", R"([{"a":1}])", R"("out":null,"error":"pipeline_crash")")), "passes");
}

TEST(VectorCase, KnowsItsSettings) {
  EXPECT_EQ(outcome(line(R"(set { field => 'a' value => 'x\\ty' })", R"([{}])",
                         R"("out":[{"a":"x\ty"}],"settings":{"config.support_escapes":true})")),
            "passes");
  EXPECT_THAT(outcome(line("", "[]", R"("out":[],"settings":{"pipeline.workers":2})")),
              HasSubstr("unknown setting 'pipeline.workers'"));
  EXPECT_THAT(outcome(line("", "[]", R"("out":[],"settings":{"pipeline.ecs_compatibility":"v2"})")),
              HasSubstr("is disabled, v1 or v8"));
}

TEST(VectorCase, SaysWhyALineIsNoVector) {
  EXPECT_THAT(outcome("{"), HasSubstr("column "));
  EXPECT_EQ(outcome("[]"), "not a vector: it must be an object");
  EXPECT_EQ(outcome("{}"), "not a vector: 'name' must be a text");
  EXPECT_EQ(outcome(R"({"name":"n","filter":1})"), "not a vector: 'filter' must be a text");
  EXPECT_EQ(outcome(line("", "{}", R"("out":[])")), "not a vector: 'in' must be a list of objects");
  EXPECT_EQ(outcome(line("", "[]", R"("out":[1])")),
            "not a vector: 'out' must be a list of objects");
  EXPECT_THAT(outcome(line("", "[]", R"("error":"x")")), HasSubstr("'error' must be"));
}

}  // namespace
}  // namespace bdp
