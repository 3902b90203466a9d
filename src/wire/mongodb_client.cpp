#include "wire/mongodb_client.h"

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <unordered_set>
#include <utility>

#include "base/check.h"
#include "wire/mongodb_driver.h"
#include "wire/mongodb_error.h"
#include "wire/mongodb_stream.h"

namespace bdp {
namespace {

/// What the reason of a refusal shows of a validator's details.
constexpr std::size_t kMostDetails = 600;
/// Keys of one query.
constexpr std::size_t kKeysAtOnce = 200;

/// What an answer is read into.
class Reply {
 public:
  Reply() { bson_init(&document_); }
  Reply(const Reply&) = delete;
  Reply& operator=(const Reply&) = delete;
  ~Reply() { bson_destroy(&document_); }

  /// To be written to by the driver, which initialises it.
  bson_t* fresh() {
    bson_destroy(&document_);
    return &document_;
  }
  const bson_t& operator*() const { return document_; }

 private:
  bson_t document_{};
};

struct CollectionDeleter {
  void operator()(mongoc_collection_t* collection) const { mongoc_collection_destroy(collection); }
};
using Collection = std::unique_ptr<mongoc_collection_t, CollectionDeleter>;

struct CursorDeleter {
  void operator()(mongoc_cursor_t* cursor) const { mongoc_cursor_destroy(cursor); }
};
using Cursor = std::unique_ptr<mongoc_cursor_t, CursorDeleter>;

/// The names of the fields of a unique index are `_id` alone. Old servers only say it in words.
bool is_of_id(const bson_t& item) {
  bson_iter_t place;
  bson_iter_t field;
  if (bson_iter_init_find(&place, &item, "keyPattern") && BSON_ITER_HOLDS_DOCUMENT(&place) &&
      bson_iter_recurse(&place, &field)) {
    return bson_iter_next(&field) && std::string_view(bson_iter_key(&field)) == "_id" &&
           !bson_iter_next(&field);
  }
  return text_in(item, "errmsg").find(" index: _id_ ") != std::string::npos;
}

std::string reason_of(const bson_t& item) {
  std::string reason = "the server refuses it: " + text_in(item, "errmsg");
  bson_iter_t place;
  bson_iter_t details;
  if (bson_iter_init(&place, &item) &&
      bson_iter_find_descendant(&place, "errInfo.details", &details) &&
      BSON_ITER_HOLDS_DOCUMENT(&details)) {
    std::uint32_t size = 0;
    const std::uint8_t* bytes = nullptr;
    bson_iter_document(&details, &size, &bytes);
    std::string json = json_of(*BsonView({reinterpret_cast<const char*>(bytes), size}));
    if (json.size() > kMostDetails) json = json.substr(0, kMostDetails) + "...";
    reason += ": " + json;
  }
  return reason;
}

/// Documents as the driver takes them.
class Bulk {
 public:
  explicit Bulk(std::span<const std::string_view> documents)
      : views_(documents.size()), pointers_(documents.size()) {
    for (std::size_t i = 0; i < documents.size(); ++i) {
      views_[i].look_at(documents[i]);
      pointers_[i] = &views_[i];
    }
  }

  /// For an argument that is not const, though nothing is written there.
  const bson_t** pointers() const {
    return reinterpret_cast<const bson_t**>(const_cast<const BsonView**>(pointers_.data()));
  }

 private:
  std::vector<BsonView> views_;
  std::vector<const BsonView*> pointers_;
};

/// The bytes of the element `_id`, its type in front: the same for the same key.
std::string key_of(const bson_t& document) {
  bson_iter_t place;
  if (!bson_iter_init_find(&place, &document, "_id")) return {};
  BsonDocument alone;
  bson_append_iter(alone.get(), "_id", 3, &place);
  return std::string(bytes_of(*alone));
}

template <class Visit>
void for_each_in(const bson_t& document, const char* array, Visit visit) {
  bson_iter_t place;
  bson_iter_t item;
  if (!bson_iter_init_find(&place, &document, array) || !BSON_ITER_HOLDS_ARRAY(&place) ||
      !bson_iter_recurse(&place, &item)) {
    return;
  }
  while (bson_iter_next(&item)) {
    if (!BSON_ITER_HOLDS_DOCUMENT(&item)) continue;
    std::uint32_t size = 0;
    const std::uint8_t* bytes = nullptr;
    bson_iter_document(&item, &size, &bytes);
    visit(*BsonView({reinterpret_cast<const char*>(bytes), size}));
  }
}

}  // namespace

/// The driver's clients, which are made when they are wanted. Not its pool: that has a thread for
/// each server, which no request to stop reaches.
struct MongodbClient::State {
  State(MongodbUri given, unsigned connections)
      : uri(std::move(given)), streams(uri.get()), left(connections) {}
  State(const State&) = delete;
  State& operator=(const State&) = delete;
  ~State() {
    for (mongoc_client_t* client : idle) mongoc_client_destroy(client);
  }

  /// Waits until there is one.
  mongoc_client_t* take() {
    std::unique_lock lock(mutex);
    freed.wait(lock, [this] { return !idle.empty() || left > 0; });
    if (!idle.empty()) {
      mongoc_client_t* client = idle.back();
      idle.pop_back();
      return client;
    }
    --left;
    lock.unlock();
    mongoc_client_t* client = mongoc_client_new_from_uri(uri.get());
    CHECK(client != nullptr);
    mongoc_client_set_error_api(client, MONGOC_ERROR_API_VERSION_2);
    streams.serve(client);
    return client;
  }

  /// `good` false: what it knows of its servers is not so any more.
  void give_back(mongoc_client_t* client, bool good) {
    if (!good) mongoc_client_destroy(client);
    const std::lock_guard lock(mutex);
    if (good) {
      idle.push_back(client);
    } else {
      ++left;
    }
    freed.notify_one();
  }

  const MongodbUri uri;
  MongodbStreams streams;
  std::mutex mutex;
  std::condition_variable freed;
  std::vector<mongoc_client_t*> idle;
  unsigned left;  ///< How many more may be made.
};

/// One of the driver's clients for one operation.
class MongodbClient::Lease {
 public:
  explicit Lease(State& state) : state_(state), client_(state.take()) {}
  Lease(const Lease&) = delete;
  Lease& operator=(const Lease&) = delete;
  ~Lease() { state_.give_back(client_, good_); }

  mongoc_client_t* get() const { return client_; }
  Collection collection(const std::string& database, const std::string& name) const {
    return Collection(mongoc_client_get_collection(client_, database.c_str(), name.c_str()));
  }

  /// The error of the operation, for people.
  Error failure(const std::string& hosts, const bson_error_t& error, const bson_t* reply) {
    Error said = mongodb_error(error, reply);
    good_ = said.code() != Code::kUnavailable;
    return std::move(said).during(hosts);
  }

 private:
  State& state_;
  mongoc_client_t* const client_;
  bool good_ = true;
};

MongodbClient::MongodbClient(std::string hosts, std::unique_ptr<State> state)
    : hosts_(std::move(hosts)), state_(std::move(state)) {}

MongodbClient::~MongodbClient() = default;

Result<std::unique_ptr<MongodbClient>> MongodbClient::make(const MongodbAddress& address,
                                                           const MongodbCredentials& credentials,
                                                           const MongodbWriteConcern& concern,
                                                           unsigned connections) {
  start_mongodb_driver();
  TRY_ASSIGN(MongodbUri uri, driver_uri(address, credentials));
  const std::unique_ptr<mongoc_write_concern_t, decltype(&mongoc_write_concern_destroy)> wanted(
      mongoc_write_concern_copy(mongoc_uri_get_write_concern(uri.get())),
      mongoc_write_concern_destroy);
  std::string members = concern.members;
  if (members.empty() && !mongoc_uri_has_option(uri.get(), MONGOC_URI_W)) members = "majority";
  if (members == "majority") {
    mongoc_write_concern_set_wmajority(wanted.get(), 0);
  } else if (!members.empty() && members.find_first_not_of("0123456789") == std::string::npos) {
    mongoc_write_concern_set_w(wanted.get(), std::stoi(members));
  } else if (!members.empty()) {
    mongoc_write_concern_set_wtag(wanted.get(), members.c_str());
  }
  if (concern.journal) mongoc_write_concern_set_journal(wanted.get(), true);
  if (!mongoc_write_concern_is_acknowledged(wanted.get())) {
    return Error(Code::kInvalid, address.hosts +
                                     ": writes that nobody acknowledges (w=0) would be lost in "
                                     "silence; take w=majority or w=1");
  }
  mongoc_uri_set_write_concern(uri.get(), wanted.get());
  // What only the driver can find out, such as SRV records that are not there.
  bson_error_t error{};
  mongoc_client_t* first = mongoc_client_new_from_uri_with_error(uri.get(), &error);
  if (first == nullptr) return mongodb_error(error, nullptr).during(address.hosts);
  mongoc_client_destroy(first);
  auto state = std::make_unique<State>(std::move(uri), connections);
  return std::unique_ptr<MongodbClient>(new MongodbClient(address.hosts, std::move(state)));
}

void MongodbClient::interrupt() {
  state_->streams.interrupt();
}

Status MongodbClient::reach() {
  const BsonDocument ping;
  bson_append_int32(ping.get(), "ping", -1, 1);
  TRY(command("admin", *ping));
  return {};
}

Result<BsonDocument> MongodbClient::command(const std::string& database, const bson_t& command) {
  Lease lease(*state_);
  Reply reply;
  bson_error_t error{};
  if (!mongoc_client_command_with_opts(lease.get(), database.c_str(), &command, nullptr, nullptr,
                                       reply.fresh(), &error)) {
    return lease.failure(hosts_, error, &*reply);
  }
  return BsonDocument(bson_copy(&*reply));
}

Result<std::vector<MongodbClient::Refusal>> MongodbClient::insert(
    const std::string& database, const std::string& collection,
    std::span<const std::string_view> documents) {
  std::vector<Refusal> refusals;
  if (documents.empty()) return refusals;
  std::vector<std::size_t> duplicates;
  {
    Lease lease(*state_);
    const Collection into = lease.collection(database, collection);
    const BsonDocument options;
    bson_append_bool(options.get(), "ordered", -1, false);
    bson_append_bool(options.get(), "validate", -1, false);
    Reply reply;
    bson_error_t error{};
    const Bulk bulk(documents);
    if (mongoc_collection_insert_many(into.get(), bulk.pointers(), documents.size(), options.get(),
                                      reply.fresh(), &error)) {
      return refusals;
    }
    bool transient = false;
    for_each_in(*reply, "writeErrors", [&](const bson_t& item) {
      const std::int64_t code = integer_in(item, "code");
      transient = transient || is_transient_code(code);
      Refusal refusal{.place = static_cast<std::size_t>(integer_in(item, "index")), .reason = {}};
      if (is_duplicate_code(code) && is_of_id(item)) {
        refusal.already_there = true;
      } else {
        if (is_duplicate_code(code)) duplicates.push_back(refusals.size());
        refusal.reason = reason_of(item);
      }
      refusals.push_back(std::move(refusal));
    });
    const auto inserted = static_cast<std::size_t>(integer_in(*reply, "insertedCount"));
    bool doubtful = transient || inserted + refusals.size() != documents.size();
    for_each_in(*reply, "writeConcernErrors", [&](const bson_t&) { doubtful = true; });
    if (doubtful) {
      Error said = lease.failure(hosts_, error, &*reply);
      if (!transient || said.retryable()) return said;
      return Error(Code::kUnavailable, std::string(said.message()));
    }
  }
  TRY(tell_apart(database, collection, documents, refusals, duplicates));
  return refusals;
}

Status MongodbClient::tell_apart(const std::string& database, const std::string& collection,
                                 std::span<const std::string_view> documents,
                                 std::vector<Refusal>& refusals,
                                 std::span<const std::size_t> duplicates) {
  const BsonDocument options;
  bson_t projection;
  bson_append_document_begin(options.get(), "projection", -1, &projection);
  bson_append_int32(&projection, "_id", -1, 1);
  bson_append_document_end(options.get(), &projection);
  for (; !duplicates.empty();
       duplicates = duplicates.subspan(std::min(kKeysAtOnce, duplicates.size()))) {
    const auto some = duplicates.first(std::min(kKeysAtOnce, duplicates.size()));
    const BsonDocument filter;
    bson_t condition;
    bson_t keys;
    bson_append_document_begin(filter.get(), "_id", -1, &condition);
    bson_append_array_begin(&condition, "$in", -1, &keys);
    for (std::size_t i = 0; i < some.size(); ++i) {
      const BsonView document(documents[refusals[some[i]].place]);
      bson_iter_t place;
      const bool found = bson_iter_init_find(&place, document.get(), "_id");
      CHECK(found);
      const std::string number = std::to_string(i);
      bson_append_iter(&keys, number.c_str(), static_cast<int>(number.size()), &place);
    }
    bson_append_array_end(&condition, &keys);
    bson_append_document_end(filter.get(), &condition);
    std::unordered_set<std::string> there;
    TRY(find(database, collection, *filter, options.get(), [&there](std::string_view found) {
      there.insert(key_of(*BsonView(found)));
      return Status();
    }));
    for (const std::size_t duplicate : some) {
      Refusal& refusal = refusals[duplicate];
      refusal.already_there = there.contains(key_of(*BsonView(documents[refusal.place])));
    }
  }
  return {};
}

Status MongodbClient::find(const std::string& database, const std::string& collection,
                           const bson_t& filter, const bson_t* options,
                           const std::function<Status(std::string_view)>& take) {
  Lease lease(*state_);
  const Collection from = lease.collection(database, collection);
  const Cursor cursor(mongoc_collection_find_with_opts(from.get(), &filter, options, nullptr));
  const bson_t* found = nullptr;
  while (mongoc_cursor_next(cursor.get(), &found)) TRY(take(bytes_of(*found)));
  bson_error_t error{};
  const bson_t* reply = nullptr;
  if (mongoc_cursor_error_document(cursor.get(), &error, &reply))
    return lease.failure(hosts_, error, reply);
  return {};
}

}  // namespace bdp
