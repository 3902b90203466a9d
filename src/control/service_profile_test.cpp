#include "control/service_profile.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "control/report_examples.h"

namespace bdp {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

Result<ServiceProfile> read(std::string_view json) {
  TRY_ASSIGN(const config::Document document, config::parse_json(json, "profile.json"));
  return read_service_profile(document);
}

std::string error_of(std::string_view json) {
  const Result<ServiceProfile> profile = read(json);
  return profile ? "no error" : std::string(profile.error().message());
}

std::string with(std::string_view field) {
  return R"({"client_id": "c", "max_filebeat_workers": 1, "max_logstash_workers": 1, )" +
         std::string(field) + "}";
}

TEST(ReadServiceProfile, TakesTheReportsProfileUnchanged) {
  const Result<ServiceProfile> profile = read(kReportProfile);
  ASSERT_TRUE(profile) << profile.error().message();
  EXPECT_EQ(profile->client.text, "3iecnbgkro302knejhg8gi5n4gidn");
  EXPECT_EQ(profile->client_name, "test");
  EXPECT_EQ(profile->max_total_bytes, 500000000U);
  EXPECT_EQ(profile->max_files, 100U);
  EXPECT_THAT(profile->formats, ElementsAre("csv", "txt"));
  EXPECT_EQ(profile->max_readers, 1U);
  EXPECT_EQ(profile->max_filters, 1U);
}

TEST(ReadServiceProfile, TakesTheReportsProfilesOfMongodbEachByItself) {
  const std::size_t middle = kReportTwoProfiles.find("}\n\n{") + 1;
  const Result<ServiceProfile> bob = read(kReportTwoProfiles.substr(0, middle));
  ASSERT_TRUE(bob) << bob.error().message();
  EXPECT_EQ(bob->client_name, "Bob");
  const Result<ServiceProfile> alice = read(kReportTwoProfiles.substr(middle));
  ASSERT_TRUE(alice) << alice.error().message();
  EXPECT_EQ(alice->client_name, "Alice");
}

TEST(ReadServiceProfile, RefusesTwoProfilesInOneFile) {
  EXPECT_EQ(error_of(kReportTwoProfiles),
            "profile.json:17:1: a second document begins here; a file holds one: put each into its "
            "own file");
}

TEST(ReadServiceProfile, WantsEveryLimit) {
  EXPECT_EQ(error_of(R"({"client_id": "c"})"),
            "profile.json:1:1: 'max_file_size' is missing: how many bytes the files of one job may "
            "have together, such as 500000000\n"
            "profile.json:1:1: 'max_number_of_files' is missing: how many files one job may have, "
            "such as 100\n"
            "profile.json:1:1: 'file_format' is missing: which formats are accepted, such as "
            "[\"csv\", \"txt\"]\n"
            "profile.json:1:1: 'max_filebeat_workers' is missing: how many threads may read, such "
            "as 1\n"
            "profile.json:1:1: 'max_logstash_workers' is missing: how many threads may filter, "
            "such as 1");
}

TEST(ReadServiceProfile, RefusesWrongValues) {
  EXPECT_THAT(error_of(with(R"("max_file_size": -1)")),
              HasSubstr("'max_file_size' is -1, expected a number from 0 to"));
  EXPECT_THAT(error_of(with(R"("max_file_sise": 1)")),
              HasSubstr("unknown key 'max_file_sise'; did you mean 'max_file_size'?"));
  EXPECT_THAT(error_of(with(R"("max_number_of_files": "many")")),
              HasSubstr("'max_number_of_files' is the text \"many\", expected a whole number"));
  EXPECT_THAT(error_of(with(R"("file_format": [])")), HasSubstr("'file_format' is an empty list"));
  EXPECT_THAT(error_of(with(R"("file_format": [".csv"])")),
              HasSubstr("'file_format' holds \".csv\", expected a file name's ending without the "
                        "point"));
  EXPECT_THAT(error_of(with(R"("file_name_regex": "[a")")),
              HasSubstr("'file_name_regex' is no regular expression: missing terminating ]"));
  EXPECT_THAT(error_of(R"({"max_filebeat_workers": 0})"),
              HasSubstr("'max_filebeat_workers' is 0, expected a number from 1 to 1024"));
}

TEST(ReadServiceProfile, TakesFormatsInAnyCase) {
  EXPECT_THAT(
      read(with(R"("file_format": "CSV", "max_file_size": 1, "max_number_of_files": 1)"))->formats,
      ElementsAre("csv"));
}

TEST(CheckSameClient, RefusesTheProfileOfAnother) {
  ServiceProfile profile = *read(kReportProfile);
  JobSpec spec = *read_job_spec(*config::parse_json(kReportSpec, "job.json"));
  const Status status = check_same_client(profile, spec);
  ASSERT_FALSE(status);
  EXPECT_EQ(status.error().code(), Code::kDenied);
  EXPECT_EQ(status.error().message(),
            "profile.json: this is the profile of client '3iecnbgkro302knejhg8gi5n4gidn', but the "
            "job in job.json is of client 'jsjhfx'; give that client's profile");
  profile.client = spec.client;
  EXPECT_TRUE(check_same_client(profile, spec));
}

TEST(LooksLike, TellsSpecsFromProfiles) {
  const config::Document profile = *config::parse_json(kReportProfile, "p");
  const config::Document spec = *config::parse_json(kReportSpec, "s");
  EXPECT_TRUE(looks_like_service_profile(profile));
  EXPECT_FALSE(looks_like_service_profile(spec));
  EXPECT_TRUE(looks_like_job_spec(spec));
  EXPECT_FALSE(looks_like_job_spec(profile));
}

}  // namespace
}  // namespace bdp
