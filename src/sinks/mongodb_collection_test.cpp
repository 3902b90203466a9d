#include "sinks/mongodb_collection.h"

#include <gtest/gtest.h>

namespace bdp {
namespace {

TEST(MongodbValidator, HoldsFieldsToTheMappingsTypes) {
  const BsonDocument validator = validator_of({{.path = {"n"}, .type = "integer"},
                                               {.path = {"o", "flag"}, .type = "boolean"},
                                               {.path = {"o", "text"}, .type = "keyword"},
                                               {.path = {"place"}, .type = "geo_point"}});
  EXPECT_EQ(
      json_of(*validator),
      R"({ "$jsonSchema" : { "bsonType" : "object", "properties" : { )"
      R"("n" : { "bsonType" : [ "int", "long", "null" ] }, )"
      R"("o" : { "bsonType" : [ "object", "null" ], "properties" : { )"
      R"("flag" : { "bsonType" : [ "bool", "null" ] }, "text" : { "bsonType" : [ "string", "null" ] } } }, )"
      R"("place" : {  } } } })");
}

TEST(MongodbIndex, IsNamedByItsKey) {
  const BsonDocument key;
  bson_append_int32(key.get(), "a.b", -1, 1);
  bson_append_int64(key.get(), "c", -1, -1);
  append_text(*key, "d", "hashed");
  EXPECT_EQ(index_name(*key), "a.b_1_c_-1_d_hashed");
}

}  // namespace
}  // namespace bdp
