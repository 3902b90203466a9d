#include "config/interpolation.h"

#include <gtest/gtest.h>

namespace bdp::config {
namespace {

std::string interpolated(std::string_view text) {
  Document document = *parse_yaml(text, "my.yaml");
  const Status status = interpolate(document, [](std::string_view name) {
    if (name == "SIZE") return std::optional<std::string>("12");
    if (name == "EVIL") return std::optional<std::string>("x\nkey: value # ${SIZE}");
    if (name == "EMPTY") return std::optional<std::string>("");
    return std::optional<std::string>();
  });
  return status ? canonical_json(document.root) : std::string(status.error().message());
}

TEST(Interpolate, PutsVariablesIn) {
  EXPECT_EQ(interpolated("a: x${SIZE}y${SIZE}"), R"({"a":"x12y12"})");
}

TEST(Interpolate, MakesAPlainScalarANumberAndAQuotedOneAText) {
  EXPECT_EQ(interpolated("a: ${SIZE}\nb: '${SIZE}'"), R"({"a":12,"b":"12"})");
}

TEST(Interpolate, TakesTheDefaultOfWhatIsNotSetOrEmpty) {
  EXPECT_EQ(interpolated("[\"${NONE:-d e}\", \"${EMPTY:-d}\", \"${EMPTY}\", \"${NONE:-}\"]"),
            R"(["d e","d","",""])");
}

TEST(Interpolate, NeverLetsAValueChangeTheStructure) {
  EXPECT_EQ(interpolated("a: ${EVIL}"), R"({"a":"x\nkey: value # ${SIZE}"})");
}

TEST(Interpolate, LeavesEscapedOnesAlone) {
  EXPECT_EQ(interpolated("a: $${SIZE} $5 $"), R"({"a":"${SIZE} $5 $"})");
}

TEST(Interpolate, RefusesWhatIsNotSet) {
  EXPECT_EQ(interpolated("a: 1\nb: ${NONE}"),
            "my.yaml:2:4: the environment variable 'NONE' is not set; set it, or write "
            "${NONE:-default}");
}

TEST(Interpolate, RefusesWhatIsNoVariable) {
  EXPECT_EQ(interpolated("a: '${1x}'"),
            "my.yaml:1:4: '${1x}' names no environment variable; write ${NAME} or "
            "${NAME:-default}, or $${ for the characters themselves");
  EXPECT_EQ(interpolated("a: '${X'"),
            "my.yaml:1:4: '${' is never closed; put '}' after the variable's name");
}

}  // namespace
}  // namespace bdp::config
