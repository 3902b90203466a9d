// A crash after every single step that changes files or the store, and what is made of it.
#include <gmock/gmock.h>

#include <atomic>
#include <cerrno>
#include <map>

#include "fetchdata/fetch_for_test.h"
#include "fetchdata/placement.h"
#include "os/faulty_files.h"
#include "os/system_error.h"

namespace bdp {
namespace {

using testing::IsEmpty;

/// How many more steps there are before the crash, after which nothing happens any more.
class Fuse {
 public:
  explicit Fuse(int steps) : left_(steps) {}
  /// False: dead.
  bool step() { return left_ > 0 && left_-- > 0; }
  bool burnt() const { return left_ <= 0; }

 private:
  std::atomic<int> left_;
};

Error dead() {
  return os::system_error(EIO, "go on after a crash");
}

class DyingFile final : public os::File {
 public:
  DyingFile(Fuse& fuse, std::unique_ptr<os::File> inner) : fuse_(fuse), inner_(std::move(inner)) {}
  Result<std::size_t> read(std::span<char> into) override { return inner_->read(into); }
  Result<std::size_t> read_at(std::span<char> into, std::uint64_t offset) const override {
    return inner_->read_at(into, offset);
  }
  Status write(std::string_view bytes) override {
    if (!fuse_.step()) {
      // Half of it got through.
      static_cast<void>(inner_->write(bytes.substr(0, bytes.size() / 2)));
      return dead();
    }
    return inner_->write(bytes);
  }
  // A crash of the process leaves what was written: syncing costs time only.
  Status sync() override { return fuse_.step() ? Status() : dead(); }
  Status seek(std::uint64_t offset) override { return inner_->seek(offset); }
  Status truncate(std::uint64_t size) override { return inner_->truncate(size); }
  bool bypass_cache(bool) override { return false; }
  Result<os::FileInfo> info() const override { return inner_->info(); }
  const std::string& path() const override { return inner_->path(); }

 private:
  Fuse& fuse_;
  std::unique_ptr<os::File> inner_;
};

/// Files on which, if asked, every directory is a file system of its own.
class DyingFiles final : public os::Files {
 public:
  DyingFiles(Fuse& fuse, bool apart) : fuse_(fuse), apart_(apart) {}

  Result<std::unique_ptr<os::File>> open(const std::string& path, os::OpenMode mode) override {
    if (mode == os::OpenMode::kRead) return inner_.open(path, mode);
    if (!fuse_.step()) return dead();
    TRY_ASSIGN(std::unique_ptr<os::File> file, inner_.open(path, mode));
    return std::make_unique<DyingFile>(fuse_, std::move(file));
  }
  Result<os::FileInfo> info(const std::string& path) override { return inner_.info(path); }
  Result<os::FileInfo> link_info(const std::string& path) override {
    TRY_ASSIGN(os::FileInfo info, inner_.link_info(path));
    if (apart_) info.device = std::hash<std::string>()(os::parent_directory(path));
    return info;
  }
  Result<std::vector<os::DirectoryEntry>> list(const std::string& path) override {
    return inner_.list(path);
  }
  Status visit(const std::string& path, const Visitor& visitor) override {
    return inner_.visit(path, visitor);
  }
  Status rename(const std::string& from, const std::string& to) override {
    return fuse_.step() ? inner_.rename(from, to) : dead();
  }
  Status rename_new(const std::string& from, const std::string& to) override {
    if (apart_ && os::parent_directory(from) != os::parent_directory(to)) {
      return os::system_error(EXDEV, "rename");
    }
    return fuse_.step() ? inner_.rename_new(from, to) : dead();
  }
  Status remove(const std::string& path) override {
    return fuse_.step() ? inner_.remove(path) : dead();
  }
  Status make_directories(const std::string& path) override {
    return fuse_.step() ? inner_.make_directories(path) : dead();
  }
  Status sync_directory(const std::string& path) override {
    return fuse_.step() && inner_.link_info(path) ? Status() : dead();
  }

 private:
  Fuse& fuse_;
  const bool apart_;
  os::Files& inner_ = os::real_files();
};

class DyingStore final : public Store {
 public:
  DyingStore(Fuse& fuse, Store& inner) : fuse_(fuse), inner_(inner) {}
  Result<std::optional<StoreEntry>> get(std::string_view key) const override {
    return inner_.get(key);
  }
  Result<std::vector<StoreEntry>> list(std::string_view prefix, std::string_view after,
                                       std::size_t limit) const override {
    return inner_.list(prefix, after, limit);
  }
  Status apply(const WriteBatch& batch) override {
    return fuse_.step() ? inner_.apply(batch) : dead();
  }

 private:
  Fuse& fuse_;
  Store& inner_;
};

class CrashTest : public FetchTest, public testing::WithParamInterface<bool> {
 protected:
  /// Everything that happens to files, one after the other; errors end nothing.
  void live(os::Files& files, Store& store) {
    Result<std::unique_ptr<FetchData>> fetch =
        FetchData::open(home_, store, {files, clock_, os::real_randomness()}, watch_, generic_,
                        options_, listener_);
    if (!fetch) return;
    static_cast<void>((*fetch)->sweep(alice_, {}));
    StagingArea& staging = (*fetch)->staging();
    const Result<std::vector<StagedFile>> staged = staging.staged(alice_);
    std::map<std::string, std::uint64_t> numbers;
    for (const StagedFile& file : *staged) numbers[file.name] = file.number;
    const JobId job{"job"};
    static_cast<void>(
        staging.claim(alice_, std::vector{numbers["large.csv"], numbers["good.csv"]}, job));
    static_cast<void>(staging.archive(alice_, std::vector{numbers["large.csv"]}));
    static_cast<void>(staging.discard(alice_, numbers["good.csv"],
                                      {Rule::kTotalSize, "max_file_size", "", "1", "2"}));
    const Result<std::vector<StagedFile>> discarded = staging.discarded(alice_);
    for (const StagedFile& file : *discarded) {
      if (file.name == "bad.exe") static_cast<void>(staging.retry(alice_, file.number));
    }
  }

  void drop_all() {
    for (const auto& [name, bytes] : contents_) drop("alice", name, bytes);
  }

  /// Every file is in one place, which its record names, and nothing else is anywhere.
  void expect_all_in_their_places(StagingArea& staging) {
    std::map<std::string, int> found;
    std::vector<std::string> expected;
    const auto add = [&](const Result<std::vector<StagedFile>>& files) {
      for (const StagedFile& file : *files) {
        EXPECT_EQ(content(file.path), contents_[file.name]) << file.path;
        ++found[file.name];
        expected.push_back(file.path);
        if (file.state == FileState::kDiscarded) {
          expected.push_back(reason_path(file.path));
          EXPECT_EQ(content(reason_path(file.path)), reason_json(file));
        }
        for (const FileBlock& block : file.blocks) expected.push_back(block.path);
        if (!file.blocks.empty()) {
          const std::string joined = in_home("joined");
          EXPECT_TRUE(staging.join(file, joined, {}));
          EXPECT_EQ(content(joined), contents_[file.name]);
          EXPECT_TRUE(os::real_files().remove(joined));
        }
      }
    };
    add(staging.staged(alice_));
    add(staging.claimed(alice_, JobId{"job"}));
    add(staging.archived(alice_));
    add(staging.discarded(alice_));
    for (const auto& [name, bytes] : contents_) EXPECT_EQ(found[name], 1) << name;
    std::vector<std::string> there;
    for (const char* place : {"input", "staging", "archive", "discarded"}) {
      for (const std::string& name : names_in(std::string("tenants/alice/") + place)) {
        there.push_back(home_.tenant(alice_) + '/' + place + '/' + name);
      }
    }
    EXPECT_THAT(there, testing::UnorderedElementsAreArray(expected));
  }

  std::map<std::string, std::string> contents_ = {
      {"good.csv", "1,2\n"},
      {"other.csv", "3,4\n"},
      {"twice.csv", "3,4\n"},
      {"bad.exe", "MZ"},
      {"large.csv",
       std::string(700, 'a') + "\n" + std::string(700, 'b') + "\n" + std::string(700, 'c') + "\n"}};
};

TEST_P(CrashTest, AfterAnyStepEveryFileIsInOnePlace) {
  int steps = 1;
  for (bool died = true; died; ++steps) {
    ASSERT_LT(steps, 1000);
    SCOPED_TRACE("crash after " + std::to_string(steps) + " steps");
    begin_anew();
    make_tenant("alice", R"(, "duplicates": "ingest", "micro_batching": )"
                         R"({"enabled": true, "block_size": 1024})");
    drop_all();
    Fuse fuse(steps);
    DyingFiles files(fuse, GetParam());
    DyingStore store(fuse, *store_);
    live(files, store);
    died = fuse.burnt();

    Fuse endless(1'000'000);
    DyingFiles healthy(endless, GetParam());
    const auto fetch = open(healthy, *store_);
    ASSERT_NE(fetch, nullptr);
    ASSERT_TRUE(fetch->sweep(alice_, {}));
    expect_all_in_their_places(fetch->staging());
    if (HasFailure()) return;
  }
  EXPECT_GT(steps, 30);
  EXPECT_THAT(listener_.left_alone(), IsEmpty());
}

INSTANTIATE_TEST_SUITE_P(FileSystems, CrashTest, testing::Bool(),
                         [](const testing::TestParamInfo<bool>& apart) {
                           return apart.param ? "OneForEachDirectory" : "OneForAll";
                         });

}  // namespace
}  // namespace bdp
