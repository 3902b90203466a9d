#include "control/input_spool.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "os/temporary_directory.h"

namespace bdp {
namespace {

using testing::HasSubstr;

class Text final : public os::InputStream {
 public:
  explicit Text(std::string_view text) : rest_(text) {}
  Result<std::size_t> read(std::span<char> into, std::stop_token) override {
    // A few bytes at a time, as from a pipe.
    const std::size_t count = std::min({into.size(), rest_.size(), std::size_t{3}});
    std::ranges::copy(rest_.substr(0, count), into.begin());
    rest_.remove_prefix(count);
    return count;
  }

 private:
  std::string_view rest_;
};

TEST(SpoolInput, KeepsAllOfIt) {
  const os::TemporaryDirectory directory;
  const std::string path = directory / "a/b/rows.csv";
  Text text("1,2\n3,4\n");
  ASSERT_TRUE(spool_input(os::real_files(), text, path, 8, {}));
  EXPECT_EQ(*os::read_whole(os::real_files(), path, 100), "1,2\n3,4\n");
}

TEST(SpoolInput, HasABoundAndLeavesNothingBehind) {
  const os::TemporaryDirectory directory;
  Text text("1,2\n3,4\n");
  const auto spooled = spool_input(os::real_files(), text, directory / "rows.csv", 7, {});
  ASSERT_FALSE(spooled);
  EXPECT_EQ(spooled.error().code(), Code::kExhausted);
  EXPECT_THAT(std::string(spooled.error().message()), HasSubstr("more than the 7 bytes"));
  const auto left = os::real_files().list(directory / "");
  EXPECT_TRUE(left.value().empty());
}

}  // namespace
}  // namespace bdp
