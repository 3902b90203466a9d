#include "sinks/all.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

namespace bdp {
namespace {

using testing::HasSubstr;

Result<std::unique_ptr<SinkTarget>> parse(std::string_view text) {
  return parse_sink_target(text, {.environment = os::real_environment(), .output_name = "vmtable"},
                           {}, all_sinks());
}

std::string complaint(std::string_view text) {
  const auto target = parse(text);
  return target ? "" : std::string(target.error().message());
}

TEST(AllSinks, AreInOrderAndDescribed) {
  const auto kinds = all_sinks();
  EXPECT_TRUE(std::ranges::is_sorted(kinds, {}, &SinkKind::name));
  for (const SinkKind* kind : kinds) {
    EXPECT_FALSE(kind->summary.empty()) << kind->name;
    for (const std::string_view scheme : kind->schemes) {
      EXPECT_THAT(std::string(kind->form), HasSubstr(std::string(scheme) + ":"));
    }
  }
}

TEST(SinkTarget, TakesTheTableFromTheJobUnlessItIsNamed) {
  EXPECT_EQ((*parse("sqlite:/a/b.db"))->text(), "sqlite:/a/b.db#vmtable");
  EXPECT_EQ((*parse("sqlite:/a/b.db#t"))->text(), "sqlite:/a/b.db#t");
}

TEST(SinkTarget, IsTheSameForTheSameOutput) {
  EXPECT_EQ((*parse("ndjson:/a/./x/../b"))->text(), "ndjson:/a/b");
}

TEST(SinkTarget, KnowsWhatCannotBeContinued) {
  EXPECT_FALSE((*parse("null:"))->resumable());
  EXPECT_FALSE((*parse("ndjson:-"))->resumable());
  EXPECT_TRUE((*parse("ndjson:out"))->resumable());
}

TEST(SinkTarget, SaysWhatIsWrongAndWhatThereIs) {
  EXPECT_THAT(complaint("sqlit:x"), HasSubstr("did you mean 'sqlite:'?"));
  EXPECT_THAT(complaint("out.json"), HasSubstr("sqlite:PATH#TABLE"));
  EXPECT_THAT(complaint("ndjson:"), HasSubstr("the path is missing"));
  EXPECT_THAT(complaint("sqlite:x#"), HasSubstr("the table's name is missing"));
  EXPECT_THAT(complaint("null:x"), HasSubstr("nothing may follow null:"));
}

}  // namespace
}  // namespace bdp
