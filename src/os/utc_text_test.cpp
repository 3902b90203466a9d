#include "os/utc_text.h"

#include <gtest/gtest.h>

namespace bdp::os {
namespace {

TEST(UtcText, IsCutToTheMillisecond) {
  EXPECT_EQ(utc_text(WallTime(std::chrono::nanoseconds(1'764'064'925'456'999'999))),
            "2025-11-25T10:02:05.456Z");
}

TEST(UtcText, KnowsTimesBefore1970) {
  EXPECT_EQ(utc_text(WallTime(std::chrono::nanoseconds(-1))), "1969-12-31T23:59:59.999Z");
}

}  // namespace
}  // namespace bdp::os
