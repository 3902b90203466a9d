#include "sinks/kafka_kind.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>

namespace bdp {
namespace {

using testing::HasSubstr;

constexpr std::array<const SinkKind*, 1> kKinds = {&kKafkaSink};

/// The target's text, else the error.
std::string parsed(std::string_view text, std::string_view options = "{}") {
  const auto document = config::parse_json(options, "job.json");
  SinkJob job{.environment = os::real_environment(),
              .output_name = "rows",
              .spec_file = "job.json",
              .variable = [](std::string_view) { return std::string("secret"); }};
  const auto target = parse_sink_target(text, std::move(job), document->root, kKinds);
  return target ? (*target)->text() : std::string(target.error().message());
}

TEST(KafkaKind, TakesTheTopicFromTheJobUnlessItIsNamed) {
  EXPECT_EQ(parsed("kafka:a:9092"), "kafka:a:9092#rows");
  EXPECT_EQ(parsed("kafka:a:9092,b:9093#t"), "kafka:a:9092,b:9093#t");
}

TEST(KafkaKind, SaysWhatIsWrongWithAnAddress) {
  EXPECT_THAT(parsed("kafka:a"), HasSubstr("every host needs a port, such as :9092"));
  EXPECT_THAT(parsed("kafka:a:9092,"), HasSubstr("a host is missing"));
  EXPECT_THAT(parsed("kafka:a:9092#x/y"), HasSubstr("letters, digits and ._-"));
}

TEST(KafkaKind, HasNoUserWithoutSasl) {
  EXPECT_EQ(parsed("kafka:a:1", R"({"kafka": {"username": "u"}})"),
            "job.json:1:24: a user needs 'security' sasl_ssl or sasl_plaintext");
  EXPECT_EQ(parsed("kafka:a:1", R"({"kafka": {"username": "u", "security": "sasl_ssl"}})"),
            "kafka:a:1#rows");
}

}  // namespace
}  // namespace bdp
