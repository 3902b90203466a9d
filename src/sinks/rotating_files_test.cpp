#include "sinks/rotating_files.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>

#include "os/temporary_directory.h"
#include "sinks/row_batch.h"

namespace bdp {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

class RotatingFilesTest : public testing::Test {
 protected:
  RotatingFilesOptions options() const {
    return {.directory = directory / "", .name = "a-%{n}.ndjson", .max_rows = 3};
  }

  std::vector<std::string> names() const {
    std::vector<std::string> names;
    const auto entries = os::real_files().list(directory / "");
    for (const auto& entry : entries.value()) names.push_back(entry.name);
    return names;
  }

  /// Of all files that have their name, in order.
  std::string contents() const {
    std::string all;
    for (const std::string& name : names()) {
      if (name.front() != '.') all += *os::read_whole(os::real_files(), directory / name, 1 << 20);
    }
    return all;
  }

  os::TemporaryDirectory directory;
};

Status put(Sink& sink, std::int64_t number) {
  RowBatch rows({{{"n", Value::integer(number)}}});
  const auto prepared = sink.prepare(rows.batch(), rows.rows(), nullptr);
  auto outcome = sink.write(rows.batch(), rows.rows(), prepared.get(), {});
  return outcome ? Status() : Status(tl::unexpected(outcome.error()));
}

TEST_F(RotatingFilesTest, AFileHasItsNameOnceAMarkKnowsThatItIsComplete) {
  RotatingFiles sink(os::real_environment(), options());
  ASSERT_TRUE(sink.open(""));
  for (int n = 0; n < 4; ++n) ASSERT_TRUE(put(sink, n));
  ASSERT_TRUE(sink.flush());
  EXPECT_EQ(contents(), "");
  ASSERT_TRUE(sink.flush());
  EXPECT_EQ(contents(), "{\"n\":0}\n{\"n\":1}\n{\"n\":2}\n");
  ASSERT_TRUE(sink.finish());
  EXPECT_THAT(names(), ElementsAre("a-000001.ndjson", "a-000002.ndjson"));
}

TEST_F(RotatingFilesTest, AFinishedFileIsLeftToItsReaders) {
  std::string mark;
  {
    RotatingFiles sink(os::real_environment(), options());
    ASSERT_TRUE(sink.open(""));
    ASSERT_TRUE(put(sink, 0));
    ASSERT_TRUE(sink.flush());
    mark = sink.position();
    ASSERT_TRUE(sink.finish());
  }
  ASSERT_TRUE(os::real_files().remove(directory / "a-000001.ndjson"));
  RotatingFiles sink(os::real_environment(), options());
  ASSERT_TRUE(sink.open(mark));
  ASSERT_TRUE(put(sink, 1));
  ASSERT_TRUE(sink.flush());
  ASSERT_TRUE(sink.finish());
  EXPECT_THAT(names(), ElementsAre("a-000002.ndjson"));
}

TEST_F(RotatingFilesTest, EveryRowIsThereOnceWhereverTheRunsWereKilled) {
  std::mt19937 random(7);
  std::string mark;
  std::int64_t marked = 0;
  constexpr std::int64_t kRows = 200;
  int crashes = 0;
  for (bool finished = false; !finished;) {
    RotatingFiles sink(os::real_environment(), options());
    ASSERT_TRUE(sink.open(mark));
    std::int64_t next = marked;
    while (true) {
      if (random() % 12 == 0) break;  // Killed.
      if (next < kRows && random() % 3 != 0) {
        ASSERT_TRUE(put(sink, next++));
        continue;
      }
      ASSERT_TRUE(sink.flush());
      if (random() % 8 == 0) break;  // Killed before the mark is stored.
      mark = sink.position();
      marked = next;
      if (next < kRows) continue;
      if (random() % 2 == 0) break;  // Killed before the end is noted.
      ASSERT_TRUE(sink.finish());
      finished = true;
      break;
    }
    if (!finished) ++crashes;
  }
  EXPECT_GT(crashes, 5);
  std::string expected;
  for (std::int64_t n = 0; n < kRows; ++n) expected += "{\"n\":" + std::to_string(n) + "}\n";
  EXPECT_EQ(contents(), expected);
  EXPECT_THAT(names(), testing::Each(testing::StartsWith("a-")));
}

TEST_F(RotatingFilesTest, SaysThatAFileWasCut) {
  RotatingFiles sink(os::real_environment(), options());
  ASSERT_TRUE(sink.open(""));
  ASSERT_TRUE(put(sink, 0));
  ASSERT_TRUE(sink.flush());
  const std::string mark = sink.position();
  const auto file = *os::real_files().open(part_path(options(), 1), os::OpenMode::kModify);
  ASSERT_TRUE(file->truncate(3));
  RotatingFiles again(os::real_environment(), options());
  const auto opened = again.open(mark);
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().code(), Code::kCorrupt);
  EXPECT_THAT(std::string(opened.error().message()), HasSubstr("3 bytes are left of 8"));
}

TEST(RotatedName, HasANumberAndDates) {
  const os::WallTime time{std::chrono::seconds(1700000000)};
  EXPECT_EQ(*rotated_name("a-%{n}.csv", 7, time), "a-000007.csv");
  EXPECT_EQ(*rotated_name("%{+yyyy-MM-dd}/%{n}", 1234567, time), "2023-11-14/1234567");
  EXPECT_THAT(std::string(rotated_name("%{vm}", 1, time).error().message()),
              HasSubstr("'%{vm}' means nothing here"));
}

}  // namespace
}  // namespace bdp
