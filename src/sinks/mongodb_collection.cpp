#include "sinks/mongodb_collection.h"

#include <map>
#include <string_view>
#include <utility>

namespace bdp {
namespace {

using Names = std::vector<std::string_view>;

/// The types of BSON in which values of an Elasticsearch type may be stored; empty: any.
Names bson_types(std::string_view type) {
  static const std::map<std::string_view, Names> types = {
      {"keyword", {"string"}},
      {"constant_keyword", {"string"}},
      {"wildcard", {"string"}},
      {"text", {"string"}},
      {"match_only_text", {"string"}},
      {"ip", {"string"}},
      {"version", {"string"}},
      {"boolean", {"bool"}},
      {"byte", {"int", "long"}},
      {"short", {"int", "long"}},
      {"integer", {"int", "long"}},
      {"long", {"int", "long"}},
      {"unsigned_long", {"int", "long", "decimal"}},
      {"half_float", {"double", "int", "long", "decimal"}},
      {"float", {"double", "int", "long", "decimal"}},
      {"double", {"double", "int", "long", "decimal"}},
      {"scaled_float", {"double", "int", "long", "decimal"}},
      {"date", {"date", "string", "int", "long"}},
      {"date_nanos", {"date", "string", "int", "long"}},
  };
  const auto found = types.find(type);
  return found == types.end() ? Names() : found->second;
}

/// Fields by name, those inside of objects inside of them.
struct SchemaNode {
  std::string name;
  std::string type;
  std::vector<SchemaNode> fields;

  SchemaNode& field(const std::string& wanted) {
    for (SchemaNode& known : fields) {
      if (known.name == wanted) return known;
    }
    fields.push_back({wanted, {}, {}});
    return fields.back();
  }
};

void append_types(bson_t& to, Names types) {
  types.push_back("null");
  bson_t list;
  bson_append_array_begin(&to, "bsonType", -1, &list);
  for (std::size_t i = 0; i < types.size(); ++i) {
    append_text(list, std::to_string(i).c_str(), types[i]);
  }
  bson_append_array_end(&to, &list);
}

void append_schema(bson_t& to, const SchemaNode& node) {
  if (node.fields.empty()) {
    const Names types = bson_types(node.type);
    if (!types.empty()) append_types(to, types);
    return;
  }
  append_types(to, {"object"});
  bson_t properties;
  bson_append_document_begin(&to, "properties", -1, &properties);
  for (const SchemaNode& field : node.fields) {
    bson_t schema;
    bson_append_document_begin(&properties, field.name.c_str(), -1, &schema);
    append_schema(schema, field);
    bson_append_document_end(&properties, &schema);
  }
  bson_append_document_end(&to, &properties);
}

/// The server's number of an error is in no Error of ours; what it says is.
bool says(const Error& error, std::string_view words) {
  return error.message().find(words) != std::string_view::npos;
}

Status create(MongodbClient& client, const MongodbCollection& collection) {
  const BsonDocument create;
  append_text(*create, "create", collection.name);
  if (collection.validator) {
    bson_append_document(create.get(), "validator", -1, collection.validator->get());
  }
  const auto done = client.command(collection.database, *create);
  if (done) return {};
  if (!says(done.error(), "already exists")) return done.error();
  if (!collection.validator) return {};
  const BsonDocument change;
  append_text(*change, "collMod", collection.name);
  bson_append_document(change.get(), "validator", -1, collection.validator->get());
  TRY(client.command(collection.database, *change));
  return {};
}

Status shard(MongodbClient& client, const MongodbCollection& collection) {
  const BsonDocument enable;
  append_text(*enable, "enableSharding", collection.database);
  // Nothing is to be enabled from MongoDB 6.0 on; what is really wrong shows in the next command.
  static_cast<void>(client.command("admin", *enable));
  const BsonDocument order;
  append_text(*order, "shardCollection", collection.full_name());
  bson_append_document(order.get(), "key", -1, collection.shard_key->get());
  auto done = client.command("admin", *order);
  if (!done) return std::move(done).error().during("shard " + collection.full_name());
  return {};
}

Status create_indexes(MongodbClient& client, const MongodbCollection& collection) {
  const BsonDocument order;
  append_text(*order, "createIndexes", collection.name);
  bson_t list;
  bson_append_array_begin(order.get(), "indexes", -1, &list);
  std::size_t place = 0;
  for (const BsonDocument& index : collection.indexes) {
    const std::string number = std::to_string(place++);
    bson_append_document(&list, number.c_str(), -1, index.get());
  }
  bson_append_array_end(order.get(), &list);
  auto done = client.command(collection.database, *order);
  if (!done) {
    return std::move(done).error().during("create the indexes of " + collection.full_name());
  }
  return {};
}

}  // namespace

Status require_cluster(MongodbClient& client, const MongodbCollection& collection) {
  if (!collection.shard_key) return {};
  const BsonDocument hello;
  bson_append_int32(hello.get(), "hello", -1, 1);
  TRY_ASSIGN(const BsonDocument answer, client.command("admin", *hello));
  if (text_in(*answer, "msg") != "isdbgrid") {
    return Error(Code::kInvalid, client.hosts() + ": cannot shard " + collection.full_name() +
                                     ": this is no mongos; name the cluster's mongos, or take "
                                     "'shard_key' out");
  }
  return {};
}

Status set_up(MongodbClient& client, const MongodbCollection& collection) {
  if (collection.validator || collection.shard_key) TRY(create(client, collection));
  if (collection.shard_key) TRY(shard(client, collection));
  if (!collection.indexes.empty()) TRY(create_indexes(client, collection));
  return {};
}

BsonDocument validator_of(const std::vector<MappedField>& mapping) {
  SchemaNode root;
  for (const MappedField& field : mapping) {
    SchemaNode* node = &root;
    for (const std::string& name : field.path) node = &node->field(name);
    node->type = field.type;
  }
  BsonDocument validator;
  bson_t schema;
  bson_append_document_begin(validator.get(), "$jsonSchema", -1, &schema);
  append_text(schema, "bsonType", "object");
  bson_t properties;
  bson_append_document_begin(&schema, "properties", -1, &properties);
  for (const SchemaNode& field : root.fields) {
    bson_t one;
    bson_append_document_begin(&properties, field.name.c_str(), -1, &one);
    append_schema(one, field);
    bson_append_document_end(&properties, &one);
  }
  bson_append_document_end(&schema, &properties);
  bson_append_document_end(validator.get(), &schema);
  return validator;
}

std::string index_name(const bson_t& key) {
  std::string name;
  bson_iter_t place;
  if (!bson_iter_init(&place, &key)) return name;
  while (bson_iter_next(&place)) {
    if (!name.empty()) name += '_';
    name += bson_iter_key(&place);
    name += '_';
    name += BSON_ITER_HOLDS_UTF8(&place) ? std::string(bson_iter_utf8(&place, nullptr))
                                         : std::to_string(bson_iter_as_int64(&place));
  }
  return name;
}

}  // namespace bdp
