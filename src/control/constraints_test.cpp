#include "control/constraints.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include "control/report_examples.h"
#include "os/temporary_directory.h"

namespace bdp {
namespace {

using testing::ElementsAre;

CollectedFile file(const std::string& name, std::uint64_t size) {
  os::FileInfo info;
  info.kind = os::FileKind::kRegular;
  info.size = size;
  info.readable = true;
  return {"in/" + name, name, info};
}

ServiceProfile report_profile() {
  return *read_service_profile(*config::parse_json(kReportProfile, "profile.json"));
}

std::vector<std::string> messages(const std::vector<Violation>& violations) {
  std::vector<std::string> texts;
  texts.reserve(violations.size());
  for (const Violation& violation : violations) texts.push_back(message_of(violation));
  return texts;
}

std::vector<std::string> broken(const Collection& collection,
                                const GenericConstraints& generic = {}) {
  const ServiceProfile profile = report_profile();
  return messages(check_constraints(collection, &profile, generic));
}

TEST(Constraints, LetPassWhatKeepsThem) {
  EXPECT_THAT(broken({{file("a.csv", 250000000), file("b.TXT", 250000000)}, {}}), ElementsAre());
}

TEST(Constraints, LimitTheTotalSize) {
  EXPECT_THAT(broken({{file("a.csv", 250000000), file("b.csv", 250000001)}, {}}),
              ElementsAre("Total file size exceeds limit: 500,000,001 bytes, allowed are "
                          "500,000,000 bytes (max_file_size)"));
}

TEST(Constraints, LimitTheNumberOfFiles) {
  Collection collection;
  for (int i = 0; i < 101; ++i) collection.files.push_back(file(std::to_string(i) + ".csv", 1));
  EXPECT_THAT(broken(collection),
              ElementsAre("Number of files exceeds limit: 101 files, allowed are 100 files "
                          "(max_number_of_files)"));
}

TEST(Constraints, LimitTheFormats) {
  EXPECT_THAT(broken({{file("a.json", 1), file("b.csv.gz", 1), file("c", 1)}, {}}),
              ElementsAre("File format is not accepted: 'in/a.json': json, allowed are csv, txt "
                          "(file_format)",
                          "File format is not accepted: 'in/c': none, allowed are csv, txt "
                          "(file_format)"));
}

TEST(Constraints, OfTheProfileHoldTheRegexOfNames) {
  ServiceProfile profile = report_profile();
  profile.name_pattern = *NamePattern::compile("vm_[0-9]+\\.csv");
  const Collection collection = {{file("vm_1.csv", 1), file("vm_1.csv.txt", 1)}, {}};
  EXPECT_THAT(messages(check_constraints(collection, &profile, {})),
              ElementsAre("File name does not match pattern: 'in/vm_1.csv.txt': vm_1.csv.txt, "
                          "expected is vm_[0-9]+\\.csv (file_name_regex)"));
}

TEST(Constraints, OfThePlatformAreOffUnlessSet) {
  const Collection collection = {{file(std::string(200, 'x'), 1ULL << 60U)}, {}};
  EXPECT_THAT(messages(check_constraints(collection, nullptr, {})), ElementsAre());
}

TEST(Constraints, OfThePlatformHoldForEveryFile) {
  GenericConstraints generic;
  generic.max_file_bytes = 100;
  generic.max_file_name_length = 5;
  generic.name_pattern = *NamePattern::compile("[a-z.]+");
  const Collection collection = {{file("a.csv", 101), file("\xC3\xA4.csv", 1), file("abc.csv", 1)},
                                 {}};
  EXPECT_THAT(
      messages(check_constraints(collection, nullptr, generic)),
      ElementsAre("File size exceeds limit: 'in/a.csv': 101 bytes, allowed are 100 bytes "
                  "(generic.max_file_size)",
                  "File name length exceeds limit: 'in/abc.csv': 7 characters, allowed are 5 "
                  "characters (generic.max_file_name_length)",
                  "File name does not match pattern: 'in/\xC3\xA4.csv': \xC3\xA4.csv, expected is "
                  "[a-z.]+ (generic.file_name_regex)"));
}

TEST(Constraints, RefuseAFileWithoutReadRights) {
  CollectedFile secret = file("a.csv", 1);
  secret.info.readable = false;
  EXPECT_THAT(broken({{secret}, {}}),
              ElementsAre("File cannot be read: 'in/a.csv': no read rights; give this user read "
                          "rights"));
}

TEST(RefusalJson, IsTheReportsAnswer) {
  const ServiceProfile profile = report_profile();
  const auto violations =
      check_constraints({{file("a.json", 500000001)}, {}}, &profile, GenericConstraints{});
  ASSERT_EQ(violations.size(), 2U);
  EXPECT_EQ(refusal_json(violations),
            R"({"error":"Total file size exceeds limit","status":"failed"})");
  EXPECT_EQ(detailed_refusal_json(violations),
            R"({"error":"Total file size exceeds limit","status":"failed","violations":[)"
            R"({"rule":"total_size","key":"max_file_size","file":"","limit":"500,000,000 bytes",)"
            R"("actual":"500,000,001 bytes"},{"rule":"file_format","key":"file_format",)"
            R"("file":"in/a.json","limit":"csv, txt","actual":"json"}]})");
}

TEST(ReadingLimit, IsTheTightestThereIs) {
  const ServiceProfile profile = report_profile();
  GenericConstraints generic;
  EXPECT_EQ(reading_limit(nullptr, generic), std::nullopt);
  EXPECT_EQ(reading_limit(&profile, generic)->max_bytes, 500000000U);
  EXPECT_EQ(message_of(reading_limit(&profile, generic)->violation()),
            "Total file size exceeds limit: more than 500,000,000 bytes, allowed are 500,000,000 "
            "bytes (max_file_size)");
  generic.max_file_bytes = 1;
  EXPECT_EQ(reading_limit(&profile, generic)->rule, Rule::kFileSize);
}

TEST(CheckSourceName, HoldsStandardInputToTheRulesOfNames) {
  const ServiceProfile profile = report_profile();
  EXPECT_THAT(messages(check_source_name("x.csv", &profile, {})), ElementsAre());
  EXPECT_THAT(messages(check_source_name("x.json", &profile, {})),
              ElementsAre("File format is not accepted: 'x.json': json, allowed are csv, txt "
                          "(file_format)"));
}

TEST(FormatOf, LooksThroughCompression) {
  EXPECT_EQ(format_of("a.csv"), "csv");
  EXPECT_EQ(format_of("A.CSV"), "csv");
  EXPECT_EQ(format_of("a.b.csv.gz"), "csv");
  EXPECT_EQ(format_of("a.csv.zst"), "csv");
  EXPECT_EQ(format_of("a.tar.xz"), "tar");
  EXPECT_EQ(format_of("a.tgz"), "tar");
  EXPECT_EQ(format_of("a.gz"), "gz");
  EXPECT_EQ(format_of("a"), "");
  EXPECT_EQ(format_of(".csv"), "");
  EXPECT_EQ(format_of("a."), "");
}

std::vector<std::string> paths_of(const Collection& collection) {
  std::vector<std::string> paths;
  for (const CollectedFile& each : collection.files) paths.push_back(each.name);
  return paths;
}

Result<Collection> collect(const std::vector<std::string>& inputs, const std::string& pattern) {
  return collect_files(os::real_files(), inputs, *Glob::compile(pattern), pattern);
}

TEST(CollectFiles, TakesWhatMatchesAndNamesWhatDoesNot) {
  const os::TemporaryDirectory directory;
  directory.write("b.csv", "1");
  directory.write("a.csv", "22");
  directory.write("c.txt", "");
  ASSERT_TRUE(os::real_files().make_directories(directory / "d.csv"));
  ASSERT_EQ(mkfifo((directory / "e.csv").c_str(), 0600), 0);
  const Collection collection = *collect({directory.path()}, "*.csv");
  EXPECT_THAT(paths_of(collection), ElementsAre("a.csv", "b.csv"));
  EXPECT_EQ(collection.total_bytes(), 3U);
  ASSERT_EQ(collection.passed_over.size(), 3U);
  EXPECT_EQ(collection.passed_over[0].path, directory / "c.txt");
  EXPECT_EQ(collection.passed_over[0].reason, "does not match '*.csv'");
  EXPECT_EQ(collection.passed_over[1].reason, "is a directory");
  EXPECT_EQ(collection.passed_over[2].reason, "is a FIFO");
}

TEST(CollectFiles, TakesAFileOnceHoweverItIsNamed) {
  const os::TemporaryDirectory directory;
  const std::string path = directory.write("a.csv", "1");
  ASSERT_EQ(symlink("a.csv", (directory / "link.csv").c_str()), 0);
  const Collection collection = *collect({path, directory.path()}, "*");
  EXPECT_THAT(paths_of(collection), ElementsAre("a.csv"));
  ASSERT_EQ(collection.passed_over.size(), 2U);
  EXPECT_EQ(collection.passed_over[0].reason, "is the same file as one before it");
}

TEST(CollectFiles, RefusesAnInputThatDoesNotExist) {
  const Result<Collection> collection = collect({"/nonexistent/in"}, "*");
  ASSERT_FALSE(collection);
  EXPECT_EQ(collection.error().code(), Code::kNotFound);
  EXPECT_EQ(collection.error().message(),
            "the input '/nonexistent/in' does not exist; expected a file or a directory");
}

TEST(CollectFiles, RefusesAFifoThatIsNamed) {
  const os::TemporaryDirectory directory;
  ASSERT_EQ(mkfifo((directory / "p").c_str(), 0600), 0);
  EXPECT_EQ(collect({directory / "p"}, "*").error().message(),
            "the input '" + (directory / "p") +
                "' is a FIFO; expected a file or a directory, or '-' with the data on standard "
                "input");
}

}  // namespace
}  // namespace bdp
