#pragma once

#include <mongoc/mongoc.h>

#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"

namespace bdp {

struct MongodbUriDeleter {
  void operator()(mongoc_uri_t* uri) const { mongoc_uri_destroy(uri); }
};
using MongodbUri = std::unique_ptr<mongoc_uri_t, MongodbUriDeleter>;

/// Where a MongoDB is and what to connect with, but for the password.
struct MongodbAddress {
  std::string uri;       ///< As it was given; no secret is in it.
  std::string hosts;     ///< `mongodb://host:port,host:port`: for messages and names.
  std::string database;  ///< Empty: the URI names none.

  /// `mongodb://` or `mongodb+srv://`. kInvalid: what is wrong with it; a password in it is, for
  /// command lines and files are read by many. Messages show nothing in front of the hosts.
  static Result<MongodbAddress> parse(std::string_view text);
};

/// Who connects; empty: whom the URI names, without a password.
struct MongodbCredentials {
  std::string username;
  std::string password;
};

/// The driver's form, with what we want where the URI says nothing: writes that the majority has,
/// short waits, no retries of its own.
Result<MongodbUri> driver_uri(const MongodbAddress& address, const MongodbCredentials& credentials);

}  // namespace bdp
