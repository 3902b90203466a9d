#include "config/byte_size.h"

#include <gtest/gtest.h>

namespace bdp::config {
namespace {

TEST(ParseByteSize, ReadsBytesAndUnits) {
  EXPECT_EQ(*parse_byte_size("500000000"), 500000000U);
  EXPECT_EQ(*parse_byte_size("500 MB"), 500000000U);
  EXPECT_EQ(*parse_byte_size("500mb"), 500000000U);
  EXPECT_EQ(*parse_byte_size("64 KiB"), 65536U);
  EXPECT_EQ(*parse_byte_size("1.5 GB"), 1500000000U);
  EXPECT_EQ(*parse_byte_size("0"), 0U);
  EXPECT_EQ(*parse_byte_size("18446744073709551615"), 18446744073709551615U);
}

TEST(ParseByteSize, RefusesTheRest) {
  for (const char* text : {"", " ", "-5", "-5 MB", "5 m", "MB", "1.0000000001 KB", "5 MB x", "1e3",
                           "99999999999 TB", "nan", "inf", "0x10", "5,000"}) {
    EXPECT_FALSE(parse_byte_size(text)) << text;
  }
}

TEST(GroupedDigits, PutsCommasBetweenThousands) {
  EXPECT_EQ(grouped_digits(0), "0");
  EXPECT_EQ(grouped_digits(999), "999");
  EXPECT_EQ(grouped_digits(1000), "1,000");
  EXPECT_EQ(grouped_digits(1234567), "1,234,567");
}

}  // namespace
}  // namespace bdp::config
