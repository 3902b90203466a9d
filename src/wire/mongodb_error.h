#pragma once

#include <mongoc/mongoc.h>

#include <string>

#include "base/result.h"

namespace bdp {

/// What libmongoc or the server said, as an error of ours. kUnavailable: another try may work (the
/// network, a time limit, a server that is no primary now). kDenied: name, password or rights.
/// `reply` may be null; it has the server's labels.
Error mongodb_error(const bson_error_t& error, const bson_t* reply);

/// Codes with which a server, or a shard of it, asks for another try.
bool is_transient_code(std::int64_t code);

/// A document's key, or that of another unique index, is there already.
bool is_duplicate_code(std::int64_t code);

inline constexpr std::int64_t kMongodbCommandNotFound = 59;

}  // namespace bdp
