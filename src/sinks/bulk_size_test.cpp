#include "sinks/bulk_size.h"

#include <gtest/gtest.h>

namespace bdp {
namespace {

using std::chrono::seconds;

constexpr std::size_t kMost = 8'000'000;

TEST(BulkSize, HalvesWhileTheServerIsTooBusyDownToALimit) {
  BulkSize size(kMost);
  size.overloaded();
  EXPECT_EQ(size.bytes(), kMost / 2);
  for (int i = 0; i < 20; ++i) size.overloaded();
  EXPECT_EQ(size.bytes(), 65536U);
}

TEST(BulkSize, GrowsAgainWithQuickAnswersToBulksThatFillIt) {
  BulkSize size(kMost);
  size.overloaded();
  size.taken(kMost / 2, seconds(1));
  EXPECT_EQ(size.bytes(), kMost / 2 + kMost / 8);
  for (int i = 0; i < 20; ++i) size.taken(size.bytes(), seconds(1));
  EXPECT_EQ(size.bytes(), kMost);
}

TEST(BulkSize, LearnsNothingFromSmallBulksAndShrinksWithSlowAnswers) {
  BulkSize size(kMost);
  size.overloaded();
  size.taken(1000, seconds(1));
  EXPECT_EQ(size.bytes(), kMost / 2);
  size.taken(kMost / 2, seconds(5));
  EXPECT_EQ(size.bytes(), kMost / 2);
  size.taken(kMost / 2, seconds(11));
  EXPECT_EQ(size.bytes(), kMost / 4);
}

}  // namespace
}  // namespace bdp
