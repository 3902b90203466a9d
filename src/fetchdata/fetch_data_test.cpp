#include "fetchdata/fetch_data.h"

#include <gmock/gmock.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>
#include <zlib.h>

#include <condition_variable>
#include <cstring>
#include <fstream>
#include <thread>

#include "fetchdata/fetch_for_test.h"
#include "os/faulty_files.h"

namespace bdp {
namespace {

using testing::AllOf;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;
using testing::UnorderedElementsAre;

using os::WatchEventKind;

class FetchDataTest : public FetchTest {
 protected:
  void sweep(FetchData& fetch) {
    const Status swept = fetch.sweep(alice_, {});
    EXPECT_TRUE(swept) << swept.error().message();
  }
  std::string input() const { return home_.input(alice_); }
  /// Takes what is in alice's input with one more key in her profile, and returns the rule that her
  /// only file broke.
  Violation violation_of_only() {
    const auto fetch = open();
    sweep(*fetch);
    EXPECT_THAT(listener_.refused_files(), SizeIs(1));
    EXPECT_THAT(listener_.staged_files(), IsEmpty());
    return listener_.refused_files().at(0).violation.value_or(Violation{});
  }
};

TEST_F(FetchDataTest, StagesWhatLiesComplete) {
  make_tenant("alice");
  drop("alice", "b.csv", "1,2\n");
  drop("alice", "a.txt", "x\n");
  const auto fetch = open();
  sweep(*fetch);
  const std::vector<StagedFile> staged = *fetch->staging().staged(alice_);
  ASSERT_THAT(staged, SizeIs(2));
  EXPECT_EQ(staged[0].number, 1U);
  EXPECT_EQ(staged[1].number, 2U);
  for (const StagedFile& file : staged) {
    EXPECT_EQ(content(file.path), file.name == "b.csv" ? "1,2\n" : "x\n");
    EXPECT_EQ(file.identity.content, "xxh3:" + os::hash_of(content(file.path)).hex());
    EXPECT_EQ(file.format, file.name == "b.csv" ? "csv" : "txt");
  }
  EXPECT_THAT(names_in("tenants/alice/input"), IsEmpty());
  EXPECT_THAT(listener_.staged_files(), SizeIs(2));
  EXPECT_THAT(listener_.failures(), IsEmpty());
}

TEST_F(FetchDataTest, ASweepTakesAllHoweverManyThereAre) {
  make_tenant("alice");
  const auto fetch = open();
  for (int i = 0; i < 9000; ++i) drop("alice", std::to_string(i) + ".csv", std::to_string(i));
  sweep(*fetch);
  EXPECT_THAT(names_in("tenants/alice/input"), IsEmpty());
  EXPECT_THAT(listener_.staged_files(), SizeIs(9000));
}

TEST_F(FetchDataTest, LeavesTemporaryNamesAlone) {
  make_tenant("alice");
  for (const char* name : {".hidden.csv", "a.csv.part", "b.tmp"}) drop("alice", name, "1\n");
  const auto fetch = open();
  sweep(*fetch);
  EXPECT_THAT(names_in("tenants/alice/input"),
              UnorderedElementsAre(".hidden.csv", "a.csv.part", "b.tmp"));
  EXPECT_THAT(listener_.left_alone(), IsEmpty());
}

TEST_F(FetchDataTest, NeverFollowsLinksAndTellsOnceOfWhatIsNoFile) {
  make_tenant("alice");
  const std::string secret = write("secret.csv", "secret\n");
  ASSERT_TRUE(os::real_files().make_directories(input() + "/directory"));
  ASSERT_EQ(symlink(secret.c_str(), (input() + "/link.csv").c_str()), 0);
  ASSERT_EQ(mkfifo((input() + "/fifo.csv").c_str(), 0600), 0);
  const int server = socket(AF_UNIX, SOCK_STREAM, 0);
  ASSERT_GE(server, 0);
  sockaddr_un address = {};
  address.sun_family = AF_UNIX;
  const std::string place = input() + "/s.csv";
  ASSERT_LT(place.size(), sizeof(address.sun_path));
  std::strncpy(address.sun_path, place.c_str(), sizeof(address.sun_path) - 1);
  ASSERT_EQ(bind(server, reinterpret_cast<const sockaddr*>(&address), sizeof(address)), 0);
  close(server);
  const auto fetch = open();
  sweep(*fetch);
  sweep(*fetch);
  // A watch tells of them as well.
  watch_.tell({WatchEventKind::kMovedIn, input(), "link.csv"});
  sweep(*fetch);
  EXPECT_THAT(listener_.left_alone(),
              UnorderedElementsAre("directory is a directory", "link.csv is a symbolic link",
                                   "fifo.csv is a FIFO", "s.csv is a device or socket"));
  EXPECT_THAT(*fetch->staging().staged(alice_), IsEmpty());
  EXPECT_EQ(content(secret), "secret\n");
}

TEST_F(FetchDataTest, TakesAFileThatIsClosedAtOnceAndAnotherOnlyWhenItLiesStill) {
  clock_.advance(os::real_clock().wall() - clock_.wall());
  make_tenant("alice");
  const auto fetch = open();
  drop("alice", "closed.csv", "1\n");
  drop("alice", "unknown.csv", "2\n");
  watch_.tell({WatchEventKind::kClosed, input(), "closed.csv"});
  sweep(*fetch);
  EXPECT_THAT(names_in("tenants/alice/input"), ElementsAre("unknown.csv"));
  clock_.advance(options_.stable / 2);
  sweep(*fetch);
  EXPECT_THAT(names_in("tenants/alice/input"), ElementsAre("unknown.csv"));
  // It grows: the window begins anew.
  std::ofstream(input() + "/unknown.csv", std::ios::app) << "3\n";
  clock_.advance(options_.stable / 2);
  sweep(*fetch);
  EXPECT_THAT(names_in("tenants/alice/input"), ElementsAre("unknown.csv"));
  clock_.advance(options_.stable * 2);
  sweep(*fetch);
  EXPECT_THAT(names_in("tenants/alice/input"), IsEmpty());
  EXPECT_THAT(*fetch->staging().staged(alice_), SizeIs(2));
}

TEST_F(FetchDataTest, WaitsLongForAFileThatWasSeenToBeginOnly) {
  make_tenant("alice");
  const auto fetch = open();
  drop("alice", "slow.csv", "half");
  watch_.tell({WatchEventKind::kCreated, input(), "slow.csv"});
  sweep(*fetch);
  clock_.advance(options_.stable * 3);
  sweep(*fetch);
  EXPECT_THAT(names_in("tenants/alice/input"), ElementsAre("slow.csv"));
  watch_.tell({WatchEventKind::kClosed, input(), "slow.csv"});
  sweep(*fetch);
  EXPECT_THAT(*fetch->staging().staged(alice_), SizeIs(1));
  drop("alice", "linked.csv", "whole");
  watch_.tell({WatchEventKind::kCreated, input(), "linked.csv"});
  sweep(*fetch);
  clock_.advance(options_.unclosed * 2);
  sweep(*fetch);
  EXPECT_THAT(*fetch->staging().staged(alice_), SizeIs(2));
}

TEST_F(FetchDataTest, FindsByAScanWhatAFullQueueHasLost) {
  make_tenant("alice");
  const auto fetch = open();
  std::stop_source stop;
  std::jthread runner([&] { fetch->run(stop.get_token()); });
  for (int i = 0; i < 300; ++i) drop("alice", std::to_string(i) + ".csv", std::to_string(i));
  watch_.tell({WatchEventKind::kOverflow, "", ""});
  while (listener_.staged_files().size() < 300) std::this_thread::yield();
  stop.request_stop();
  runner.join();
  EXPECT_THAT(*fetch->staging().staged(alice_), SizeIs(300));
}

TEST_F(FetchDataTest, TakesWithARealWatchWhatIsWrittenWhileItRuns) {
  make_tenant("alice");
  const auto watch = *os::watch_directories();
  options_.rescan = std::chrono::hours(1);
  const auto fetch = *FetchData::open(home_, *store_, os::real_environment(), *watch, generic_,
                                      options_, listener_);
  std::stop_source stop;
  std::jthread runner([&] { fetch->run(stop.get_token()); });
  // A tenant that comes later is found by the watch, too.
  make_tenant("bob");
  while (fetch->tenants().size() < 2) std::this_thread::yield();
  drop("bob", "b.csv", "1\n");
  drop("alice", "a.csv", "1\n");
  drop("alice", "c.csv.part", "2\n");
  ASSERT_TRUE(os::real_files().rename(input() + "/c.csv.part", input() + "/c.csv"));
  while (listener_.staged_files().size() < 3) std::this_thread::yield();
  // And sweeps take what was closed just before them, whoever hears of it first.
  drop("alice", "d.csv", "4\n");
  sweep(*fetch);
  EXPECT_THAT(*fetch->staging().staged(alice_), SizeIs(3));
  // One that goes is forgotten.
  ASSERT_TRUE(os::real_files().remove(home_.profile(TenantId{"bob"})));
  stop.request_stop();
  runner.join();
  EXPECT_THAT(listener_.failures(), IsEmpty());
}

TEST_F(FetchDataTest, ForgetsTenantsWithoutAProfile) {
  make_tenant("alice");
  const auto fetch = open();
  EXPECT_THAT(fetch->tenants(), ElementsAre(alice_));
  ASSERT_TRUE(os::real_files().remove(home_.profile(alice_)));
  std::stop_source stop;
  std::jthread runner([&] { fetch->run(stop.get_token()); });
  while (!fetch->tenants().empty()) std::this_thread::yield();
  stop.request_stop();
  runner.join();
  const Status swept = fetch->sweep(alice_, {});
  ASSERT_FALSE(swept);
  EXPECT_EQ(swept.error().code(), Code::kNotFound);
  EXPECT_FALSE(watch_.watches(input()));
}

TEST_F(FetchDataTest, ABrokenProfileIsToldAndTheOneBeforeGoesOnHolding) {
  make_tenant("alice");
  const auto fetch = open();
  write("tenants/alice/profile.json", "{");
  write("tenants/eve/profile.json", content(home_.profile(alice_)));
  drop("alice", "a.csv", "1\n");
  EXPECT_EQ(fetch->sweep(TenantId{"eve"}, {}).error().code(), Code::kNotFound);
  EXPECT_THAT(listener_.failures(),
              UnorderedElementsAre(HasSubstr("profile.json:1:"), HasSubstr("profile.json:1:")));
  make_tenant("mallory");
  ASSERT_TRUE(os::real_files().rename(home_.tenant(TenantId{"mallory"}), home_.tenants() + "/x"));
  EXPECT_EQ(fetch->sweep(TenantId{"x"}, {}).error().code(), Code::kNotFound);
  EXPECT_THAT(listener_.failures(),
              Contains(HasSubstr("this is the profile of client 'mallory', but the directory is "
                                 "that of 'x'")));
  sweep(*fetch);
  EXPECT_THAT(*fetch->staging().staged(alice_), SizeIs(1));
}

TEST_F(FetchDataTest, ADoneMarkerMakesAFileCompleteWhereTheProfileSaysSo) {
  make_tenant("alice", R"(, "input": {"done_marker": true})");
  const auto fetch = open();
  drop("alice", "a.csv", "1\n");
  drop("alice", "b.csv", "2\n");
  drop("alice", "b.csv.done", "");
  watch_.tell({WatchEventKind::kClosed, input(), "a.csv"});
  sweep(*fetch);
  EXPECT_THAT(names_in("tenants/alice/input"), ElementsAre("a.csv"));
  drop("alice", "a.csv.done", "");
  watch_.tell({WatchEventKind::kClosed, input(), "a.csv.done"});
  sweep(*fetch);
  EXPECT_THAT(names_in("tenants/alice/input"), IsEmpty());
  EXPECT_THAT(*fetch->staging().staged(alice_), SizeIs(2));
}

TEST_F(FetchDataTest, MovesARefusedFileBesideItsReason) {
  make_tenant("alice");
  drop("alice", "a.exe", "MZ");
  const auto fetch = open();
  sweep(*fetch);
  EXPECT_THAT(names_in("tenants/alice/discarded"), ElementsAre("a.exe", "a.exe.reason.json"));
  EXPECT_EQ(content(home_.discarded(alice_) + "/a.exe"), "MZ");
  EXPECT_THAT(content(home_.discarded(alice_) + "/a.exe.reason.json"),
              AllOf(HasSubstr(R"("file": "a.exe")"), HasSubstr(R"("rule": "file_format")"),
                    HasSubstr(R"("limit": "csv, txt, json")"), HasSubstr(R"("actual": "exe")"),
                    HasSubstr(R"("error": "File format is not accepted")"),
                    HasSubstr("\"would_pass\": \"a file whose name ends in one of: csv, txt, "
                              "json\""),
                    HasSubstr(R"("time": "20)")));
  // Of one that has its name, the place is another.
  drop("alice", "a.exe", "MZ2");
  sweep(*fetch);
  EXPECT_THAT(names_in("tenants/alice/discarded"),
              ElementsAre("000000000002-a.exe", "000000000002-a.exe.reason.json", "a.exe",
                          "a.exe.reason.json"));
}

TEST_F(FetchDataTest, NamesOfAnyBytesInjectNothing) {
  make_tenant("alice");
  const std::string name = "a\n{\"rule\": \"none\"}\x1B[2J\xFF.csv";
  const std::string bad = "b\n\xFE.exe";
  drop("alice", name, "1\n");
  drop("alice", bad, "1\n");
  const auto fetch = open();
  sweep(*fetch);
  const std::vector<StagedFile> staged = *fetch->staging().staged(alice_);
  ASSERT_THAT(staged, SizeIs(1));
  EXPECT_EQ(staged[0].name, name);
  EXPECT_EQ(content(staged[0].path), "1\n");
  const std::string reason = content(home_.discarded(alice_) + "/" + bad + ".reason.json");
  EXPECT_THAT(reason, HasSubstr(R"("file": "b\\x0A\\xFE.exe")"));
  EXPECT_TRUE(config::parse_json(reason, "reason"));
}

TEST_F(FetchDataTest, HoldsToTheLongestName) {
  make_tenant("alice");
  const std::string name = std::string(251, 'n') + ".csv";
  const std::string bad = std::string(251, 'n') + ".exe";
  drop("alice", name, "1\n");
  drop("alice", bad, "2\n");
  const auto fetch = open();
  sweep(*fetch);
  const std::vector<StagedFile> staged = *fetch->staging().staged(alice_);
  ASSERT_THAT(staged, SizeIs(1));
  EXPECT_EQ(staged[0].name, name);
  ASSERT_TRUE(fetch->staging().archive(alice_, std::vector{staged[0].number}));
  EXPECT_THAT(names_in("tenants/alice/archive"), SizeIs(1));
  const std::vector<StagedFile> discarded = *fetch->staging().discarded(alice_);
  ASSERT_THAT(discarded, SizeIs(1));
  ASSERT_TRUE(fetch->staging().retry(alice_, discarded[0].number));
  EXPECT_THAT(names_in("tenants/alice/input"), ElementsAre(bad));
}

TEST_F(FetchDataTest, HoldsToTheConstraintsOfThePlatform) {
  generic_.max_file_bytes = 3;
  make_tenant("alice");
  drop("alice", "a.csv", "1234");
  const Violation violation = violation_of_only();
  EXPECT_EQ(violation.rule, Rule::kFileSize);
  EXPECT_EQ(violation.key, "generic.max_file_size");
  EXPECT_EQ(violation.limit, "3 bytes");
  EXPECT_EQ(violation.actual, "4 bytes");
}

TEST_F(FetchDataTest, HoldsToTheTenantsNamePattern) {
  make_tenant("alice", R"(, "file_name_regex": "[a-z]+\\.csv")");
  drop("alice", "A1.csv", "1\n");
  EXPECT_EQ(violation_of_only().rule, Rule::kNamePattern);
}

TEST_F(FetchDataTest, LooksIntoAFileForItsFormat) {
  make_tenant("alice");
  const auto fetch = open();
  const std::string gzip("\x1F\x8B\x08\x00\x00\x00\x00\x00", 8);
  drop("alice", "zipped.csv", gzip);
  drop("alice", "plain.csv.gz", "1,2\n");
  drop("alice", "zeros.txt", std::string("a\0b", 3));
  drop("alice", "no.json", "<xml/>");
  drop("alice", "good.csv.gz", gzip);
  drop("alice", "good.json", " {\"a\": 1}");
  drop("alice", "empty.json", "");
  drop("alice", "utf16.csv",
       std::string("\xFF\xFE"
                   "a\0",
                   4));
  sweep(*fetch);
  std::vector<std::string> reasons;
  for (const StagedFile& file : listener_.refused_files()) {
    EXPECT_EQ(file.violation->rule, Rule::kContent);
    reasons.push_back(message_of(*file.violation));
  }
  EXPECT_THAT(reasons,
              UnorderedElementsAre(
                  "File content does not match its name: 'zipped.csv': gzip, expected is not "
                  "packed (file_format)",
                  "File content does not match its name: 'plain.csv.gz': plain, expected is gzip "
                  "(file_format)",
                  "File content does not match its name: 'zeros.txt': binary data, expected is "
                  "text (file_format)",
                  "File content does not match its name: 'no.json': other text, expected is JSON "
                  "(file_format)"));
  EXPECT_THAT(*fetch->staging().staged(alice_), SizeIs(4));
}

std::string gzipped(const std::string& bytes) {
  z_stream stream = {};
  EXPECT_EQ(deflateInit2(&stream, 9, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY), Z_OK);
  std::string packed(bytes.size() + 1000, '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
  stream.avail_in = static_cast<uInt>(bytes.size());
  stream.next_out = reinterpret_cast<Bytef*>(packed.data());
  stream.avail_out = static_cast<uInt>(packed.size());
  EXPECT_EQ(deflate(&stream, Z_FINISH), Z_STREAM_END);
  packed.resize(stream.total_out);
  deflateEnd(&stream);
  return packed;
}

TEST_F(FetchDataTest, UnpacksToHoldToTheLimitsOfCompression) {
  make_tenant("alice", R"(, "decompression": {"max_output_bytes": 1000})");
  const auto fetch = open();
  const std::string bomb = gzipped(std::string(100'000, 'x'));
  drop("alice", "good.csv.gz", gzipped("1,2\n"));
  drop("alice", "bomb.csv.gz", bomb);
  drop("alice", "cut.csv.gz", gzipped("1,2,3,4,5,6\n").substr(0, 15));
  sweep(*fetch);
  const std::vector<StagedFile> staged = *fetch->staging().staged(alice_);
  ASSERT_THAT(staged, SizeIs(1));
  EXPECT_EQ(staged[0].name, "good.csv.gz");
  std::vector<std::pair<std::string, Rule>> refused;
  for (const StagedFile& file : listener_.refused_files()) {
    refused.emplace_back(file.name, file.violation->rule);
  }
  EXPECT_THAT(refused, UnorderedElementsAre(std::pair("bomb.csv.gz", Rule::kCompression),
                                            std::pair("cut.csv.gz", Rule::kDamaged)));
}

TEST_F(FetchDataTest, CountsFilesAndBytesOfADay) {
  make_tenant("alice", R"(, "max_files_per_day": 3, "max_bytes_per_day": 8)");
  const auto fetch = open();
  drop("alice", "1.csv", "one\n");
  sweep(*fetch);
  drop("alice", "2.csv", "second\n");
  sweep(*fetch);
  ASSERT_THAT(listener_.refused_files(), SizeIs(1));
  EXPECT_EQ(message_of(*listener_.refused_files()[0].violation),
            "Size of files per day exceeds limit: '2.csv': 11 bytes, allowed are 8 bytes "
            "(max_bytes_per_day)");
  for (const char* name : {"3.csv", "4.csv", "5.csv"}) {
    drop("alice", name, name == std::string_view("3.csv") ? "3" : name[0] == '4' ? "4" : "5");
    sweep(*fetch);
  }
  ASSERT_THAT(listener_.refused_files(), SizeIs(2));
  EXPECT_EQ(message_of(*listener_.refused_files()[1].violation),
            "Number of files per day exceeds limit: '5.csv': 4 files, allowed are 3 files "
            "(max_files_per_day)");
  // Another day, and they pass.
  clock_.advance(std::chrono::hours(24));
  const std::vector<StagedFile> discarded = *fetch->staging().discarded(alice_);
  for (const StagedFile& file : discarded) {
    ASSERT_TRUE(fetch->staging().retry(alice_, file.number));
  }
  sweep(*fetch);
  EXPECT_THAT(*fetch->staging().staged(alice_), SizeIs(5));
}

TEST_F(FetchDataTest, SkipsAFileWhoseContentWasTaken) {
  make_tenant("alice");
  const auto fetch = open();
  drop("alice", "a.csv", "same\n");
  sweep(*fetch);
  drop("alice", "again.csv", "same\n");
  drop("alice", "empty.csv", "");
  sweep(*fetch);
  drop("alice", "empty2.csv", "");
  sweep(*fetch);
  EXPECT_THAT(*fetch->staging().staged(alice_), SizeIs(3));
  const std::vector<StagedFile> archived = *fetch->staging().archived(alice_);
  ASSERT_THAT(archived, SizeIs(1));
  EXPECT_EQ(archived[0].name, "again.csv");
  EXPECT_EQ(archived[0].duplicate_of, 1U);
  EXPECT_EQ(content(archived[0].path), "same\n");
  // Its content counts no longer once it is discarded.
  ASSERT_TRUE(fetch->staging().discard(alice_, 1, {Rule::kTotalSize, "k", "", "1", "2"}));
  drop("alice", "a.csv", "same\n");
  sweep(*fetch);
  EXPECT_THAT(*fetch->staging().staged(alice_), SizeIs(3));
}

TEST_F(FetchDataTest, RefusesOrIngestsDuplicatesWhereTheProfileSaysSo) {
  make_tenant("alice", R"(, "duplicates": "refuse")");
  auto fetch = open();
  drop("alice", "a.csv", "same\n");
  drop("alice", "b.csv", "same\n");
  sweep(*fetch);
  ASSERT_THAT(listener_.refused_files(), SizeIs(1));
  EXPECT_EQ(listener_.refused_files()[0].violation->rule, Rule::kDuplicate);
  make_tenant("alice", R"(, "duplicates": "ingest")");
  fetch = open();
  drop("alice", "c.csv", "same\n");
  drop("alice", "d.csv", "same\n");
  sweep(*fetch);
  const std::vector<StagedFile> staged = *fetch->staging().staged(alice_);
  ASSERT_THAT(staged, SizeIs(3));
  EXPECT_EQ(staged[0].identity.occurrence, 0U);
  EXPECT_EQ(staged[1].identity.occurrence, 1U);
  EXPECT_EQ(staged[2].identity.occurrence, 2U);
}

TEST_F(FetchDataTest, SplitsFilesAboveTheBlockSize) {
  make_tenant("alice", R"(, "micro_batching": {"enabled": true, "block_size": 1024})");
  const auto fetch = open();
  std::string rows;
  for (int i = 0; rows.size() < 10'000; ++i) rows += "row " + std::to_string(i) + ",x\n";
  drop("alice", "large.csv", rows);
  drop("alice", "small.csv", "1\n");
  sweep(*fetch);
  const std::vector<StagedFile> staged = *fetch->staging().staged(alice_);
  ASSERT_THAT(staged, SizeIs(2));
  const StagedFile& large = staged[0].name == "large.csv" ? staged[0] : staged[1];
  EXPECT_THAT(large.blocks, SizeIs(10));
  EXPECT_THAT((large.number == 1 ? staged[1] : staged[0]).blocks, IsEmpty());
  ASSERT_TRUE(fetch->staging().join(large, in_home("joined"), {}));
  EXPECT_EQ(content(in_home("joined")), rows);
  for (const FileBlock& block : large.blocks) EXPECT_EQ(content(block.path).back(), '\n');
  ASSERT_TRUE(fetch->staging().archive(alice_, std::vector<std::uint64_t>{1, 2}));
  EXPECT_THAT(names_in("tenants/alice/staging"), IsEmpty());
  EXPECT_EQ(content((*fetch->staging().find(alice_, large.number))->path), rows);
}

/// A Files that lets a test do something when the fetcher opens a file for reading.
class Meddling final : public os::Files {
 public:
  std::function<void(const std::string& path)> before_open;
  Result<std::unique_ptr<os::File>> open(const std::string& path, os::OpenMode mode) override {
    if (before_open && mode == os::OpenMode::kRead) before_open(path);
    return inner_.open(path, mode);
  }
  Result<os::FileInfo> info(const std::string& path) override { return inner_.info(path); }
  Result<os::FileInfo> link_info(const std::string& path) override {
    return inner_.link_info(path);
  }
  Result<std::vector<os::DirectoryEntry>> list(const std::string& path) override {
    return inner_.list(path);
  }
  Status visit(const std::string& path, const Visitor& visitor) override {
    return inner_.visit(path, visitor);
  }
  Status rename(const std::string& from, const std::string& to) override {
    return inner_.rename(from, to);
  }
  Status rename_new(const std::string& from, const std::string& to) override {
    return inner_.rename_new(from, to);
  }
  Status remove(const std::string& path) override { return inner_.remove(path); }
  Status make_directories(const std::string& path) override {
    return inner_.make_directories(path);
  }
  Status sync_directory(const std::string& path) override { return inner_.sync_directory(path); }

 private:
  os::Files& inner_ = os::real_files();
};

TEST_F(FetchDataTest, AFileThatChangesWhileItIsTakenIsTakenWhenItLiesStill) {
  make_tenant("alice");
  drop("alice", "a.csv", "1\n");
  Meddling files;
  const auto fetch = open(files, *store_);
  int writes = 0;
  files.before_open = [&](const std::string& path) {
    if (path.find("/staging/") == std::string::npos || ++writes > 2) return;
    std::ofstream(path, std::ios::app) << "more\n";
  };
  sweep(*fetch);
  EXPECT_THAT(*fetch->staging().staged(alice_), IsEmpty());
  clock_.advance(options_.stable);
  sweep(*fetch);
  EXPECT_THAT(*fetch->staging().staged(alice_), IsEmpty());
  clock_.advance(options_.stable);
  sweep(*fetch);
  const std::vector<StagedFile> staged = *fetch->staging().staged(alice_);
  ASSERT_THAT(staged, SizeIs(1));
  EXPECT_EQ(staged[0].name, "a.csv");
  EXPECT_EQ(content(staged[0].path), "1\nmore\nmore\n");
  EXPECT_EQ(staged[0].size, 12U);
  EXPECT_THAT(names_in("tenants/alice/staging"), SizeIs(1));
}

TEST_F(FetchDataTest, TellsThatItCannotMoveAndTriesAgain) {
  make_tenant("alice");
  drop("alice", "a.csv", "1\n");
  os::FaultyFiles files(os::real_files());
  const auto fetch = open(files, *store_);
  files.fail_from(os::FileOperation::kRename, 1, EACCES);
  sweep(*fetch);
  EXPECT_THAT(listener_.failures(), Contains(HasSubstr("Permission denied")));
  EXPECT_THAT(names_in("tenants/alice/input"), ElementsAre("a.csv"));
  files.heal();
  sweep(*fetch);
  EXPECT_THAT(*fetch->staging().staged(alice_), SizeIs(1));
}

TEST_F(FetchDataTest, AFileThatCannotBeReadIsRefused) {
  make_tenant("alice");
  drop("alice", "a.csv", "1\n");
  os::FaultyFiles files(os::real_files());
  const auto fetch = open(files, *store_);
  files.fail_once(os::FileOperation::kOpen, 1, EACCES);
  sweep(*fetch);
  ASSERT_THAT(listener_.refused_files(), SizeIs(1));
  EXPECT_EQ(listener_.refused_files()[0].violation->rule, Rule::kReadable);
}

TEST_F(FetchDataTest, TakesLargeFilesInALaneOfTheirOwn) {
  make_tenant("alice");
  const auto fetch = open();
  const std::string large(std::size_t{5} << 20U, 'x');
  drop("alice", "large.txt", large);
  drop("alice", "small.txt", "x");
  std::stop_source stop;
  std::jthread runner([&] { fetch->run(stop.get_token()); });
  while (listener_.staged_files().size() < 2) std::this_thread::yield();
  stop.request_stop();
  runner.join();
  EXPECT_THAT(*fetch->staging().staged(alice_), SizeIs(2));
}

}  // namespace
}  // namespace bdp
