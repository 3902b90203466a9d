#include "fetchdata/staged_file.h"

#include <gtest/gtest.h>

namespace bdp {
namespace {

StagedFile example() {
  StagedFile file;
  file.tenant = TenantId{"alice"};
  file.number = 42;
  file.name = "a\nb\xFF\".csv";
  file.path = "/srv/tenants/alice/staging/000000000042-" + file.name;
  file.size = 12'000'000;
  file.format = "csv";
  file.identity = {"xxh3:0123456789abcdef0123456789abcdef", 3};
  file.modified = os::FileTime(std::chrono::nanoseconds(1'700'000'000'123'456'789));
  file.taken = os::WallTime(std::chrono::nanoseconds(1'700'000'001'000'000'001));
  file.changed = os::WallTime(std::chrono::nanoseconds(1'700'000'002'000'000'002));
  file.state = FileState::kClaimed;
  file.job = JobId{"job-1"};
  file.blocks = {{file.path + ".blocks/000000", 0, 10'000'000, {1, 2}},
                 {file.path + ".blocks/000001", 10'000'000, 2'000'000, {3, 4}}};
  return file;
}

void expect_same(const StagedFile& read, const StagedFile& file) {
  EXPECT_EQ(read.tenant, file.tenant);
  EXPECT_EQ(read.number, file.number);
  EXPECT_EQ(read.name, file.name);
  EXPECT_EQ(read.path, file.path);
  EXPECT_EQ(read.size, file.size);
  EXPECT_EQ(read.format, file.format);
  EXPECT_EQ(read.identity, file.identity);
  EXPECT_EQ(read.modified, file.modified);
  EXPECT_EQ(read.taken, file.taken);
  EXPECT_EQ(read.changed, file.changed);
  EXPECT_EQ(read.blocks, file.blocks);
  EXPECT_EQ(read.raw_blocks, file.raw_blocks);
  EXPECT_EQ(read.state, file.state);
  EXPECT_EQ(read.job, file.job);
  EXPECT_EQ(read.violation, file.violation);
  EXPECT_EQ(read.duplicate_of, file.duplicate_of);
}

TEST(StagedFile, ComesBackAsItWasWritten) {
  StagedFile file = example();
  const std::string json = encode_staged_file(file, "/srv/tenants/alice");
  EXPECT_EQ(json.find('\n'), std::string::npos);
  Result<StagedFile> read = decode_staged_file(json, "/srv/tenants/alice");
  ASSERT_TRUE(read) << read.error().message();
  expect_same(*read, file);
  file.state = FileState::kDiscarded;
  file.blocks.clear();
  file.job = {};
  file.duplicate_of = 7;
  file.violation = Violation{Rule::kNamePattern, "file_name_regex", file.name, "[a-z]+", file.name};
  read = decode_staged_file(encode_staged_file(file, "/elsewhere"), "/elsewhere");
  ASSERT_TRUE(read) << read.error().message();
  expect_same(*read, file);
}

TEST(StagedFile, MovesWithItsHome) {
  const Result<StagedFile> read = decode_staged_file(
      encode_staged_file(example(), "/srv/tenants/alice"), "/mnt/other/tenants/alice");
  ASSERT_TRUE(read);
  EXPECT_TRUE(read->path.starts_with("/mnt/other/tenants/alice/staging/000000000042-a"));
  EXPECT_TRUE(read->blocks[1].path.starts_with("/mnt/other/tenants/alice/staging/"));
}

TEST(StagedFile, TellsDamageFromWhatItKnows) {
  for (const std::string_view json :
       {"", "[]", "{\"version\":1}", "{\"version\":1,\"client_id\":\"a\",\"state\":\"lost\"}"}) {
    const Result<StagedFile> read = decode_staged_file(json, "/home");
    ASSERT_FALSE(read) << json;
    EXPECT_NE(std::string(read.error().message()).find("record of a taken file"),
              std::string::npos);
  }
}

TEST(PrintableName, IsOneLineOfText) {
  EXPECT_EQ(printable_name("plain-\xC3\xA4.csv"), "plain-\xC3\xA4.csv");
  EXPECT_EQ(printable_name("a\n\x1B[31m\xFF\\b\x7F"), "a\\x0A\\x1B[31m\\xFF\\\\b\\x7F");
  EXPECT_EQ(printable_name("\xC2\x9B"
                           "x"),
            "\\xC2\\x9Bx");
}

}  // namespace
}  // namespace bdp
