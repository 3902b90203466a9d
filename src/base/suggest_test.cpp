#include "base/suggest.h"

#include <gtest/gtest.h>

#include <array>

namespace bdp {
namespace {

constexpr std::array<std::string_view, 3> kOptions = {"separator", "columns", "quote_char"};

TEST(NearestWord, FindsTheOptionBehindATypo) {
  EXPECT_EQ(nearest_word("seperator", kOptions), "separator");
  EXPECT_EQ(nearest_word("colunms", kOptions), "columns");
}

TEST(NearestWord, SaysNothingWhenNothingIsNear) {
  EXPECT_EQ(nearest_word("xyzzy", kOptions), "");
}

}  // namespace
}  // namespace bdp
