#include "pipeline/dead_letters.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cerrno>

#include "os/faulty_files.h"
#include "os/temporary_directory.h"

namespace bdp {
namespace {

using testing::HasSubstr;

class DeadLettersTest : public testing::Test {
 protected:
  Result<std::unique_ptr<DeadLetters>> open(std::uint64_t length, bool durable = false) {
    return DeadLetters::open(files, clock, path, length, durable);
  }
  static DeadLetter letter(std::string_view original) {
    static const Error reason(Code::kInvalid, "it is \"bad\"");
    return {.id = {1, 2},
            .position = 7,
            .path = "in/a.csv",
            .stage = DeadLetterStage::kFilter,
            .reason = reason,
            .original = original,
            .length = original.size()};
  }
  std::string content() { return *os::read_whole(os::real_files(), path, 1 << 20); }

  os::TemporaryDirectory directory;
  os::FaultyFiles files{os::real_files()};
  os::FakeClock clock{os::WallTime(std::chrono::milliseconds(1'700'000'000'123))};
  const std::string path = directory / "dead.jsonl";
};

TEST_F(DeadLettersTest, SayWhatWasLostAndWhy) {
  auto letters = *open(0);
  ASSERT_TRUE(letters->add(letter("a\tb\\\"c\"")));
  ASSERT_TRUE(letters->flush());
  EXPECT_EQ(content(),
            R"({"time":"2023-11-14T22:13:20.123Z","id":"00000000000000010000000000000002",)"
            R"("path":"in/a.csv","position":7,"stage":"filter","code":"invalid",)"
            R"("reason":"it is \"bad\"","bytes":7,"text":"a\u0009b\\\"c\""})"
            "\n");
  EXPECT_EQ(letters->length(), content().size());
}

TEST_F(DeadLettersTest, WhatIsNotUtf8IsKeptAsBase64) {
  auto letters = *open(0);
  for (const char* original : {"\xff", "\xff\xfe", "\xff\xfe\xfd", "\xff\xfe\xfd\xfc"}) {
    ASSERT_TRUE(letters->add(letter(original)));
  }
  ASSERT_TRUE(letters->flush());
  for (const char* encoded : {"\"/w==\"", "\"//4=\"", "\"//79\"", "\"//79/A==\""}) {
    EXPECT_THAT(content(), HasSubstr(std::string("\"base64\":") + encoded));
  }
}

TEST_F(DeadLettersTest, WithoutLettersThereIsNoFile) {
  auto letters = *open(0);
  ASSERT_TRUE(letters->flush());
  EXPECT_FALSE(os::real_files().info(path));
}

TEST_F(DeadLettersTest, AResumeCutsOffWhatComesAgain) {
  directory.write("dead.jsonl", "first\nsecond\n");
  auto letters = *open(6);
  ASSERT_TRUE(letters->add(letter("x")));
  ASSERT_TRUE(letters->flush());
  EXPECT_THAT(content(), testing::StartsWith("first\n{\"time\""));
}

TEST_F(DeadLettersTest, AShorterFileIsRefused) {
  directory.write("dead.jsonl", "first\n");
  const auto letters = open(7);
  ASSERT_FALSE(letters);
  EXPECT_EQ(letters.error().code(), Code::kCorrupt);
  EXPECT_THAT(std::string(letters.error().message()), HasSubstr("6 bytes are left of 7"));
}

TEST_F(DeadLettersTest, AFullDiskIsSaid) {
  auto letters = *open(0);
  files.limit_disk(3);
  ASSERT_TRUE(letters->add(letter("x")));
  const Status flushed = letters->flush();
  ASSERT_FALSE(flushed);
  EXPECT_EQ(flushed.error().code(), Code::kExhausted);
}

TEST_F(DeadLettersTest, AreSyncedOnlyWhenTheyAreToSurvivePowerLoss) {
  for (const bool durable : {false, true}) {
    auto letters = *open(0, durable);
    ASSERT_TRUE(letters->add(letter("x")));
    ASSERT_TRUE(letters->flush());
    ASSERT_TRUE(letters->flush());
    EXPECT_EQ(files.count(os::FileOperation::kSync), durable ? 1 : 0);
  }
}

}  // namespace
}  // namespace bdp
