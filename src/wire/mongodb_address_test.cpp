#include "wire/mongodb_address.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace bdp {
namespace {

using testing::HasSubstr;
using testing::Not;

std::string error_of(std::string_view uri) {
  const auto address = MongodbAddress::parse(uri);
  return address ? "no error" : std::string(address.error().message());
}

TEST(MongodbAddress, HasHostsAndDatabaseWithoutTheRest) {
  const auto address = MongodbAddress::parse("mongodb://me@a:1,b:2/store?replicaSet=r&tls=true");
  ASSERT_TRUE(address);
  EXPECT_EQ(address->hosts, "mongodb://a:1,b:2");
  EXPECT_EQ(address->database, "store");
}

TEST(MongodbAddress, NeverShowsAPassword) {
  for (const char* uri : {"mongodb://me:pa55@h/d", "mongodb://:pa55@h/d",
                          "mongodb://h/d?tlsCertificateKeyFilePassword=pa55"}) {
    EXPECT_THAT(error_of(uri), HasSubstr("MYSIMBDP_MONGODB_PASSWORD")) << uri;
    EXPECT_THAT(error_of(uri), Not(HasSubstr("pa55"))) << uri;
  }
}

TEST(MongodbAddress, TellsWhatIsWrong) {
  EXPECT_THAT(error_of("mongo://h/d"), HasSubstr("begins with mongodb:// or mongodb+srv://"));
  EXPECT_THAT(error_of("mongodb:///d"), HasSubstr("the host is missing"));
  EXPECT_THAT(error_of("mongodb://h:x/d"), HasSubstr("mongodb://h:x"));
}

TEST(DriverUri, FillsInWhatTheUriLeavesOpen) {
  const auto address = MongodbAddress::parse("mongodb://h/d?connectTimeoutMS=7");
  ASSERT_TRUE(address);
  const auto uri = driver_uri(*address, {"me", "p@:/"});
  ASSERT_TRUE(uri);
  EXPECT_EQ(mongoc_uri_get_option_as_int32(uri->get(), MONGOC_URI_CONNECTTIMEOUTMS, 0), 7);
  EXPECT_EQ(mongoc_uri_get_option_as_int32(uri->get(), MONGOC_URI_SOCKETTIMEOUTMS, 0), 60'000);
  EXPECT_FALSE(mongoc_uri_get_option_as_bool(uri->get(), MONGOC_URI_RETRYWRITES, true));
  EXPECT_STREQ(mongoc_uri_get_username(uri->get()), "me");
  EXPECT_STREQ(mongoc_uri_get_password(uri->get()), "p@:/");
}

TEST(DriverUri, WantsANameToAPassword) {
  const auto address = MongodbAddress::parse("mongodb://h/d");
  ASSERT_TRUE(address);
  const auto uri = driver_uri(*address, {"", "secret"});
  ASSERT_FALSE(uri);
  EXPECT_THAT(std::string(uri.error().message()), HasSubstr("MYSIMBDP_MONGODB_USERNAME"));
}

}  // namespace
}  // namespace bdp
