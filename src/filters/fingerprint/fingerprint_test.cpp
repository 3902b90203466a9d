#include "filters/fingerprint/fingerprint.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "filters/filter_run.h"

namespace bdp {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::MatchesRegex;

TEST(Fingerprint, OfTheSameObjectIsTheSameWhateverItsOrder) {
  FilterRun run(
      R"(fingerprint { source => "o" method => "MD5" target => "h" remove_field => "o" })");
  const auto out =
      run({R"({"o":{"a":{"x":1,"y":2},"b":[]}})", R"({"o":{"b":[],"a":{"y":2,"x":1}}})"});
  EXPECT_EQ(out[0], out[1]);
}

TEST(Fingerprint, MasksAddresses) {
  FilterRun run(
      R"(fingerprint { source => "ip" method => "IPV4_NETWORK" key => "12" target => "h" })");
  EXPECT_THAT(run({R"({"ip":"10.255.3.4"})", R"({"ip":"nope"})"}),
              ElementsAre(R"({"h":"10.240.0.0","ip":"10.255.3.4"})",
                          R"({"ip":"nope","tags":["_filter_error"]})"));
}

TEST(Fingerprint, MakesUuids) {
  FilterRun run(R"(fingerprint { method => "UUID" target => "u" })");
  EXPECT_THAT(run({"{}"}), ElementsAre(MatchesRegex(R"(\{"u":"[0-9a-f-]{14}4[0-9a-f-]{21}"\})")));
}

TEST(Fingerprint, RefusesMistakesWithTheirPlace) {
  EXPECT_THAT(FilterRun(R"(fingerprint { method => "IPV4_NETWORK" })").error(),
              HasSubstr("test.conf:1:1: fingerprint with IPV4_NETWORK needs the option 'key'"));
  EXPECT_THAT(FilterRun(R"(fingerprint { method => "IPV4_NETWORK" key => "33" })").error(),
              HasSubstr("test.conf:1:47: fingerprint: key: '33' is no length of a prefix"));
  EXPECT_THAT(FilterRun(R"(fingerprint { key => 24 })").error(),
              HasSubstr("test.conf:1:22: fingerprint: key: expected a string in quotes"));
  EXPECT_THAT(FilterRun(R"(fingerprint { method => "SHA-1" })").error(),
              HasSubstr("did you mean 'SHA1'?"));
}

}  // namespace
}  // namespace bdp
