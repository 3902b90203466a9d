#include "sinks/bulk_answer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace bdp {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;

/// As HttpClient does, with room behind the end.
Result<std::vector<BulkVerdict>> read(std::string body, std::size_t documents) {
  body.reserve(body.size() + 64);
  return read_bulk_answer(body, documents);
}

TEST(BulkAnswer, WithoutErrorsHasNoVerdicts) {
  const auto verdicts = read(R"({"took":3,"errors":false,"items":[]})", 5);
  ASSERT_TRUE(verdicts);
  EXPECT_THAT(*verdicts, IsEmpty());
}

TEST(BulkAnswer, TellsWhatBecameOfEachDocument) {
  const auto verdicts = read(
      R"({"errors":true,"items":[
        {"create":{"status":201}},
        {"create":{"status":409,"error":{"type":"version_conflict_engine_exception"}}},
        {"create":{"status":400,"error":{"type":"mapper_parsing_exception","reason":"failed",
          "caused_by":{"reason":"For input string"}}}},
        {"create":{"status":429,"error":{"type":"es_rejected_execution_exception"}}},
        {"create":{"status":503,"error":"away"}},
        {"create":{"status":403,"error":{"type":"cluster_block_exception"}}}]})",
      6);
  ASSERT_TRUE(verdicts);
  ASSERT_EQ(verdicts->size(), 5U);
  using Kind = BulkVerdict::Kind;
  EXPECT_EQ(verdicts->at(0).place, 1U);
  EXPECT_EQ(verdicts->at(0).kind, Kind::kAlreadyThere);
  EXPECT_EQ(verdicts->at(1).kind, Kind::kRefused);
  EXPECT_EQ(verdicts->at(1).reason, "400 mapper_parsing_exception: failed; For input string");
  EXPECT_EQ(verdicts->at(2).kind, Kind::kLater);
  EXPECT_EQ(verdicts->at(3).kind, Kind::kLater);
  EXPECT_EQ(verdicts->at(3).reason, "503 away");
  EXPECT_EQ(verdicts->at(4).kind, Kind::kBroken);
}

TEST(BulkAnswer, ThatIsNoneIsCorrupt) {
  for (const char* body :
       {"", "<html>", "{}", R"({"errors":true})",
        R"({"errors":true,"items":[{"index":{"status":201}}]})", R"({"errors":true,"items":[]})"}) {
    const auto verdicts = read(body, 1);
    ASSERT_FALSE(verdicts) << body;
    EXPECT_EQ(verdicts.error().code(), Code::kCorrupt);
    EXPECT_THAT(std::string(verdicts.error().message()), HasSubstr("no answer to a bulk"));
  }
}

TEST(BulkAnswer, OfARequestThatFailedAsAWholeHasAReason) {
  EXPECT_EQ(reason_of(R"({"error":{"type":"t","reason":"r"},"status":400})"), "t: r");
  EXPECT_EQ(reason_of("Bad Gateway"), "Bad Gateway");
  EXPECT_EQ(reason_of(""), "an empty answer");
}

}  // namespace
}  // namespace bdp
