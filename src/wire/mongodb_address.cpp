#include "wire/mongodb_address.h"

#include <algorithm>

namespace bdp {
namespace {

constexpr std::string_view kPlainScheme = "mongodb://";
constexpr std::string_view kSrvScheme = "mongodb+srv://";
constexpr std::int32_t kConnectMilliseconds = 2000;
constexpr std::int32_t kAnswerMilliseconds = 60'000;

/// Parts of a URI, as they stand in it.
struct Parts {
  std::string_view scheme;
  std::string_view user;  ///< With what follows its colon.
  std::string_view hosts;
  std::string_view database;
  std::string_view options;
};

Result<Parts> part(std::string_view text) {
  Parts parts;
  for (const std::string_view scheme : {kPlainScheme, kSrvScheme}) {
    if (text.starts_with(scheme)) parts.scheme = text.substr(0, scheme.size());
  }
  if (parts.scheme.empty()) {
    return Error(Code::kInvalid, "a MongoDB's URI begins with mongodb:// or mongodb+srv://");
  }
  text.remove_prefix(parts.scheme.size());
  const std::size_t question = text.find('?');
  if (question != std::string_view::npos) parts.options = text.substr(question + 1);
  text = text.substr(0, question);
  const std::size_t slash = text.find('/');
  if (slash != std::string_view::npos) parts.database = text.substr(slash + 1);
  text = text.substr(0, slash);
  const std::size_t at = text.rfind('@');
  if (at != std::string_view::npos) {
    parts.user = text.substr(0, at);
    text.remove_prefix(at + 1);
  }
  parts.hosts = text;
  return parts;
}

bool has_secret(const Parts& parts) {
  if (parts.user.find(':') != std::string_view::npos) return true;
  std::string options(parts.options);
  std::ranges::transform(options, options.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
  });
  return options.find("password=") != std::string::npos;
}

Result<MongodbUri> parse_by_driver(const std::string& text, std::string_view shown) {
  bson_error_t error{};
  MongodbUri uri(mongoc_uri_new_with_error(text.c_str(), &error));
  if (!uri) return Error(Code::kInvalid, std::string(shown) + ": " + error.message);
  return uri;
}

}  // namespace

Result<MongodbAddress> MongodbAddress::parse(std::string_view text) {
  TRY_ASSIGN(const Parts parts, part(text));
  MongodbAddress address{
      .uri = std::string(text),
      .hosts = std::string(parts.scheme) + std::string(parts.hosts),
      .database = std::string(parts.database),
  };
  if (has_secret(parts)) {
    return Error(Code::kInvalid,
                 address.hosts +
                     ": a password does not belong into a URI, which others can read; "
                     "give it by the environment: MYSIMBDP_MONGODB_PASSWORD, or "
                     "MYSIMBDP_MONGODB_PASSWORD_FILE with a file's name");
  }
  if (parts.hosts.empty()) return Error(Code::kInvalid, address.hosts + ": the host is missing");
  TRY(parse_by_driver(address.uri, address.hosts));
  return address;
}

Result<MongodbUri> driver_uri(const MongodbAddress& address,
                              const MongodbCredentials& credentials) {
  TRY_ASSIGN(MongodbUri uri, parse_by_driver(address.uri, address.hosts));
  const auto fall_back = [&uri](const char* option, auto set, auto value) {
    if (!mongoc_uri_has_option(uri.get(), option)) set(uri.get(), option, value);
  };
  fall_back(MONGOC_URI_CONNECTTIMEOUTMS, mongoc_uri_set_option_as_int32, kConnectMilliseconds);
  fall_back(MONGOC_URI_SOCKETTIMEOUTMS, mongoc_uri_set_option_as_int32, kAnswerMilliseconds);
  fall_back(MONGOC_URI_RETRYWRITES, mongoc_uri_set_option_as_bool, false);
  if (!mongoc_uri_has_option(uri.get(), MONGOC_URI_APPNAME)) {
    mongoc_uri_set_appname(uri.get(), "mysimbdp");
  }
  if (!credentials.username.empty()) {
    mongoc_uri_set_username(uri.get(), credentials.username.c_str());
  }
  if (!credentials.password.empty()) {
    if (mongoc_uri_get_username(uri.get()) == nullptr) {
      return Error(Code::kInvalid, address.hosts +
                                       ": there is a password, but no name to it; write USER@ in "
                                       "front of the host or set MYSIMBDP_MONGODB_USERNAME");
    }
    mongoc_uri_set_password(uri.get(), credentials.password.c_str());
  }
  return uri;
}

}  // namespace bdp
