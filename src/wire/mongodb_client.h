#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "wire/bson_document.h"
#include "wire/mongodb_address.h"

namespace bdp {

/// How sure a write is to be before it is answered.
struct MongodbWriteConcern {
  /// "majority", a number of members, or a tag; empty: what the URI says, else majority.
  std::string members;
  bool journal = false;  ///< It is in the journal on disk.
};

/// Connections to one MongoDB: a server, a replica set or a sharded cluster. Thread-safe; an
/// operation takes a connection for as long as it lasts. Errors are those of mongodb_error().
class MongodbClient {
 public:
  /// A document that was not stored.
  struct Refusal {
    std::size_t place;           ///< Among the documents of the insert.
    bool already_there = false;  ///< Its `_id` is in the collection.
    std::string reason;          ///< Otherwise: what the server says.
  };

  /// Connects to nothing yet. `connections`: the most at once; others wait for one.
  static Result<std::unique_ptr<MongodbClient>> make(const MongodbAddress& address,
                                                     const MongodbCredentials& credentials,
                                                     const MongodbWriteConcern& concern,
                                                     unsigned connections);
  ~MongodbClient();
  MongodbClient(const MongodbClient&) = delete;
  MongodbClient& operator=(const MongodbClient&) = delete;

  /// Connects and logs in. kUnavailable and kDenied: what is wrong with host, name or certificate.
  Status reach();

  /// Runs a command and returns the answer.
  Result<BsonDocument> command(const std::string& database, const bson_t& command);

  /// Inserts all of `documents` (whole BSON, each with an `_id`) that can be, in no order, and
  /// returns those that were not. An error says nothing about any of them: all may be sent again.
  Result<std::vector<Refusal>> insert(const std::string& database, const std::string& collection,
                                      std::span<const std::string_view> documents);

  /// Calls `take` with the BSON of each document that `filter` finds; an error that it returns ends
  /// the query. `options`: of mongoc_collection_find_with_opts(), may be null.
  Status find(const std::string& database, const std::string& collection, const bson_t& filter,
              const bson_t* options, const std::function<Status(std::string_view)>& take);

  /// Makes operations under way, and later ones, end with kUnavailable within two seconds.
  void interrupt();

  const std::string& hosts() const { return hosts_; }

 private:
  class Lease;
  struct State;

  MongodbClient(std::string hosts, std::unique_ptr<State> state);

  /// The rest of a bulk's errors: which documents are there already.
  Status tell_apart(const std::string& database, const std::string& collection,
                    std::span<const std::string_view> documents, std::vector<Refusal>& refusals,
                    std::span<const std::size_t> duplicates);

  const std::string hosts_;
  std::unique_ptr<State> state_;
};

}  // namespace bdp
