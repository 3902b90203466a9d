#include "wire/mongodb_error.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace bdp {
namespace {

// By their numbers in the server's error_codes.yml.
constexpr std::array<std::int64_t, 21> kTransient = {
    6,      // HostUnreachable
    7,      // HostNotFound
    24,     // LockTimeout
    50,     // MaxTimeMSExpired
    63,     // StaleShardVersion
    64,     // WriteConcernFailed: not enough members within wtimeout
    89,     // NetworkTimeout
    91,     // ShutdownInProgress
    112,    // WriteConflict
    117,    // ConflictingOperationInProgress
    133,    // FailedToSatisfyReadPreference
    189,    // PrimarySteppedDown
    202,    // NetworkInterfaceExceededTimeLimit
    262,    // ExceededTimeLimit
    9001,   // SocketException
    10107,  // NotWritablePrimary
    11600,  // InterruptedAtShutdown
    11602,  // InterruptedDueToReplStateChange
    13388,  // StaleConfig
    13435,  // NotPrimaryNoSecondaryOk
    13436,  // NotPrimaryOrSecondary
};

constexpr std::int64_t kUnauthorized = 13;
constexpr std::int64_t kAuthenticationFailed = 18;
constexpr std::int64_t kNamespaceNotFound = 26;
constexpr std::int64_t kOutOfDiskSpace = 14031;
constexpr std::int64_t kAtlasDenied = 8000;

Code code_of_server(std::int64_t code) {
  if (is_transient_code(code)) return Code::kUnavailable;
  switch (code) {
    case kUnauthorized:
    case kAuthenticationFailed:
    case kAtlasDenied:
      return Code::kDenied;
    case kNamespaceNotFound:
      return Code::kNotFound;
    case kOutOfDiskSpace:
      return Code::kExhausted;
    default:
      return Code::kInvalid;
  }
}

/// A certificate does not become right by waiting.
bool about_certificate(std::string_view message) {
  return message.find("TLS handshake failed") != std::string_view::npos &&
         message.find("certificate") != std::string_view::npos;
}

Code code_of(const bson_error_t& error) {
  switch (error.domain) {
    case MONGOC_ERROR_STREAM:
    case MONGOC_ERROR_SERVER_SELECTION:
      if (about_certificate(error.message)) return Code::kDenied;
      return Code::kUnavailable;
    case MONGOC_ERROR_CLIENT:
      return error.code == MONGOC_ERROR_CLIENT_AUTHENTICATE ? Code::kDenied : Code::kUnavailable;
    case MONGOC_ERROR_SASL:
    case MONGOC_ERROR_SCRAM:
      return Code::kDenied;
    case MONGOC_ERROR_PROTOCOL:
      return error.code == MONGOC_ERROR_PROTOCOL_INVALID_REPLY ? Code::kUnavailable
                                                               : Code::kInvalid;
    case MONGOC_ERROR_WRITE_CONCERN:
      return Code::kUnavailable;
    default:
      return code_of_server(error.code);
  }
}

}  // namespace

bool is_transient_code(std::int64_t code) {
  return std::ranges::find(kTransient, code) != kTransient.end();
}

bool is_duplicate_code(std::int64_t code) {
  return code == 11000 || code == 11001 || code == 12582;
}

Error mongodb_error(const bson_error_t& error, const bson_t* reply) {
  const bool labelled =
      reply != nullptr && (mongoc_error_has_label(reply, "RetryableWriteError") ||
                           mongoc_error_has_label(reply, "TransientTransactionError"));
  return {labelled ? Code::kUnavailable : code_of(error), error.message};
}

}  // namespace bdp
