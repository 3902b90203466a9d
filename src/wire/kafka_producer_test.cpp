#include "wire/kafka_producer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace bdp {
namespace {

using testing::HasSubstr;

TEST(KafkaProducer, RefusesPropertiesThatThereAreNot) {
  const auto made = KafkaProducer::make(
      {.brokers = "127.0.0.1:1", .topic = "t", .properties = {{"compresion", "lz4"}}});
  ASSERT_FALSE(made);
  EXPECT_EQ(made.error().code(), Code::kInvalid);
  EXPECT_THAT(std::string(made.error().message()), HasSubstr("compresion"));
}

TEST(KafkaProducer, SaysThatNobodyListens) {
  const auto made = KafkaProducer::make({.brokers = "127.0.0.1:1", .topic = "t"});
  ASSERT_TRUE(made);
  const auto there = (*made)->has_topic();
  ASSERT_FALSE(there);
  EXPECT_EQ(there.error().code(), Code::kUnavailable);
  EXPECT_THAT(std::string(there.error().message()),
              HasSubstr("kafka at 127.0.0.1:1: 127.0.0.1:1/bootstrap: Connect to "));
}

}  // namespace
}  // namespace bdp
