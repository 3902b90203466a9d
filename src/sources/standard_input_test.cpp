#include "sources/standard_input.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

namespace bdp {
namespace {

class TextStream final : public os::InputStream {
 public:
  explicit TextStream(std::vector<std::string> pieces) : pieces_(std::move(pieces)) {}
  Result<std::size_t> read(std::span<char> into, std::stop_token stop) override {
    if (stop.stop_requested()) return Error(Code::kCancelled, "stopped");
    if (at_ == pieces_.size()) return 0;
    const std::string& piece = pieces_[at_++];
    CHECK(piece.size() <= into.size());
    std::copy(piece.begin(), piece.end(), into.begin());
    return piece.size();
  }

 private:
  std::vector<std::string> pieces_;
  std::size_t at_ = 0;
};

StandardInput input(std::vector<std::string> pieces, std::uint64_t max_bytes = 1000) {
  StandardInput::Settings settings;
  settings.name = "feed";
  settings.identity = {7, 7};
  settings.max_bytes = max_bytes;
  settings.limit_message = "Total file size exceeds limit";
  return {std::make_unique<TextStream>(std::move(pieces)), settings};
}

TEST(StandardInput, HandsOnWholeLinesAsTheyCome) {
  StandardInput source = input({"one\ntw", "o\nthree"});
  ASSERT_TRUE(source.open({}, false));
  Chunk chunk;
  ASSERT_TRUE(*source.next(0, chunk, {}));
  EXPECT_EQ(chunk.bytes, "one\n");
  EXPECT_EQ(chunk.path, "feed");
  ASSERT_TRUE(*source.next(0, chunk, {}));
  EXPECT_EQ(chunk.bytes, "two\n");
  EXPECT_EQ(chunk.position, 4U);
  ASSERT_TRUE(*source.next(0, chunk, {}));
  EXPECT_EQ(chunk.bytes, "three");
  EXPECT_FALSE(*source.next(0, chunk, {}));
}

TEST(StandardInput, EndsWhenItsLimitIsExceeded) {
  StandardInput source = input({"12345\n", "6789\n"}, 10);
  ASSERT_TRUE(source.open({}, false));
  Chunk chunk;
  ASSERT_TRUE(*source.next(0, chunk, {}));
  const auto got = source.next(0, chunk, {});
  ASSERT_FALSE(got);
  EXPECT_EQ(got.error().code(), Code::kExhausted);
  EXPECT_EQ(got.error().message(), "Total file size exceeds limit");
}

TEST(StandardInput, CannotBeContinued) {
  StandardInput source = input({});
  EXPECT_FALSE(source.open({"somewhere"}, false));
}

TEST(StandardInput, StopsWhileItWaits) {
  StandardInput source = input({"one\n"});
  ASSERT_TRUE(source.open({}, false));
  std::stop_source stop;
  stop.request_stop();
  Chunk chunk;
  const auto got = source.next(0, chunk, stop.get_token());
  ASSERT_FALSE(got);
  EXPECT_EQ(got.error().code(), Code::kCancelled);
}

}  // namespace
}  // namespace bdp
