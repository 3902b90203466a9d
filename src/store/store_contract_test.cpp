// What every Store does, tried on each implementation there is.
#include <gtest/gtest.h>

#include <atomic>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "os/temporary_directory.h"
#include "store/memory_store.h"
#include "store/sqlite_store.h"
#include "store/store.h"

namespace bdp {
namespace {

/// How the contract tests get the stores that they try. A factory keeps what its stores hold until
/// it is destroyed itself.
class StoreFactory {
 public:
  virtual ~StoreFactory() = default;
  /// Another connection to the same data, which is empty at first.
  virtual std::unique_ptr<Store> open() = 0;
};

/// Connections to one memory store, which lives as long as the factory.
class MemoryStoreFactory final : public StoreFactory {
 public:
  std::unique_ptr<Store> open() override { return std::make_unique<Connection>(store_); }

 private:
  class Connection final : public Store {
   public:
    explicit Connection(Store& store) : store_(store) {}
    Result<std::optional<StoreEntry>> get(std::string_view key) const override {
      return store_.get(key);
    }
    Result<std::vector<StoreEntry>> list(std::string_view prefix, std::string_view after,
                                         std::size_t limit) const override {
      return store_.list(prefix, after, limit);
    }
    Status apply(const WriteBatch& batch) override { return store_.apply(batch); }

   private:
    Store& store_;
  };
  MemoryStore store_;
};

std::unique_ptr<StoreFactory> make_memory_store() {
  return std::make_unique<MemoryStoreFactory>();
}

class SqliteStoreFactory final : public StoreFactory {
 public:
  std::unique_ptr<Store> open() override {
    auto store = open_sqlite_store(os::real_files(), directory_ / "state/control.sqlite");
    EXPECT_TRUE(store) << store.error().message();
    return *std::move(store);
  }

 private:
  os::TemporaryDirectory directory_;
};

std::unique_ptr<StoreFactory> make_sqlite_store() {
  return std::make_unique<SqliteStoreFactory>();
}

class StoreContract : public testing::TestWithParam<std::unique_ptr<StoreFactory> (*)()> {
 protected:
  StoreContract() : factory_(GetParam()()), store_(factory_->open()) {}

  void put(const std::string& key, const std::string& value) {
    WriteBatch batch;
    batch.put(key, value);
    ASSERT_TRUE(store_->apply(batch));
  }
  std::string value_of(const std::string& key) {
    const auto entry = store_->get(key);
    return entry && *entry ? (*entry)->value : "(none)";
  }
  std::uint64_t revision_of(const std::string& key) {
    const auto entry = store_->get(key);
    return entry && *entry ? (*entry)->revision : 0;
  }
  std::vector<std::string> keys(std::string_view prefix, std::string_view after = "",
                                std::size_t limit = 100) {
    const auto entries = store_->list(prefix, after, limit);
    EXPECT_TRUE(entries);
    std::vector<std::string> found;
    found.reserve(entries->size());
    for (const StoreEntry& entry : *entries) found.push_back(entry.key);
    return found;
  }

  std::unique_ptr<StoreFactory> factory_;
  std::unique_ptr<Store> store_;
};

INSTANTIATE_TEST_SUITE_P(MemoryStore, StoreContract, testing::Values(make_memory_store));
INSTANTIATE_TEST_SUITE_P(SqliteStore, StoreContract, testing::Values(make_sqlite_store));

using Keys = std::vector<std::string>;

TEST_P(StoreContract, HasNothingAtFirst) {
  const auto entry = store_->get("a");
  ASSERT_TRUE(entry);
  EXPECT_FALSE(entry->has_value());
  EXPECT_EQ(keys(""), Keys{});
}

TEST_P(StoreContract, GivesBackWhatWasPut) {
  put("a", "1");
  put("b", "");
  put("a", "2");
  EXPECT_EQ(value_of("a"), "2");
  EXPECT_EQ(value_of("b"), "");
  EXPECT_EQ((*store_->get("a"))->key, "a");
}

TEST_P(StoreContract, TakesAnyBytes) {
  const std::string key("a\0\xFF/'%\n", 7);
  const std::string value("\0\x80\xFF", 3);
  put(key, value);
  EXPECT_EQ(value_of(key), value);
  EXPECT_EQ(keys(std::string_view("a\0", 2)), Keys{key});
}

TEST_P(StoreContract, ErasesAndDoesNotMindWhatIsNotThere) {
  put("a", "1");
  WriteBatch batch;
  batch.erase("a");
  batch.erase("never");
  ASSERT_TRUE(store_->apply(batch));
  EXPECT_EQ(value_of("a"), "(none)");
}

TEST_P(StoreContract, AppliesABatchInItsOrder) {
  WriteBatch batch;
  batch.put("a", "1");
  batch.put("a", "2");
  batch.put("b", "1");
  batch.erase("b");
  ASSERT_TRUE(store_->apply(batch));
  EXPECT_EQ(value_of("a"), "2");
  EXPECT_EQ(value_of("b"), "(none)");
}

TEST_P(StoreContract, ListsByPrefixInByteOrder) {
  for (const char* key : {"a/2", "a/10", "b", "a", "a/1", "a\xFF", "\xFF\xFFx"}) put(key, key);
  EXPECT_EQ(keys("a/"), (Keys{"a/1", "a/10", "a/2"}));
  EXPECT_EQ(keys("a"), (Keys{"a", "a/1", "a/10", "a/2", "a\xFF"}));
  EXPECT_EQ(keys("\xFF\xFF"), Keys{"\xFF\xFFx"});
  EXPECT_EQ(keys("").size(), 7U);
  EXPECT_EQ(keys("c"), Keys{});
}

TEST_P(StoreContract, ListsInPages) {
  for (const char* key : {"a/1", "a/2", "a/3"}) put(key, key);
  EXPECT_EQ(keys("a/", "", 2), (Keys{"a/1", "a/2"}));
  EXPECT_EQ(keys("a/", "a/2", 2), Keys{"a/3"});
  EXPECT_EQ(keys("a/", "a/3", 2), Keys{});
  EXPECT_EQ(keys("a/", "a/1x", 2), (Keys{"a/2", "a/3"}));
  EXPECT_EQ(keys("a/", "b", 2), Keys{});
  EXPECT_EQ(keys("a/", "", 0), Keys{});
}

TEST_P(StoreContract, ChangesTheRevisionWithEveryWrite) {
  put("a", "1");
  const std::uint64_t first = revision_of("a");
  EXPECT_NE(first, 0U);
  put("b", "1");
  EXPECT_EQ(revision_of("a"), first);
  put("a", "1");
  EXPECT_NE(revision_of("a"), first);
}

TEST_P(StoreContract, NeverGivesAnErasedKeyItsOldRevision) {
  put("a", "1");
  const std::uint64_t first = revision_of("a");
  WriteBatch erase;
  erase.erase("a");
  ASSERT_TRUE(store_->apply(erase));
  put("a", "1");
  EXPECT_NE(revision_of("a"), first);
}

TEST_P(StoreContract, AppliesOnlyWhatWasExpected) {
  put("a", "1");
  WriteBatch right;
  right.expect("a", revision_of("a"));
  right.expect("b", 0);
  right.put("a", "2");
  EXPECT_TRUE(store_->apply(right));
  const Status again = store_->apply(right);
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().code(), Code::kConflict);
  EXPECT_EQ(value_of("a"), "2");
}

TEST_P(StoreContract, AppliesAllOrNothing) {
  put("a", "1");
  WriteBatch batch;
  batch.put("b", "1");
  batch.erase("a");
  batch.expect("c", 7);
  EXPECT_FALSE(store_->apply(batch));
  EXPECT_EQ(value_of("a"), "1");
  EXPECT_EQ(value_of("b"), "(none)");
}

TEST_P(StoreContract, RefusesKeysAndValuesOfTheWrongSize) {
  WriteBatch no_key;
  no_key.put("", "1");
  WriteBatch long_key;
  long_key.put(std::string(Store::kMaxKeyBytes + 1, 'k'), "1");
  WriteBatch long_value;
  long_value.put("a", std::string(Store::kMaxValueBytes + 1, 'v'));
  for (const WriteBatch* batch : {&no_key, &long_key, &long_value}) {
    const Status status = store_->apply(*batch);
    ASSERT_FALSE(status);
    EXPECT_EQ(status.error().code(), Code::kInvalid);
  }
  put(std::string(Store::kMaxKeyBytes, 'k'), std::string(Store::kMaxValueBytes, 'v'));
}

TEST_P(StoreContract, ShowsEveryConnectionWhatAnotherHasApplied) {
  const std::unique_ptr<Store> other = factory_->open();
  put("a", "1");
  const auto seen = other->get("a");
  ASSERT_TRUE(seen && *seen);
  EXPECT_EQ((*seen)->value, "1");
  EXPECT_EQ((*seen)->revision, revision_of("a"));
}

TEST_P(StoreContract, KeepsWhatWasAppliedWhenItIsOpenedAgain) {
  put("a", "1");
  const std::uint64_t revision = revision_of("a");
  store_.reset();
  store_ = factory_->open();
  EXPECT_EQ(value_of("a"), "1");
  EXPECT_EQ(revision_of("a"), revision);
  put("a", "2");
  EXPECT_NE(revision_of("a"), revision);
}

TEST_P(StoreContract, LosesNoIncrementBetweenThreadsAndConnections) {
  constexpr int kThreads = 4;
  constexpr int kIncrements = 25;
  const std::unique_ptr<Store> other = factory_->open();
  std::atomic<int> failures = 0;
  const auto increment = [&](Store& store) {
    for (int done = 0; done < kIncrements;) {
      const auto entry = store.get("n");
      if (!entry) {
        ++failures;
        return;
      }
      WriteBatch batch;
      batch.expect("n", *entry ? (*entry)->revision : 0);
      batch.put("n", std::to_string(*entry ? std::stoi((*entry)->value) + 1 : 1));
      const Status status = store.apply(batch);
      if (status) ++done;
      if (!status && status.error().code() != Code::kConflict) {
        ++failures;
        return;
      }
    }
  };
  std::vector<std::thread> threads;
  threads.reserve(kThreads);
  for (int i = 0; i < kThreads; ++i) {
    threads.emplace_back([&, i] { increment(i % 2 == 0 ? *store_ : *other); });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(failures, 0);
  EXPECT_EQ(value_of("n"), std::to_string(kThreads * kIncrements));
}

}  // namespace
}  // namespace bdp
