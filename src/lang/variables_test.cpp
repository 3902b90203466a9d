#include "lang/variables.h"

#include <gtest/gtest.h>

namespace bdp::lang {
namespace {

std::optional<std::string> lookup(std::string_view name) {
  if (name == "HOST") return "h1";
  return std::nullopt;
}

std::string expanded(std::string_view text) {
  const auto result = expand_variables(text, lookup);
  return result ? *result : "error: " + std::string(result.error().message());
}

TEST(Variables, TakeTheirValueOrTheDefault) {
  EXPECT_EQ(expanded("a ${HOST} b ${NONE:x y}${NONE:}"), "a h1 b x y");
  EXPECT_EQ(expanded("${HOST:other}"), "h1");
}

TEST(Variables, AreAnErrorWithoutValueAndDefault) {
  EXPECT_EQ(expanded("${NONE}"),
            "error: the variable 'NONE' is not set; set it or write ${NONE:default}");
}

TEST(Variables, LeaveWhatIsNoneAsItIs) {
  EXPECT_EQ(expanded("$HOST ${} ${9} ${a b} ${HOST ${"), "$HOST ${} ${9} ${a b} ${HOST ${");
}

TEST(Variables, WithoutALookupOnlyDefaultsAreKnown) {
  EXPECT_EQ(*expand_variables("${HOST:d}", {}), "d");
  EXPECT_FALSE(expand_variables("${HOST}", {}).has_value());
}

}  // namespace
}  // namespace bdp::lang
