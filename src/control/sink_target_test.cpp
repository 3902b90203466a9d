#include "control/sink_target.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace bdp {
namespace {

using testing::HasSubstr;

std::string complaint(std::string_view text) {
  const auto target = parse_sink_target(text, "vmtable");
  return target ? "" : std::string(target.error().message());
}

TEST(SinkTarget, TakesTheTableFromTheJobUnlessItIsNamed) {
  EXPECT_EQ(parse_sink_target("sqlite:/a/b.db", "vmtable")->text(), "sqlite:/a/b.db#vmtable");
  EXPECT_EQ(parse_sink_target("sqlite:/a/b.db#t", "vmtable")->text(), "sqlite:/a/b.db#t");
}

TEST(SinkTarget, IsTheSameForTheSameOutput) {
  EXPECT_EQ(parse_sink_target("ndjson:/a/./x/../b", "")->text(), "ndjson:/a/b");
}

TEST(SinkTarget, KnowsWhatCannotBeContinued) {
  EXPECT_FALSE(parse_sink_target("null:", "")->resumable());
  EXPECT_FALSE(parse_sink_target("ndjson:-", "")->resumable());
  EXPECT_TRUE(parse_sink_target("ndjson:out", "")->resumable());
}

TEST(SinkTarget, SaysWhatIsWrongAndWhatThereIs) {
  EXPECT_THAT(complaint("sqlit:x"), HasSubstr("did you mean 'sqlite:'?"));
  EXPECT_THAT(complaint("out.json"), HasSubstr("write sqlite:PATH#TABLE"));
  EXPECT_THAT(complaint("ndjson:"), HasSubstr("the path is missing"));
  EXPECT_THAT(complaint("sqlite:x#"), HasSubstr("the table's name is missing"));
}

}  // namespace
}  // namespace bdp
