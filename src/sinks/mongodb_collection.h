#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "pipeline/mapping.h"
#include "wire/bson_document.h"
#include "wire/mongodb_client.h"

namespace bdp {

/// A collection as the job wants it; made, or brought to it, before the first row.
struct MongodbCollection {
  std::string database;
  std::string name;
  /// Of createIndexes: `{key: {...}, name: ..., unique: ...}`.
  std::vector<BsonDocument> indexes = {};
  std::optional<BsonDocument> validator = {};
  std::optional<BsonDocument> shard_key = {};

  std::string full_name() const { return database + "." + name; }
};

/// kInvalid: the job wants its collection sharded, and this is no cluster.
Status require_cluster(MongodbClient& client, const MongodbCollection& collection);

/// Creates what is missing: the collection with its validator, its sharding, its indexes. Nothing
/// is asked of the server when the job wants none of them: the first insert creates the collection.
/// kInvalid: an index of that name is another one.
Status set_up(MongodbClient& client, const MongodbCollection& collection);

/// `{$jsonSchema: ...}` that holds documents to the types of the job's mapping. Fields that the
/// mapping does not name may be there; every field may be missing or null.
BsonDocument validator_of(const std::vector<MappedField>& mapping);

/// An index's name when none is given, as MongoDB makes it: `a_1_b_-1`.
std::string index_name(const bson_t& key);

}  // namespace bdp
