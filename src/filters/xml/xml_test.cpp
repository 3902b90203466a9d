#include "filters/xml/xml.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "filters/filter_run.h"

namespace bdp {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

TEST(Xml, MakesAnObjectAsXmlSimpleDoes) {
  FilterRun run(R"(xml { source => "m" target => "x" remove_field => ["m"] })");
  EXPECT_THAT(run({R"({"m":"<r a='1'><b>t</b><b c='2'>u</b><d>&amp;é</d></r>"})",
                   R"({"m":"<r><e/><b>t</b> mixed <b>u</b></r>"})", R"({"m":"<r>text</r>"})",
                   R"({"m":"<r/>"})"}),
              ElementsAre(R"({"x":{"a":"1","b":["t",{"c":"2","content":"u"}],"d":["&é"]}})",
                          R"({"x":{"b":["t","u"],"content":" mixed "}})", R"({"x":"text"})",
                          R"({"x":null})"));
}

TEST(Xml, FollowsItsOptions) {
  FilterRun run(R"(xml { source => "m" target => "x" force_array => false force_content => true
                         suppress_empty => false remove_field => ["m"] })");
  EXPECT_THAT(run({R"({"m":"<r><b>t</b><e/></r>"})"}),
              ElementsAre(R"({"x":{"b":{"content":"t"},"e":{}}})"));
}

TEST(Xml, FindsByXPath) {
  FilterRun run(R"x(xml { source => "m" store_xml => false remove_field => ["m"]
                          xpath => { "/r/b/text()" => "t" "/r/b/@c" => "[o][c]" "count(/r/b)" => "n"
                                     "/r/b[1]" => "e" "/none" => "none" } })x");
  EXPECT_THAT(
      run({R"x({"m":"<r><b c='1'>x</b><b>y</b></r>"})x"}),
      ElementsAre(R"x({"e":["<b c=\"1\">x</b>"],"n":["2"],"o":{"c":["1"]},"t":["x","y"]})x"));
}

TEST(Xml, TakesPrefixesOffForXPathOnly) {
  FilterRun run(
      R"x(xml { source => "m" target => "x" remove_namespaces => true remove_field => ["m"]
                         xpath => { "/r/b/text()" => "t" "/r/b/@c" => "c" "/n:r" => "none" } })x");
  EXPECT_THAT(
      run({R"({"m":"<n:r xmlns:n='u'><n:b n:c='1'>x</n:b></n:r>"})"}),
      ElementsAre(
          R"({"c":["1"],"t":["x"],"x":{"xmlns:n":"u","n:b":[{"n:c":"1","content":"x"}]}})"));
  EXPECT_THAT(
      FilterRun(R"(xml { source => "m" target => "x" namespaces => { "n" => "u" } })").error(),
      HasSubstr("test.conf:1:49: xml: xpath compares names as they are written"));
}

TEST(Xml, TagsWhatIsNoDocument) {
  FilterRun run(R"(xml { source => "m" target => "x" add_tag => ["ok"] })");
  EXPECT_THAT(run({R"({"m":"<r>"})", R"({"m":7})", R"({"m":" "})", R"({})"}),
              ElementsAre(R"({"m":"<r>","tags":["_xmlparsefailure"]})",
                          R"({"m":7,"tags":["_xmlparsefailure"]})", R"({"m":" "})", R"({})"));
}

TEST(Xml, RefusesMistakesWithTheirPlace) {
  EXPECT_THAT(FilterRun(R"(xml { source => "m" })").error(), HasSubstr("has no target"));
  EXPECT_THAT(
      FilterRun(R"(xml { source => "m" store_xml => false xpath => { "/r[" => "t" } })").error(),
      HasSubstr("'/r[' is no XPath expression"));
}

}  // namespace
}  // namespace bdp
