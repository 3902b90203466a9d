#include "filters/urldecode/urldecode.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "filters/filter_run.h"

namespace bdp {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

TEST(Urldecode, LeavesWhatIsNoEscape) {
  FilterRun run("urldecode { }");
  EXPECT_THAT(run({R"({"message":"100% %4 %g1 %%41 a+b"})"}),
              ElementsAre(R"({"message":"100% %4 %g1 %A a+b"})"));
}

TEST(Urldecode, ReadsOtherEncodings) {
  FilterRun run(R"(urldecode { charset => "Shift_JIS" })");
  EXPECT_THAT(run({R"({"message":"%93%FA%96%7B"})"}), ElementsAre(R"({"message":"日本"})"));
  FilterRun windows(R"(urldecode { charset => "windows-1252" })");
  EXPECT_THAT(windows({R"({"message":"%80 5"})"}), ElementsAre(R"({"message":"€ 5"})"));
}

TEST(Urldecode, ShowsBytesThatAreNoUtf8) {
  FilterRun run("urldecode { }");
  EXPECT_THAT(run({R"({"message":"a\"%FFé"})"}), ElementsAre(R"({"message":"a\\\"\\xFFé"})"));
}

TEST(Urldecode, TagsARowWhoseFieldCannotBeSet) {
  FilterRun run(R"(urldecode { field => "[n][x]" tag_on_failure => ["a", "b"] add_tag => ["c"] })");
  EXPECT_THAT(run({R"({"n":1})"}), ElementsAre(R"({"n":1,"tags":["a","b","c"]})"));
}

TEST(Urldecode, RefusesMistakesWithTheirPlace) {
  EXPECT_EQ(FilterRun(R"(urldecode { charset => "nope" })").error(),
            "test.conf:1:24: urldecode knows no character encoding 'nope'; write UTF-8, "
            "ISO-8859-1, windows-1252, ...");
  EXPECT_THAT(FilterRun(R"(urldecode { field => "a[" })").error(),
              HasSubstr("test.conf:1:22: 'a[' is not a field reference"));
}

}  // namespace
}  // namespace bdp
