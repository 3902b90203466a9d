#include "filters/grok/grok.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "filters/filter_run.h"
#include "filters/grok/expression.h"
#include "filters/grok/literal_scan.h"
#include "filters/grok/number.h"

namespace bdp {
namespace {

using grok::Expression;
using grok::LiteralScan;
using grok::Naming;
using grok::PatternSet;
using testing::ElementsAre;
using testing::HasSubstr;

TEST(GrokLibrary, EveryPatternCompilesInBothNamings) {
  for (const Naming naming : {Naming::kLegacy, Naming::kEcs}) {
    const PatternSet& library = PatternSet::library(naming);
    EXPECT_GT(library.patterns().size(), 300U);
    for (const auto& [name, pattern] : library.patterns()) {
      const auto expression = Expression::compile("%{" + name + "}", library, true);
      EXPECT_TRUE(expression.has_value())
          << name << " " << pattern << ": " << (expression ? "" : expression.error().message());
    }
  }
}

TEST(Grok, FindsTheExpressionAmongMany) {
  std::string expressions;
  for (int i = 0; i < 70; ++i) {
    expressions += "\"kind" + std::to_string(i) + "=%{INT:n" + std::to_string(i) + "}\",";
  }
  FilterRun run("grok { match => { \"m\" => [" + expressions + "\"%{WORD:w}\"] } }");
  EXPECT_THAT(run({R"({"m":"kind69=1"})", R"({"m":"kind6=2 kind0=x"})", R"({"m":"none"})"}),
              ElementsAre(R"({"m":"kind69=1","n69":"1"})", R"({"m":"kind6=2 kind0=x","n6":"2"})",
                          R"({"m":"none","w":"none"})"));
}

TEST(Grok, StopsAnExpressionThatRunsAwayAndGoesOn) {
  FilterRun run(R"(grok { match => { "m" => ["^(a+)+$", "%{WORD:w}"] } add_tag => ["ok"] })");
  const std::string evil = std::string(40, 'a') + "!";
  EXPECT_THAT(run({R"({"m":")" + evil + R"("})", R"({"m":"b"})"}),
              ElementsAre(R"({"m":")" + evil + R"(","tags":["_groktimeout"]})",
                          R"({"m":"b","tags":["ok"],"w":"b"})"));
}

TEST(Grok, AddsToAListThatIsTheSameInEveryRow) {
  FilterRun run(R"(grok { match => { "m" => "%{WORD:l}" } })");
  run.fill("l", R"(["x"])");
  EXPECT_THAT(run({R"({"m":"a"})", R"({"m":"b"})"}),
              ElementsAre(R"({"l":["x","a"],"m":"a"})", R"({"l":["x","b"],"m":"b"})"));
}

TEST(Grok, CapturesWhatATagMayBe) {
  FilterRun run(R"(grok { match => { "m" => "%{WORD:tags} %{INT:tags:int}" } })");
  EXPECT_THAT(run({R"({"m":"a 1"})"}),
              ElementsAre(R"({"m":"a 1","tags":["a","_grokparsefailure"]})"));
}

TEST(Grok, DefinesPatternsInPlaceAndInFiles) {
  const auto folder = std::filesystem::path(testing::TempDir()) / "bdp_grok_patterns";
  std::filesystem::create_directories(folder);
  std::ofstream(folder / "own.pattern") << "# mine\n\nQUEUE [0-9A-F]{4}\r\nID %{QUEUE:queue}-x\n";
  std::ofstream(folder / "other") << "QUEUE never\n";
  FilterRun run("grok { match => { \"m\" => \"%{ID} %{HERE:there=[a-z]+}\" } patterns_dir => [\"" +
                folder.string() + "\"] patterns_files_glob => \"*.pattern\" }");
  ASSERT_EQ(run.error(), "");
  EXPECT_THAT(run({R"({"m":"12AB-x abc"})"}),
              ElementsAre(R"({"m":"12AB-x abc","queue":"12AB","there":"abc"})"));
  std::filesystem::remove_all(folder);
}

TEST(Grok, ReadsNumbersAsRubyDoes) {
  Arena arena;
  const auto integer = [&](std::string_view text) {
    return grok::integer_at_front(arena.copy(text), arena);
  };
  EXPECT_EQ(integer("12.9").as_int(), 12);
  EXPECT_EQ(integer(" -0012x").as_int(), -12);
  EXPECT_EQ(integer("1__2").as_int(), 1);
  EXPECT_EQ(integer("").as_int(), 0);
  EXPECT_EQ(integer("-99999999999999999999").as_text(), "-99999999999999999999");
  const auto real = [&](std::string_view text) {
    return grok::float_at_front(arena.copy(text)).as_double();
  };
  EXPECT_EQ(real("1e5x"), 1e5);
  EXPECT_EQ(real("-.5"), -0.5);
  EXPECT_EQ(real("5."), 5.0);
  EXPECT_EQ(real("e5"), 0.0);
  EXPECT_EQ(real(""), 0.0);
}

TEST(Grok, RefusesMistakesWithTheirPlace) {
  EXPECT_THAT(FilterRun(R"(grok { match => { "m" => "%{NUBMER:n}" } })").error(),
              HasSubstr("there is no pattern %{NUBMER}; did you mean %{NUMBER}?"));
  EXPECT_THAT(FilterRun(R"(grok { match => { "m" => "(" } })").error(),
              HasSubstr("the group is never closed"));
  EXPECT_THAT(
      FilterRun(R"(grok { match => { "m" => "%{A}" } pattern_definitions => { "A" => "x%{A}" } })")
          .error(),
      HasSubstr("the pattern %{A} holds itself"));
  EXPECT_THAT(FilterRun(R"(grok { patterns_dir => ["/nowhere/at/all"] })").error(),
              HasSubstr("there is no folder or file of patterns '/nowhere/at/all'"));
}

TEST(LiteralScan, FindsWhatIsThereAndKeepsWhatIsTooShortToLookFor) {
  LiteralScan scan;
  for (const char* literal : {"abc", "x", "bcd", "abcde", ""}) scan.add(literal);
  Arena arena;
  LiteralScan::Candidates candidates;
  scan.find(arena.copy("..abcd"), candidates);
  const auto has = [&](std::size_t i) { return LiteralScan::has(candidates, i); };
  EXPECT_TRUE(has(0) && has(1) && has(2) && has(4));
  EXPECT_FALSE(has(3));
  scan.find(arena.copy("ab"), candidates);
  EXPECT_FALSE(has(0));
  EXPECT_TRUE(has(1));
}

}  // namespace
}  // namespace bdp
