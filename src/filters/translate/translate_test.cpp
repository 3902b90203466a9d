#include "filters/translate/translate.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include "filters/filter_run.h"
#include "filters/translate/dictionary_file.h"
#include "os/files.h"
#include "os/temporary_directory.h"

namespace bdp {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using translate::DictionaryFile;
using translate::DictionaryFormat;

TEST(Translate, GivesListsAndObjectsToEachRowItsOwn) {
  FilterRun run(R"(translate { source => "a" target => "t" dictionary => { "x" => ["1", 2] } }
                   mutate { merge => { "t" => "a" } })");
  EXPECT_THAT(run({R"({"a":"x"})", R"({"a":"x"})"}),
              ElementsAre(R"({"a":"x","t":["1",2,"x"]})", R"({"a":"x","t":["1",2,"x"]})"));
}

TEST(Translate, GoesThroughAListOfObjects) {
  FilterRun run(R"(translate { iterate_on => "l" source => "id" target => "[n][name]"
                               dictionary => { "1" => "one" } fallback => "%{f}" })");
  EXPECT_THAT(run({R"({"f":"?","l":[{"id":1},{"id":2},{"x":1},5]})", R"({"l":5})"}),
              ElementsAre(R"({"f":"?","l":[{"id":1,"n":{"name":"one"}},{"id":2,"n":{"name":"?"}},)"
                          R"({"x":1},5]})",
                          R"({"l":5})"));
}

TEST(Translate, RefusesMistakesWithTheirPlace) {
  EXPECT_THAT(FilterRun(R"(translate { target => "t" })").error(),
              HasSubstr("test.conf:1:1: translate needs the option 'source'"));
  EXPECT_THAT(FilterRun(R"(translate { source => "a" field => "b" })").error(),
              HasSubstr("test.conf:1:36: translate: field is the old name of source"));
  EXPECT_THAT(FilterRun(R"(translate { source => "a" regex => true dictionary => { "(" => "x" } })")
                  .error(),
              HasSubstr("test.conf:1:57: translate cannot use the pattern '(': "));
}

std::string with_file(const std::string& path, const std::string& more = "") {
  return "translate { source => 'a' target => 't' dictionary_path => '" + path + "' " + more + " }";
}

TEST(Translate, TakesDictionariesOfFiles) {
  const os::TemporaryDirectory folder;
  const std::string json =
      folder.write("d.json", R"({"1": 1.50, "x\n": {"b": [null, "c"]}, "1": 2.50})");
  FilterRun from_json(with_file(json));
  EXPECT_THAT(
      from_json({R"({"a":1})", R"({"a":"x\n"})", R"({"a":"?"})"}),
      ElementsAre(R"({"a":1,"t":2.50})", R"({"a":"x\n","t":{"b":[null,"c"]}})", R"({"a":"?"})"));
  const std::string yaml = folder.write(
      "d.yml", "\xEF\xBB\xBF'1': one\n2: [1, yes, 'no']\n3: {b: ~}\n4: 1.5\n5: '1'\n4: off\n");
  FilterRun from_yaml(with_file(yaml));
  EXPECT_THAT(
      from_yaml({R"({"a":1})", R"({"a":2})", R"({"a":"3"})", R"({"a":4})", R"({"a":5})"}),
      ElementsAre(R"({"a":1,"t":"one"})", R"({"a":2,"t":[1,true,"no"]})",
                  R"({"a":"3","t":{"b":null}})", R"({"a":4,"t":false})", R"({"a":5,"t":"1"})"));
  const std::string csv = folder.write("d.csv", "1,one\r\n\n\"a,b\",\"say \"\"x\"\"\"\nnone,");
  FilterRun from_csv(with_file(csv, "fallback => 'f'"));
  EXPECT_THAT(from_csv({R"({"a":1})", R"({"a":"a,b"})", R"({"a":"none"})", R"({"a":""})"}),
              ElementsAre(R"({"a":1,"t":"one"})", R"({"a":"a,b","t":"say \"x\""})",
                          R"({"a":"none","t":null})", R"({"a":"","t":"f"})"));
  FilterRun pattern(with_file(folder.write("r.csv", "^a.$,first\nb,second"), "regex => true"));
  EXPECT_THAT(pattern({R"({"a":"ab"})", R"({"a":"bb"})"}),
              ElementsAre(R"({"a":"ab","t":"first"})", R"({"a":"bb","t":"second"})"));
  FilterRun empty(with_file(folder.write("empty.yaml", "\n")));
  EXPECT_THAT(empty({R"({"a":1})"}), ElementsAre(R"({"a":1})"));
}

TEST(Translate, SaysWhereADictionarysFileIsWrong) {
  const os::TemporaryDirectory folder;
  const auto error = [&](std::string_view name, std::string_view content,
                         const std::string& more = "") {
    return FilterRun(with_file(folder.write(name, content), more)).error();
  };
  EXPECT_THAT(error("a.json", "{\"a\": 1,\n \"b\" 2}"),
              AllOf(HasSubstr("test.conf:1:60: /"), HasSubstr("a.json:2:6: expected ':'")));
  EXPECT_THAT(error("b.json", "[1]"), HasSubstr("b.json:1:1: expected '{'"));
  EXPECT_THAT(error("c.json", "{} {}"), HasSubstr("c.json:1:4: expected the end of the file"));
  EXPECT_THAT(error("d.json", "{\"a\": 1\n\"b\": 2}"),
              HasSubstr("d.json:2:1: expected ',' or '}'"));
  EXPECT_THAT(error("e.json", "{\n\"a\xFF\": 1}"),
              HasSubstr("e.json:2:3: a byte that is not UTF-8"));
  EXPECT_THAT(error("f.json", "{\"a\": 1,\n\"(\\n\": 1}", "regex => true"),
              HasSubstr("f.json:2:1: the key '("));
  EXPECT_THAT(error("a.yml", "a: 1\nb: [\n"), HasSubstr("a.yml:3:1: not YAML"));
  EXPECT_THAT(error("b.yml", "- a\n"), HasSubstr("b.yml:1:1: expected a dictionary"));
  EXPECT_THAT(error("c.yml", "a: 1\n'(': 2", "regex => true"), HasSubstr("c.yml:2:1: the key '('"));
  EXPECT_THAT(error("d.yml", "\xC3\xA4: 12\n", "yaml_dictionary_code_point_limit => 5"),
              HasSubstr("d.yml: the file has 6 characters; yaml_dictionary_code_point_limit allows "
                        "5"));
  EXPECT_THAT(error("a.csv", "a,b\nc\n"), HasSubstr("a.csv:2:1: expected two columns"));
  EXPECT_THAT(error("b.csv", "a,b\n\n\"c,d"), HasSubstr("b.csv:3:1: no line of CSV"));
  EXPECT_THAT(error("c.csv", "(,b", "regex => true"), HasSubstr("c.csv:1:1: the key '('"));
  EXPECT_THAT(error("a.txt", "a"), HasSubstr("translate cannot tell what '"));
  EXPECT_THAT(FilterRun(with_file(folder / "none.csv")).error(),
              AllOf(HasSubstr("test.conf:1:60: "), HasSubstr("none.csv")));
  EXPECT_THAT(error("e.yml", "a: 1", "dictionary => { 'a' => 'b' }"),
              HasSubstr("test.conf:1:60: translate takes dictionary or dictionary_path"));
  EXPECT_THAT(error("d.csv", "a,b", "yaml_dictionary_code_point_limit => 5"),
              HasSubstr("the dictionary is no YAML"));
  EXPECT_THAT(error("f.yml", "a: 1", "yaml_dictionary_code_point_limit => 0"),
              HasSubstr("must be 1 or more"));
}

TEST(Translate, ReadsAFileAgainThatHasChanged) {
  const os::TemporaryDirectory folder;
  const std::string path = folder.write("d.yml", "x: old\n");
  FilterRun run(with_file(path, "refresh_interval => 0.001"));
  FilterRun never(with_file(path, "refresh_interval => 0"));
  const std::vector<std::string> event = {R"({"a":"x"})"};
  EXPECT_THAT(run(event), ElementsAre(R"({"a":"x","t":"old"})"));
  // What is no dictionary changes nothing; what comes after it is seen all the same.
  ASSERT_TRUE(os::replace_file(os::real_files(), path, "x: [\n"));
  ASSERT_TRUE(os::replace_file(os::real_files(), path, "x: the new one\n"));
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(60);
  std::string seen = R"({"a":"x","t":"old"})";
  while (seen == R"({"a":"x","t":"old"})" && std::chrono::steady_clock::now() < deadline) {
    seen = run(event).at(0);
  }
  EXPECT_EQ(seen, R"({"a":"x","t":"the new one"})");
  EXPECT_THAT(never(event), ElementsAre(R"({"a":"x","t":"old"})"));
}

std::string found(const DictionaryFile& file, std::string_view key) {
  Arena arena;
  const auto dictionary = file.current();
  const auto value = dictionary->find(arena, Value::text(arena.copy(key)));
  return value ? std::string(value->as_text()) : "-";
}

void replace(const std::string& path, std::string_view content) {
  ASSERT_TRUE(os::replace_file(os::real_files(), path, content));
}

TEST(DictionaryFile, MergesOrReplacesWhatItHad) {
  const os::TemporaryDirectory folder;
  const std::string path = folder.write("d.json", R"({"a":"1","b":"2"})");
  for (const bool merge : {true, false}) {
    replace(path, R"({"a":"1","b":"2"})");
    auto file = DictionaryFile::open(os::real_files(), {.path = path, .merge = merge});
    ASSERT_TRUE(file);
    EXPECT_FALSE((*file)->refresh().value());
    replace(path, R"({"b":"3","c":"4"})");
    EXPECT_TRUE((*file)->refresh().value());
    EXPECT_EQ(found(**file, "a"), merge ? "1" : "-");
    EXPECT_EQ(found(**file, "b"), "3");
    EXPECT_EQ(found(**file, "c"), "4");
  }
}

TEST(DictionaryFile, KeepsWhatItHasWhenTheFileIsBadOrGone) {
  const os::TemporaryDirectory folder;
  const std::string path = folder.write("d.csv", "a,1\n");
  auto file =
      DictionaryFile::open(os::real_files(), {.path = path, .format = DictionaryFormat::kCsv});
  ASSERT_TRUE(file);
  replace(path, "a,2\nb\n");
  EXPECT_FALSE((*file)->refresh());
  EXPECT_EQ(found(**file, "a"), "1");
  // It is told once.
  EXPECT_TRUE((*file)->refresh());
  ASSERT_TRUE(os::real_files().remove(path));
  EXPECT_FALSE((*file)->refresh());
  EXPECT_EQ(found(**file, "a"), "1");
  replace(path, "a,3\n");
  EXPECT_TRUE((*file)->refresh());
  EXPECT_EQ(found(**file, "a"), "3");
}

TEST(DictionaryFile, LeavesADictionaryToThoseWhoUseIt) {
  const os::TemporaryDirectory folder;
  const std::string path = folder.write("d.csv", "a,1\n");
  auto file =
      DictionaryFile::open(os::real_files(), {.path = path, .format = DictionaryFormat::kCsv});
  ASSERT_TRUE(file);
  const auto before = (*file)->current();
  replace(path, "a,2\n");
  EXPECT_TRUE((*file)->refresh());
  Arena arena;
  EXPECT_EQ(before->find(arena, Value::text(arena.copy("a")))->as_text(), "1");
  EXPECT_EQ(found(**file, "a"), "2");
}

}  // namespace
}  // namespace bdp
