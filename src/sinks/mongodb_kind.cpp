#include "sinks/mongodb_kind.h"

#include <algorithm>
#include <array>
#include <utility>

#include "sinks/mongodb.h"
#include "sinks/mongodb_credentials.h"
#include "wire/mongodb_address.h"

namespace bdp {
namespace {

using config::FieldSpec;
using config::FieldType;
using config::Node;

constexpr auto kSchemes = std::to_array<std::string_view>({"mongodb", "mongodb+srv"});
constexpr std::string_view kForm = "mongodb://HOST/DATABASE#COLLECTION, mongodb+srv:...";

constexpr auto kOptions = std::to_array<FieldSpec>({
    {.name = "write_concern",
     .type = FieldType::kText,
     .help = "how many members must have a write before it counts: majority, a number or a tag; "
             "what the URI says with w=, unless given here, and else majority"},
    {.name = "bulk_bytes",
     .type = FieldType::kByteSize,
     .help = "the most bytes of documents in one bulk",
     .fallback = "8 MiB",
     .least = 1024,
     .most = 40'000'000},
    {.name = "bulk_documents",
     .type = FieldType::kInteger,
     .help = "the most documents in one bulk",
     .fallback = "10000",
     .least = 1,
     .most = 100'000},
    {.name = "connections",
     .type = FieldType::kInteger,
     .help = "bulks under way at once",
     .fallback = "4",
     .least = 1,
     .most = 64},
    {.name = "validator",
     .type = FieldType::kBoolean,
     .help = "hold documents to the types of elasticsearch_index_config.mappings, by a $jsonSchema "
             "of the collection",
     .fallback = "false"},
    {.name = "indexes",
     .type = FieldType::kAny,
     .help =
         "a list of indexes as createIndexes takes them: [{\"key\": {\"vm_id\": 1}, \"unique\": "
         "true}]; with expireAfterSeconds documents go after their time"},
    {.name = "shard_key",
     .type = FieldType::kAny,
     .help = "shards the collection by this key, through a mongos: {\"vm_id\": \"hashed\"}"},
});

class MongodbTarget final : public SinkTarget {
 public:
  MongodbTarget(const SinkJob& job, MongodbAddress address, MongodbWriteConcern concern,
                MongodbCollection collection, MongodbSinkOptions options)
      : files_(job.environment.files),
        variable_(job.variable),
        address_(std::move(address)),
        concern_(std::move(concern)),
        collection_(std::move(collection)),
        options_(options) {}

  std::string text() const override {
    return address_.hosts + "/" + collection_.database + "#" + collection_.name;
  }
  bool resumable() const override { return true; }

  Status reach() override {
    TRY_ASSIGN(const MongodbCredentials credentials, read_mongodb_credentials(variable_, files_));
    TRY_ASSIGN(client_, MongodbClient::make(address_, credentials, concern_, options_.connections));
    TRY(client_->reach());
    return require_cluster(*client_, collection_);
  }

  Result<bool> exists() override {
    const BsonDocument list;
    bson_append_int32(list.get(), "listCollections", -1, 1);
    bson_append_bool(list.get(), "nameOnly", -1, true);
    bson_append_bool(list.get(), "authorizedCollections", -1, true);
    bson_t filter;
    bson_append_document_begin(list.get(), "filter", -1, &filter);
    append_text(filter, "name", collection_.name);
    bson_append_document_end(list.get(), &filter);
    TRY_ASSIGN(const BsonDocument answer, client_->command(collection_.database, *list));
    bson_iter_t place;
    bson_iter_t first;
    return bson_iter_init(&place, answer.get()) &&
           bson_iter_find_descendant(&place, "cursor.firstBatch.0", &first);
  }

  Status remove() override {
    const BsonDocument drop;
    append_text(*drop, "drop", collection_.name);
    auto dropped = client_->command(collection_.database, *drop);
    if (!dropped && dropped.error().code() != Code::kNotFound) return std::move(dropped).error();
    return {};
  }

  std::uint64_t size_bytes() override {
    const BsonDocument order;
    append_text(*order, "collStats", collection_.name);
    const auto answer = client_->command(collection_.database, *order);
    return answer ? static_cast<std::uint64_t>(integer_in(**answer, "storageSize")) : 0;
  }

  Result<std::unique_ptr<Sink>> make_sink() override {
    return std::make_unique<MongodbSink>(client_, std::move(collection_), options_);
  }

 private:
  os::Files& files_;
  const lang::VariableLookup variable_;
  const MongodbAddress address_;
  const MongodbWriteConcern concern_;
  MongodbCollection collection_;
  const MongodbSinkOptions options_;
  std::shared_ptr<MongodbClient> client_;
};

/// `node` as a document, if it is a map with something in it.
std::optional<BsonDocument> map_of(const config::Section& options, std::string_view field,
                                   const Node& node, std::string_view example) {
  if (node.kind == Node::Kind::kMap && !node.members.empty()) {
    auto document = bson_of(node);
    if (document) return std::move(*document);
    options.problem(field, std::string(document.error().message()));
    return std::nullopt;
  }
  options.problem(field,
                  "'" + std::string(field) + "' is no such thing as " + std::string(example));
  return std::nullopt;
}

void read_indexes(const config::Section& options, MongodbCollection& collection) {
  constexpr std::string_view kExample = R"([{"key": {"vm_id": 1}, "unique": true}])";
  const Node* list = options.value("indexes");
  if (list == nullptr) return;
  if (list->kind != Node::Kind::kList) {
    options.problem("indexes", "'indexes' is no list, such as " + std::string(kExample));
    return;
  }
  for (const Node& item : list->items) {
    const config::Member* key = item.find("key");
    if (key == nullptr) {
      options.problem("indexes", "an index has no 'key'; write " + std::string(kExample));
      continue;
    }
    auto index = map_of(options, "indexes", item, kExample);
    const auto fields = map_of(options, "indexes", key->value, kExample);
    if (!index || !fields) continue;
    if (item.find("name") == nullptr) append_text(**index, "name", index_name(**fields));
    collection.indexes.push_back(std::move(*index));
  }
}

Result<std::unique_ptr<SinkTarget>> parse(std::string_view text, const SinkJob& job) {
  const std::string_view name = take_name(text, job.output_name);
  auto parsed = MongodbAddress::parse(text);
  if (!parsed) return std::move(parsed).error().during("--to");
  MongodbAddress address = *std::move(parsed);
  if (address.database.empty()) {
    return not_a_sink(address.hosts, "the database's name is missing", kForm);
  }
  MongodbCollection collection{.database = address.database, .name = std::string(name)};
  if (name.empty() || name.starts_with("system.") || name.find('$') != std::string_view::npos) {
    return not_a_sink(
        address.hosts + "/" + address.database + "#" + collection.name,
        name.empty() ? "the collection's name is missing" : "such a name is the server's own",
        kForm);
  }
  const SinkOptions options(job, kMongodbSink);
  const MongodbWriteConcern concern{.members = options->text("write_concern"),
                                    .journal = job.durable};
  const MongodbSinkOptions sink{
      .bulk_bytes = options->byte_size("bulk_bytes"),
      .bulk_documents = options->integer("bulk_documents"),
      .connections = static_cast<unsigned>(options->integer("connections")),
  };
  if (options->boolean("validator")) {
    if (job.mapping.empty()) {
      options->problem("validator",
                       "'validator' is made from elasticsearch_index_config.mappings, and the job "
                       "has none");
    }
    collection.validator = validator_of(job.mapping);
  }
  read_indexes(*options, collection);
  if (const Node* key = options->value("shard_key")) {
    collection.shard_key = map_of(*options, "shard_key", *key, R"({"vm_id": "hashed"})");
  }
  TRY(options.status());
  return std::make_unique<MongodbTarget>(job, std::move(address), concern, std::move(collection),
                                         sink);
}

}  // namespace

constinit const SinkKind kMongodbSink = {
    .name = "mongodb",
    .schemes = kSchemes,
    .form = kForm,
    .summary = "a collection of a MongoDB, a document a row",
    .options = kOptions,
    .parse = parse,
};

}  // namespace bdp
