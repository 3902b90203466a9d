#include "filters/translate/dictionary_file.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>

#include "os/temporary_directory.h"

namespace bdp::translate {
namespace {

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
}  // namespace bdp::translate
