#include "control/run_records.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "store/memory_store.h"

namespace bdp {
namespace {

RunState state_of(const std::string& dataset, std::size_t done, std::size_t current) {
  RunState state;
  state.key = {TenantId{"c"}, dataset, "ndjson:/out \"x\""};
  state.spec = {{"filter", "abc"}, {"input", "def"}};
  state.status = RunStatus::kFailed;
  state.error = "cannot write '/out':\nNo space left on device";
  state.started = os::WallTime(std::chrono::nanoseconds(1700000000123456789));
  state.updated = os::WallTime(std::chrono::nanoseconds(-5));
  state.rows = {1, 2, 3, 4, 5, 6, ~std::uint64_t{0}};
  for (std::size_t i = 0; i < done + current; ++i) {
    RunFile file{{"xxh3:" + std::to_string(i), static_cast<std::uint32_t>(i)},
                 "/in/\xC3\xA4 " + std::to_string(i),
                 i,
                 os::FileTime(std::chrono::nanoseconds(i))};
    (i < done ? state.done : state.current).push_back(std::move(file));
  }
  return state;
}

TEST(RunState, ComesBackFromItsJson) {
  RunState state = state_of("d", 0, 0);
  EXPECT_EQ(*decode_run_state(encode_run_state(state)), state);
}

TEST(RunState, ThatIsDamagedIsAnErrorWithAWayOut) {
  const std::string json = encode_run_state(state_of("d", 0, 0));
  for (const std::string& damaged :
       {json.substr(0, json.size() / 2), std::string("{\"version\":1}"), std::string("[]"),
        std::string("")}) {
    const Result<RunState> state = decode_run_state(damaged);
    ASSERT_FALSE(state) << damaged;
  }
  EXPECT_THAT(std::string(decode_run_state("{\"version\":1}").error().message()),
              testing::HasSubstr("begin again with --restart"));
  EXPECT_EQ(decode_run_state("{\"version\":2}").error().code(), Code::kInvalid);
}

TEST(RunFiles, KeepPathsOfAnyBytes) {
  const std::vector<RunFile> files = {{{"x", 1}, "/in/\xFF\x01\"\n", 2, {}},
                                      {{"y", 0}, "/in/\xC3\xA4\x01\"\n", 3, {}}};
  EXPECT_EQ(*decode_run_files(encode_run_files(files)), files);
  EXPECT_EQ(*decode_run_files("[]"), std::vector<RunFile>());
  EXPECT_FALSE(decode_run_files("[{}]"));
  EXPECT_FALSE(decode_run_files("[5]"));
}

class RunRecordsTest : public testing::Test {
 protected:
  std::size_t entries() { return store_.list("", "", 1000)->size(); }
  MemoryStore store_;
  RunRecords records_{store_};
};

TEST_F(RunRecordsTest, HaveNothingAtFirst) {
  const RunKey key = state_of("d", 0, 0).key;
  EXPECT_FALSE(records_.load(key)->has_value());
  EXPECT_EQ(*records_.load_mark(key), "");
  EXPECT_TRUE(records_.erase(key));
}

TEST_F(RunRecordsTest, GiveBackWhatWasSavedHoweverManyFiles) {
  for (const std::size_t files : {0U, 1U, 499U, 500U, 501U, 5001U}) {
    const RunState state = state_of("d", files, files / 2);
    ASSERT_TRUE(records_.save(state, "mark"));
    EXPECT_EQ(**records_.load(state.key), state);
    EXPECT_EQ(*records_.load_mark(state.key), "mark");
  }
}

TEST_F(RunRecordsTest, ForgetPagesThatAreNotNeededAnyMore) {
  const RunState large = state_of("d", 2000, 2000);
  ASSERT_TRUE(records_.save(large));
  const RunState small = state_of("d", 1, 0);
  ASSERT_TRUE(records_.save(small));
  EXPECT_EQ(**records_.load(small.key), small);
  EXPECT_EQ(entries(), 2U);
  ASSERT_TRUE(records_.erase(small.key));
  EXPECT_EQ(entries(), 0U);
}

TEST_F(RunRecordsTest, KeepTheMarkUnlessANewOneIsGiven) {
  const RunState state = state_of("d", 0, 1);
  ASSERT_TRUE(records_.save(state, "first"));
  ASSERT_TRUE(records_.marks(state.key)->save("second"));
  ASSERT_TRUE(records_.save(state));
  EXPECT_EQ(*records_.load_mark(state.key), "second");
}

TEST_F(RunRecordsTest, KeepRunsApart) {
  RunState other_sink = state_of("d", 0, 0);
  other_sink.key.sink = "null:";
  RunState other_tenant = state_of("d", 0, 0);
  other_tenant.key.tenant.text = "cc";
  ASSERT_TRUE(records_.save(state_of("d", 600, 0), "1"));
  ASSERT_TRUE(records_.save(state_of("e", 1, 0), "2"));
  ASSERT_TRUE(records_.save(other_sink, "3"));
  ASSERT_TRUE(records_.save(other_tenant, "4"));
  EXPECT_EQ(*records_.load_mark(state_of("d", 0, 0).key), "1");
  EXPECT_EQ(*records_.load_mark(other_sink.key), "3");
  EXPECT_EQ(records_.list(TenantId{"c"})->size(), 3U);
  EXPECT_EQ(records_.list(TenantId{"cc"})->size(), 1U);
  EXPECT_EQ(records_.list(TenantId{"x"})->size(), 0U);
}

}  // namespace
}  // namespace bdp
