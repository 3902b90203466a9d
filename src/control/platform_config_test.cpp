#include "control/platform_config.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "os/temporary_directory.h"

namespace bdp {
namespace {

Result<PlatformConfig> load(std::string_view text) {
  const os::TemporaryDirectory directory;
  return load_platform_config(os::real_files(), directory.write("mysimbdp.yaml", text),
                              [](std::string_view name) -> std::optional<std::string> {
                                if (name == "LIMIT") return "7 kB";
                                return std::nullopt;
                              });
}

TEST(LoadPlatformConfig, SetsNothingWithoutAFile) {
  const Result<PlatformConfig> platform =
      load_platform_config(os::real_files(), "/nonexistent/mysimbdp.yaml", os::process_variables());
  ASSERT_TRUE(platform);
  EXPECT_FALSE(platform->generic.max_file_bytes || platform->generic.max_file_name_length ||
               platform->generic.name_pattern);
}

// The text of examples/mysimbdp.yaml.
TEST(LoadPlatformConfig, ReadsTheReportsExample) {
  const Result<PlatformConfig> platform = load(
      "generic:\n  max_file_size: 100 MB\n  max_file_name_length: 20\n"
      "  file_name_regex: '[A-Za-z0-9._-]+'\n");
  ASSERT_TRUE(platform) << platform.error().message();
  EXPECT_EQ(platform->generic.max_file_bytes, 100000000U);
  EXPECT_EQ(platform->generic.max_file_name_length, 20U);
  EXPECT_TRUE(platform->generic.name_pattern->matches("vm-table_1.csv"));
  EXPECT_FALSE(platform->generic.name_pattern->matches("vm table.csv"));
}

TEST(LoadPlatformConfig, PutsEnvironmentVariablesIn) {
  EXPECT_EQ(load("generic: {max_file_size: \"${LIMIT}\"}")->generic.max_file_bytes, 7000U);
}

TEST(LoadPlatformConfig, TellsMistakesWithTheirPlace) {
  const Result<PlatformConfig> platform =
      load("generic:\n  max_file_syze: 1\n  file_name_regex: '('\n");
  ASSERT_FALSE(platform);
  EXPECT_THAT(
      std::string(platform.error().message()),
      testing::AllOf(testing::HasSubstr("mysimbdp.yaml:2:3: unknown key 'max_file_syze' in "
                                        "generic; did you mean 'max_file_size'?"),
                     testing::HasSubstr("mysimbdp.yaml:3:20: 'file_name_regex' is no regular "
                                        "expression: missing closing parenthesis")));
}

TEST(NamePattern, HoldsTheWholeName) {
  const NamePattern pattern = *NamePattern::compile("a|ab");
  EXPECT_TRUE(pattern.matches("ab"));
  EXPECT_FALSE(pattern.matches("abc"));
  EXPECT_FALSE(pattern.matches("xa"));
}

TEST(NamePattern, GivesUpOnExpressionsMadeToBeSlow) {
  EXPECT_FALSE(NamePattern::compile("(a+)+b")->matches(std::string(255, 'a')));
}

TEST(NamePattern, TakesNamesThatAreNotUtf8) {
  EXPECT_FALSE(NamePattern::compile("[a-z]+")->matches("a\xFF"));
  EXPECT_TRUE(NamePattern::compile("[a-z]+")->matches("a"));
}

}  // namespace
}  // namespace bdp
