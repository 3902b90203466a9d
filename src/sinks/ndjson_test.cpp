#include "sinks/ndjson.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <array>
#include <cerrno>

#include "os/faulty_files.h"
#include "os/stop_signals.h"
#include "os/temporary_directory.h"
#include "os/unique_fd.h"
#include "sinks/row_batch.h"

namespace bdp {
namespace {

using testing::HasSubstr;

RowBatch numbers(std::int64_t from, std::int64_t to) {
  std::vector<RowBatch::Row> rows;
  for (std::int64_t i = from; i < to; ++i) rows.push_back({{"n", Value::integer(i)}});
  return RowBatch(rows);
}

Result<WriteOutcome> put(Sink& sink, RowBatch rows, std::stop_token stop = {}) {
  const auto prepared = sink.prepare(rows.batch(), rows.rows(), nullptr);
  return sink.write(rows.batch(), rows.rows(), prepared.get(), std::move(stop));
}

class NdjsonFileTest : public testing::Test {
 protected:
  std::string content() const { return *os::read_whole(os::real_files(), path, 1 << 20); }
  os::TemporaryDirectory directory;
  const std::string path = directory / "out.ndjson";
};

TEST_F(NdjsonFileTest, WritesALineForEachRow) {
  NdjsonFile sink(os::real_files(), path, false);
  ASSERT_TRUE(sink.open(""));
  const auto outcome = put(sink, numbers(1, 3));
  ASSERT_TRUE(outcome);
  ASSERT_TRUE(sink.flush());
  EXPECT_EQ(outcome->delivered, 2U);
  EXPECT_EQ(outcome->bytes, 16U);
  EXPECT_EQ(content(), "{\"n\":1}\n{\"n\":2}\n");
  EXPECT_EQ(sink.position(), "16");
}

TEST_F(NdjsonFileTest, ANewRunReplacesTheFile) {
  directory.write("out.ndjson", "old\n");
  NdjsonFile sink(os::real_files(), path, false);
  ASSERT_TRUE(sink.open(""));
  ASSERT_TRUE(put(sink, numbers(1, 2)));
  ASSERT_TRUE(sink.flush());
  EXPECT_EQ(content(), "{\"n\":1}\n");
}

TEST_F(NdjsonFileTest, AContinuedRunCutsTheFileBackToItsPosition) {
  directory.write("out.ndjson", "{\"n\":1}\n{\"n\":2}\n{\"n");
  NdjsonFile sink(os::real_files(), path, false);
  ASSERT_TRUE(sink.open("8"));
  ASSERT_TRUE(put(sink, numbers(2, 4)));
  ASSERT_TRUE(sink.flush());
  EXPECT_EQ(content(), "{\"n\":1}\n{\"n\":2}\n{\"n\":3}\n");
}

TEST_F(NdjsonFileTest, RefusesAFileThatIsShorterThanItsPosition) {
  directory.write("out.ndjson", "{}\n");
  NdjsonFile sink(os::real_files(), path, false);
  const Status opened = sink.open("8");
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().code(), Code::kCorrupt);
  EXPECT_THAT(std::string(opened.error().message()),
              AllOf(HasSubstr(path), HasSubstr("3 bytes are left of 8"), HasSubstr("--restart")));
}

TEST_F(NdjsonFileTest, AFullDiskEndsTheRunAndLeavesWhatWasFlushed) {
  os::FaultyFiles files(os::real_files());
  NdjsonFile sink(files, path, false);
  ASSERT_TRUE(sink.open(""));
  ASSERT_TRUE(put(sink, numbers(1, 2)));
  ASSERT_TRUE(sink.flush());
  files.limit_disk(10);
  ASSERT_TRUE(put(sink, numbers(2, 9)));
  const Status flushed = sink.flush();
  ASSERT_FALSE(flushed);
  EXPECT_EQ(flushed.error().code(), Code::kExhausted);
  EXPECT_THAT(std::string(flushed.error().message()),
              AllOf(HasSubstr(path), HasSubstr("No space left on device")));
  EXPECT_EQ(content(), "{\"n\":1}\n");
  files.heal();
  EXPECT_FALSE(put(sink, numbers(2, 3)));
  ASSERT_TRUE(sink.open("8"));
  ASSERT_TRUE(put(sink, numbers(2, 3)));
  ASSERT_TRUE(sink.flush());
  EXPECT_EQ(content(), "{\"n\":1}\n{\"n\":2}\n");
}

TEST_F(NdjsonFileTest, ALargeOutputIsWholeWhateverTheFlushes) {
  std::string expected;
  NdjsonFile sink(os::real_files(), path, false);
  ASSERT_TRUE(sink.open(""));
  for (std::int64_t i = 0; i < 60; ++i) {
    ASSERT_TRUE(put(sink, numbers(i * 10'000, (i + 1) * 10'000)));
    ASSERT_TRUE(i % 7 != 3 || sink.flush());
  }
  ASSERT_TRUE(sink.flush());
  for (std::int64_t i = 0; i < 600'000; ++i) expected += "{\"n\":" + std::to_string(i) + "}\n";
  EXPECT_EQ(sink.position(), std::to_string(expected.size()));
  EXPECT_TRUE(*os::read_whole(os::real_files(), path, 1 << 24) == expected);
}

TEST_F(NdjsonFileTest, SyncsOnlyWhenItIsToSurvivePowerLoss) {
  os::FaultyFiles files(os::real_files());
  for (const bool durable : {false, true}) {
    NdjsonFile sink(files, path, durable);
    ASSERT_TRUE(sink.open(""));
    ASSERT_TRUE(put(sink, numbers(1, 2)));
    ASSERT_TRUE(sink.flush());
    EXPECT_EQ(files.count(os::FileOperation::kSync), durable ? 1 : 0);
  }
}

TEST_F(NdjsonFileTest, NamesADirectoryThatIsNotThere) {
  NdjsonFile sink(os::real_files(), directory / "none/out", false);
  const Status opened = sink.open("");
  ASSERT_FALSE(opened);
  EXPECT_THAT(std::string(opened.error().message()), HasSubstr("none/out"));
}

class NdjsonStreamTest : public testing::Test {
 protected:
  NdjsonStreamTest() {
    std::array<int, 2> ends{};
    CHECK(pipe2(ends.data(), O_CLOEXEC) == 0);
    reader = os::UniqueFd(ends[0]);
    writer = os::UniqueFd(ends[1]);
    os::ignore_broken_pipes();
  }
  os::UniqueFd reader, writer;
};

TEST_F(NdjsonStreamTest, WritesToThePipe) {
  NdjsonStream sink(writer.get());
  ASSERT_TRUE(put(sink, numbers(1, 2)));
  std::array<char, 100> got{};
  EXPECT_EQ(::read(reader.get(), got.data(), got.size()), 8);
  EXPECT_STREQ(got.data(), "{\"n\":1}\n");
}

TEST_F(NdjsonStreamTest, AReaderThatLeavesIsNoFailure) {
  NdjsonStream sink(writer.get());
  reader = os::UniqueFd();
  const auto outcome = put(sink, numbers(1, 2));
  ASSERT_FALSE(outcome);
  EXPECT_EQ(outcome.error().code(), Code::kCancelled);
}

TEST_F(NdjsonStreamTest, CanBeStoppedWhileNobodyReads) {
  NdjsonStream sink(writer.get());
  std::stop_source stop;
  stop.request_stop();
  const auto outcome = put(sink, numbers(0, 30'000), stop.get_token());
  ASSERT_FALSE(outcome);
  EXPECT_EQ(outcome.error().code(), Code::kCancelled);
}

}  // namespace
}  // namespace bdp
