#include "filters/reference.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace bdp {
namespace {

using testing::HasSubstr;

TEST(FilterReference, TellsTheStateOfEveryOption) {
  const std::string text = filter_reference();
  EXPECT_THAT(text, HasSubstr("| `code` | string |  | refused | not run |\n"));
  EXPECT_THAT(text, HasSubstr("| `field` | string |  | deprecated | deprecated: source |\n"));
  EXPECT_THAT(text, HasSubstr("| `enable_metric` | boolean | `true` | no effect |"));
  EXPECT_THAT(text, HasSubstr("| `length_bytes` | number | required | works |"));
}

}  // namespace
}  // namespace bdp
