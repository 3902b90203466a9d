#include "sandbox/output_tree.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>

#include "os/temporary_directory.h"

namespace bdp {
namespace {

std::string content(const os::UniqueFd& file) {
  std::array<char, 100> text = {};
  const ssize_t count = read(file.get(), text.data(), text.size());
  return {text.data(), count > 0 ? static_cast<std::size_t>(count) : 0};
}

class OutputTreeTest : public testing::Test {
 protected:
  void SetUp() override {
    secret_ = outer_.write("secret", "secret");
    Result<OutputTree> made = OutputTree::make(outer_ / "out", {geteuid(), getegid()});
    ASSERT_TRUE(made.has_value()) << made.error().message();
    tree_ = std::make_unique<OutputTree>(*std::move(made));
  }

  std::string in(const std::string& name) const { return outer_ / ("out/" + name); }
  void write(const std::string& name, const std::string& text) const {
    outer_.write("out/" + name, text);
  }

  os::TemporaryDirectory outer_;
  std::string secret_;
  std::unique_ptr<OutputTree> tree_;
};

TEST_F(OutputTreeTest, ListsAndOpensPlainFiles) {
  ASSERT_EQ(mkdir(in("rows").c_str(), 0755), 0);
  write("rows/b.csv", "two");
  write("a.csv", "first");
  const auto listing = tree_->list(100);
  ASSERT_TRUE(listing.has_value());
  ASSERT_EQ(listing->files.size(), 2U);
  EXPECT_EQ(listing->files[0].path, "a.csv");
  EXPECT_EQ(listing->files[1].path, "rows/b.csv");
  EXPECT_EQ(listing->files[1].bytes, 3U);
  EXPECT_TRUE(listing->refused.empty());
  const auto file = tree_->open_file("rows/b.csv");
  ASSERT_TRUE(file.has_value()) << file.error().message();
  EXPECT_EQ(content(*file), "two");
}

TEST_F(OutputTreeTest, RefusesWhatIsNoPlainFile) {
  ASSERT_EQ(symlink(secret_.c_str(), in("link").c_str()), 0);
  ASSERT_EQ(symlink("..", in("up").c_str()), 0);
  ASSERT_EQ(::link(secret_.c_str(), in("second-name").c_str()), 0);
  ASSERT_EQ(mkfifo(in("waits").c_str(), 0600), 0);
  const auto listing = tree_->list(100);
  ASSERT_TRUE(listing.has_value());
  EXPECT_TRUE(listing->files.empty());
  std::string refused;
  for (const RefusedOutput& one : listing->refused) refused += one.path + ": " + one.reason + "\n";
  EXPECT_EQ(refused,
            "link: a symbolic link\nsecond-name: a file with more than one name\n"
            "up: a symbolic link\nwaits: a FIFO\n");
}

TEST_F(OutputTreeTest, NoPathLeadsOut) {
  ASSERT_EQ(symlink(secret_.c_str(), in("link").c_str()), 0);
  ASSERT_EQ(symlink("..", in("up").c_str()), 0);
  ASSERT_EQ(::link(secret_.c_str(), in("second-name").c_str()), 0);
  ASSERT_EQ(mkfifo(in("waits").c_str(), 0600), 0);
  const auto refusal = [this](const std::string& path) {
    const auto file = tree_->open_file(path);
    return file ? "opened" : std::string(file.error().message()).substr(in("").size());
  };
  EXPECT_EQ(refusal("link"), "link: a link is on the way; it is not followed");
  EXPECT_EQ(refusal("up/secret"), "up/secret: a link is on the way; it is not followed");
  EXPECT_EQ(refusal("../secret"), "../secret: a link is on the way; it is not followed");
  EXPECT_EQ(refusal(secret_), secret_ + ": a link is on the way; it is not followed");
  EXPECT_EQ(refusal("second-name"),
            "second-name: a file with more than one name, not a plain file");
  EXPECT_EQ(refusal("waits"), "waits: a FIFO, not a plain file");
  EXPECT_EQ(tree_->open_file("nothing").error().code(), Code::kNotFound);
}

TEST_F(OutputTreeTest, ALinkInPlaceOfTheDirectoryIsNotFollowed) {
  ASSERT_EQ(symlink(outer_.path().c_str(), (outer_ / "other").c_str()), 0);
  EXPECT_FALSE(OutputTree::open(outer_ / "other").has_value());
}

TEST_F(OutputTreeTest, TooManyEntriesAreAnError) {
  for (const char* name : {"1", "2", "3"}) write(name, "");
  EXPECT_TRUE(tree_->list(3).has_value());
  const auto listing = tree_->list(2);
  ASSERT_FALSE(listing.has_value());
  EXPECT_EQ(listing.error().code(), Code::kExhausted);
  EXPECT_EQ(listing.error().message(), outer_ / "out: more than 2 entries");
}

TEST_F(OutputTreeTest, ClearsEverythingAndNothingElse) {
  ASSERT_EQ(symlink(outer_.path().c_str(), in("up").c_str()), 0);
  std::string path = in("deep");
  for (int i = 0; i < 150; ++i) {
    ASSERT_EQ(mkdir(path.c_str(), 0755), 0);
    path += "/d";
  }
  EXPECT_FALSE(tree_->list(1000).has_value());
  write("file", "text");
  const Status cleared = tree_->clear();
  ASSERT_TRUE(cleared.has_value()) << cleared.error().message();
  EXPECT_EQ(tree_->list(0)->files.size(), 0U);
  EXPECT_EQ(access(secret_.c_str(), F_OK), 0);
}

}  // namespace
}  // namespace bdp
