#include "filters/uuid.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>
#include <string>
#include <vector>

#include "filters/filter_run.h"
#include "filters/uuid_text.h"

namespace bdp {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::MatchesRegex;

constexpr char kVersion4[] = "[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}";

TEST(Uuid, GivesEveryRowAnotherOne) {
  FilterRun run(R"(uuid { target => "u" })");
  const std::vector<std::string> out = run({"{}", "{}", "{}"});
  EXPECT_EQ(std::set<std::string>(out.begin(), out.end()).size(), 3U);
  EXPECT_THAT(out[0], MatchesRegex("\\{\"u\":\"" + std::string(kVersion4) + "\"\\}"));
}

TEST(Uuid, KeepsWhatIsThereUnlessToldNotTo) {
  FilterRun run(R"(uuid { target => "[a][u]" })");
  EXPECT_THAT(run({R"({"a":{"u":0}})"}), ElementsAre(R"({"a":{"u":0}})"));
  FilterRun overwriting(R"(uuid { target => "u" overwrite => true })");
  EXPECT_THAT(overwriting({R"({"u":"x"})"}),
              ElementsAre(MatchesRegex(".*" + std::string(kVersion4) + ".*")));
}

TEST(Uuid, OfARowOfAFileIsTheSameInEveryRun) {
  const auto uuid = [](SourceIdentity source, RowIndex row, std::uint32_t number) {
    Batch batch(std::make_shared<Layout>());
    batch.set_rows(2);
    batch.set_source(source);
    return std::string(uuid_of_row(batch, row, number).as_text());
  };
  const SourceIdentity file{.high = 7, .low = 9};
  EXPECT_EQ(uuid(file, 0, 1), uuid(file, 0, 1));
  EXPECT_NE(uuid(file, 0, 1), uuid(file, 1, 1));
  EXPECT_NE(uuid(file, 0, 1), uuid(file, 0, 2));
  EXPECT_NE(uuid({}, 0, 1), uuid({}, 0, 1));
}

TEST(Uuid, TagsARowWhoseTargetCannotHoldIt) {
  FilterRun run(R"(uuid { target => "@timestamp" add_tag => ["ok"] })");
  EXPECT_THAT(run({"{}"}), ElementsAre(R"({"tags":["_filter_error"]})"));
}

TEST(Uuid, RefusesMistakesWithTheirPlace) {
  EXPECT_THAT(FilterRun("uuid { }").error(), HasSubstr("test.conf:1:1: uuid needs the option"));
}

}  // namespace
}  // namespace bdp
