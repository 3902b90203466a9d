#include "control/home.h"

#include <gtest/gtest.h>

namespace bdp {
namespace {

TEST(SafeFileName, KeepsTwoTenantsApartAndInTheirFolder) {
  EXPECT_EQ(safe_file_name("jsjhfx"), "jsjhfx");
  EXPECT_EQ(safe_file_name("../other"), "%2E.%2Fother");
  EXPECT_EQ(safe_file_name("."), "%2E");
  EXPECT_EQ(safe_file_name(""), "%");
  EXPECT_NE(safe_file_name("a/b"), safe_file_name("a_b"));
}

TEST(SafeFileName, CutsWhatFileSystemsRefuse) {
  const std::string one(300, 'x');
  const std::string other = one + "y";
  EXPECT_LT(safe_file_name(one).size(), 200U);
  EXPECT_NE(safe_file_name(one), safe_file_name(other));
}

TEST(SafeFileName, CanBeReadBack) {
  for (const char* text : {"jsjhfx", "../other", "é%", ""}) {
    EXPECT_EQ(text_of_file_name(safe_file_name(text)), text);
  }
}

}  // namespace
}  // namespace bdp
