#include "filters/json/json.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "filters/filter_run.h"

namespace bdp {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

TEST(Json, KeepsDecimalsAsTheyAreWritten) {
  FilterRun run(R"(json { source => "m" remove_field => ["m"] })");
  EXPECT_THAT(run({R"({"m":"{\"a\":2.70,\"b\":[1e5,-0.0]}"})"}),
              ElementsAre(R"({"a":2.70,"b":[1E+5,0.0]})"));
}

TEST(Json, OfANameThatComesTwiceTheLastCounts) {
  FilterRun run(R"(json { source => "m" remove_field => ["m"] })");
  EXPECT_THAT(run({R"({"m":"{\"a\":1,\"b\":2,\"a\":3}"})", R"({"m":"{\"b\":1,\"b\":2,\"b\":3}"})"}),
              ElementsAre(R"({"a":3,"b":2})", R"({"b":3})"));
}

TEST(Json, NothingIsSetOfATextThatBreaksOff) {
  FilterRun run(R"(json { source => "m" })");
  EXPECT_THAT(run({R"({"a":7,"m":"{\"a\":1,"})"}),
              ElementsAre(R"({"a":7,"m":"{\"a\":1,","tags":["_jsonparsefailure"]})"));
}

TEST(Json, KeepsWhatWasSetBeforeABadName) {
  FilterRun run(R"(json { source => "m" add_tag => ["ok"] remove_field => ["m"] })");
  EXPECT_THAT(
      run({R"({"m":"{\"a\":1,\"b[\":2,\"c\":3}"})"}),
      ElementsAre(R"({"a":1,"m":"{\"a\":1,\"b[\":2,\"c\":3}","tags":["_jsonparsefailure"]})"));
}

TEST(Json, SkipsOnlyWhatIsNoJson) {
  FilterRun run(R"(json { source => "m" skip_on_invalid_json => true })");
  EXPECT_THAT(run({R"({"m":"x"})", R"({"m":"[1]"})"}),
              ElementsAre(R"({"m":"x"})", R"({"m":"[1]","tags":["_jsonparsefailure"]})"));
}

TEST(Json, TakesATextOfNothingForNull) {
  FilterRun run(R"(json { source => "m" target => "t" add_tag => ["ok"] })");
  EXPECT_THAT(run({R"({"m":""})"}), ElementsAre(R"({"m":"","t":null,"tags":["ok"]})"));
  FilterRun fields(R"(json { source => "m" skip_on_invalid_json => true })");
  EXPECT_THAT(fields({R"({"m":" "})"}), ElementsAre(R"({"m":" ","tags":["_jsonparsefailure"]})"));
}

TEST(Json, RefusesWhatIsNestedTooDeep) {
  FilterRun run(R"(json { source => "m" target => "t" remove_field => ["m"] })");
  const std::string deep = std::string(100000, '[') + std::string(100000, ']');
  EXPECT_THAT(run({"{\"m\":\"" + deep + "\"}"}), ElementsAre(HasSubstr("_jsonparsefailure")));
}

TEST(Json, TakesNamesOfAMegabyte) {
  FilterRun run(R"(json { source => "m" remove_field => ["m"] })");
  const std::string name(1 << 20U, 'n');
  EXPECT_THAT(run({R"({"m":"{\")" + name + R"(\":1}"})"}), ElementsAre("{\"" + name + "\":1}"));
}

TEST(Json, RefusesMistakesWithTheirPlace) {
  EXPECT_THAT(FilterRun("json { }").error(), HasSubstr("test.conf:1:1: json needs the option"));
  EXPECT_THAT(FilterRun(R"(json { source => "m" target => "t[" })").error(),
              HasSubstr("test.conf:1:32: 't[' is not a field reference"));
}

}  // namespace
}  // namespace bdp
