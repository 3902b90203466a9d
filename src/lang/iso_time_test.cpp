#include "lang/iso_time.h"

#include <gtest/gtest.h>

namespace bdp::lang {
namespace {

constexpr std::int64_t kNoon = 1704207845;  // 2024-01-02T15:04:05Z

TEST(IsoTime, ReadsFractionsAndOffsets) {
  EXPECT_EQ(parse_iso_time("2024-01-02T15:04:05Z"), (Timestamp{kNoon, 0}));
  EXPECT_EQ(parse_iso_time("2024-01-02T15:04:05.123456789Z"), (Timestamp{kNoon, 123456789}));
  EXPECT_EQ(parse_iso_time("2024-01-02t15:04:05,5z"), (Timestamp{kNoon, 500000000}));
  EXPECT_EQ(parse_iso_time("2024-01-02T17:04:05+02:00"), (Timestamp{kNoon, 0}));
  EXPECT_EQ(parse_iso_time("2024-01-02T12:34:05-0230"), (Timestamp{kNoon, 0}));
  EXPECT_EQ(parse_iso_time("2024-01-02T15:04:05"), (Timestamp{kNoon, 0}));
  EXPECT_EQ(parse_iso_time("2024-01-02T15:04"), (Timestamp{kNoon - 5, 0}));
  EXPECT_EQ(parse_iso_time("1969-12-31T23:59:59.5Z"), (Timestamp{-1, 500000000}));
}

TEST(IsoTime, RefusesWhatIsNoTime) {
  for (const char* text :
       {"", "garbage", "2024-01-02", "2024-01-02 15:04:05", "2024-13-02T15:04:05Z",
        "2023-02-29T00:00:00Z", "2024-01-02T24:00:00Z", "2024-01-02T15:04:05.Z",
        "2024-01-02T15:04:05+2", "2024-01-02T15:04:05Zx", "2024-01-02T15:04:05.1234567890Z"}) {
    EXPECT_FALSE(parse_iso_time(text).has_value()) << text;
  }
}

}  // namespace
}  // namespace bdp::lang
