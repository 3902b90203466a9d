#include "pipeline/fan_out.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "os/temporary_directory.h"
#include "pipeline/fake_sink.h"

namespace bdp {
namespace {

using testing::HasSubstr;

/// Waits in its first write until it is asked to stop.
class StuckSink final : public Sink {
 public:
  Status open(std::string_view) override { return {}; }
  std::unique_ptr<Prepared> prepare(const Batch&, const Selection&,
                                    std::unique_ptr<Prepared> reuse) const override {
    return reuse;
  }
  Result<WriteOutcome> write(const Batch&, const Selection&, Prepared*,
                             std::stop_token stop) override {
    while (os::real_clock().wait(std::chrono::seconds(1), stop)) {
    }
    return Error(Code::kCancelled, "asked to stop");
  }
  Status flush() override { return {}; }
  std::string position() const override { return {}; }
};

class LastMark final : public MarkStore {
 public:
  Status save(std::string_view mark) override {
    bytes = mark;
    return {};
  }
  Mark mark() const { return *decode_mark(bytes); }
  std::string bytes;
};

class FanOutTest : public testing::Test {
 protected:
  FanOutTest() : batch_(std::make_shared<Layout>()) {}

  /// One row with this text, written and settled, and the run's mark saved.
  Status put(FanOut& fan_out, const char* text) {
    batch_.reset();
    batch_.set_rows(1);
    batch_.set_source({7, 7});
    batch_.positions().push_back(rows_.read);
    batch_.set(batch_.slot("text"), 0, Value::text(text));
    select_all(batch_, selection_);
    const auto prepared = fan_out.prepare(batch_, selection_, nullptr);
    TRY_ASSIGN(const WriteOutcome outcome, fan_out.write(batch_, selection_, prepared.get(), {}));
    ++rows_.read;
    rows_.delivered += outcome.delivered;
    rows_.dead_letters += outcome.refused.size();
    for (const Rejection& refused : outcome.refused) {
      fan_out.note({.id = batch_.id(refused.row),
                    .path = "in.csv",
                    .stage = DeadLetterStage::kSink,
                    .reason = refused.reason,
                    .original = text});
    }
    TRY(fan_out.flush());
    Mark mark;
    mark.source.bytes = std::to_string(rows_.read);
    mark.rows = rows_;
    return fan_out.save(encode_mark(mark));
  }

  static FanOutOptions patience(int milliseconds) {
    FanOutOptions options;
    options.patience = std::chrono::milliseconds(milliseconds);
    options.retry.first_pause = std::chrono::milliseconds(1);
    options.retry.unavailable_for = std::chrono::milliseconds(20);
    return options;
  }

  Batch batch_;
  Selection selection_;
  RowCounters rows_;
  FakeStorage one_, two_;
  LastMark mark_one_, mark_two_;
};

TEST_F(FanOutTest, EverySinkHasEveryRowAndAMarkOfItsOwn) {
  FakeSink one(one_, {});
  FakeSink two(two_, {.writes_in_flight = 2});
  FanOut fan_out(os::real_environment(),
                 {{.sink = &one, .marks = &mark_one_}, {.sink = &two, .marks = &mark_two_}}, {});
  ASSERT_TRUE(fan_out.open(""));
  ASSERT_TRUE(put(fan_out, "a"));
  ASSERT_TRUE(put(fan_out, "b"));
  EXPECT_EQ(one_.rows, two_.rows);
  EXPECT_EQ(mark_one_.mark().sink_position, "2");
  EXPECT_EQ(mark_two_.mark().sink_position, "");
  EXPECT_EQ(mark_one_.mark().source.bytes, "2");
  EXPECT_EQ(mark_two_.mark().rows.delivered, 2U);
}

TEST_F(FanOutTest, ARowThatOneRefusesIsADeadLetterOfThatOneAlone) {
  const os::TemporaryDirectory directory;
  FakeSink one(one_, {.refuse_seven = true});
  FakeSink two(two_, {});
  FanOut fan_out(os::real_environment(),
                 {{.sink = &one, .marks = &mark_one_, .dead_letter_path = directory / "one"},
                  {.sink = &two, .marks = &mark_two_, .dead_letter_path = directory / "two"}},
                 {});
  ASSERT_TRUE(fan_out.open(""));
  ASSERT_TRUE(put(fan_out, "7"));
  ASSERT_TRUE(put(fan_out, "8"));
  const auto outcomes = fan_out.outcomes();
  EXPECT_EQ(outcomes[0].total.dead_letters, 1U);
  EXPECT_EQ(outcomes[0].total.delivered, 1U);
  EXPECT_EQ(outcomes[1].total.dead_letters, 0U);
  EXPECT_EQ(outcomes[1].total.delivered, 2U);
  EXPECT_THAT(*os::read_whole(os::real_files(), directory / "one", 10'000),
              HasSubstr("7 is not wanted"));
  EXPECT_FALSE(os::real_files().info(directory / "two"));
}

TEST_F(FanOutTest, OneThatFailsIsLetGoWithItsLastMark) {
  FakeSink one(one_, {.fail_at = 2, .failures = 1000});
  FakeSink two(two_, {});
  FanOut fan_out(os::real_environment(),
                 {{.sink = &one, .marks = &mark_one_}, {.sink = &two, .marks = &mark_two_}},
                 patience(1000));
  ASSERT_TRUE(fan_out.open(""));
  for (const char* text : {"a", "b", "c"}) ASSERT_TRUE(put(fan_out, text));
  EXPECT_EQ(mark_one_.mark().source.bytes, "1");
  EXPECT_EQ(mark_two_.mark().source.bytes, "3");
  const auto outcomes = fan_out.outcomes();
  ASSERT_TRUE(outcomes[0].detached);
  EXPECT_EQ(outcomes[0].detached->message(), "the sink is away");
  EXPECT_EQ(outcomes[0].total.delivered, 1U);
  EXPECT_FALSE(outcomes[1].detached);
  EXPECT_EQ(outcomes[1].total.delivered, 3U);
}

TEST_F(FanOutTest, OneThatTheOthersWaitForIsLetGo) {
  StuckSink one;
  FakeSink two(two_, {});
  FanOut fan_out(os::real_environment(),
                 {{.sink = &one, .marks = &mark_one_}, {.sink = &two, .marks = &mark_two_}},
                 patience(30));
  ASSERT_TRUE(fan_out.open(""));
  ASSERT_TRUE(put(fan_out, "a"));
  ASSERT_TRUE(put(fan_out, "b"));
  EXPECT_EQ(mark_one_.bytes, "");
  EXPECT_THAT(std::string(fan_out.outcomes()[0].detached->message()), HasSubstr("waited for it"));
  EXPECT_EQ(two_.rows.size(), 2U);
}

TEST_F(FanOutTest, TheRunFailsWhenNoneIsLeft) {
  FakeSink one(one_, {.fail_at = 1, .failures = 1000, .code = Code::kInvalid});
  FakeSink two(two_, {.fail_at = 1, .failures = 1000, .code = Code::kInvalid});
  FanOut fan_out(os::real_environment(), {{.sink = &one}, {.sink = &two}}, patience(1000));
  ASSERT_TRUE(fan_out.open(""));
  EXPECT_FALSE(put(fan_out, "a"));
}

TEST_F(FanOutTest, FiguresGoOnFromTheMark) {
  one_.rows.resize(5);
  FakeSink one(one_, {});
  Mark from;
  from.sink_position = "5";
  from.rows = {.read = 5, .delivered = 5};
  FanOut fan_out(os::real_environment(), {{.sink = &one, .from = from, .marks = &mark_one_}}, {});
  ASSERT_TRUE(fan_out.open(""));
  ASSERT_TRUE(put(fan_out, "a"));
  EXPECT_EQ(fan_out.outcomes()[0].total.delivered, 6U);
  EXPECT_EQ(fan_out.outcomes()[0].this_run.delivered, 1U);
  EXPECT_EQ(mark_one_.mark().sink_position, "6");
}

}  // namespace
}  // namespace bdp
