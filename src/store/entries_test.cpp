#include "store/entries.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "store/memory_store.h"

namespace bdp {
namespace {

TEST(Entries, AreAllTakenInOrderHoweverManyThereAre) {
  MemoryStore store;
  for (std::uint64_t i = 0; i < 1000; ++i) {
    WriteBatch batch;
    batch.put("a/" + number_text(i), std::to_string(i));
    batch.put("b/" + number_text(i), "another's");
    ASSERT_TRUE(store.apply(batch));
  }
  std::uint64_t next = 0;
  ASSERT_TRUE(each_entry(store, "a/", [&](const StoreEntry& entry) -> Status {
    EXPECT_EQ(entry.value, std::to_string(next++));
    return {};
  }));
  EXPECT_EQ(next, 1000U);
}

TEST(Entries, EndWithTheErrorOfWhoTakesThem) {
  MemoryStore store;
  WriteBatch batch;
  batch.put("a", "");
  ASSERT_TRUE(store.apply(batch));
  const Status done = each_entry(
      store, "a", [](const StoreEntry&) -> Status { return Error(Code::kCorrupt, "damaged"); });
  EXPECT_EQ(done.error().code(), Code::kCorrupt);
}

TEST(NumberText, KeepsTheOrderOfNumbers) {
  EXPECT_LT(number_text(9), number_text(10));
  EXPECT_LT(number_text(99'999'999), number_text(100'000'000));
}

}  // namespace
}  // namespace bdp
