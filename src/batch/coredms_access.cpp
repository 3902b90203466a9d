#include "batch/coredms_access.h"

#include <charconv>

#include "wire/percent_encoding.h"

namespace bdp {
namespace {

constexpr std::string_view kScheme = "mongodb://";
constexpr std::uint16_t kPort = 27017;

Error wrong(std::string_view why) {
  return {Code::kInvalid, "the profile's coredms.uri " + std::string(why) +
                              "; write mongodb://USER@HOST:PORT/DATABASE"};
}

}  // namespace

Result<CoredmsAccess> coredms_access(std::string_view uri, std::string_view password) {
  if (!uri.starts_with(kScheme)) return wrong("does not begin with mongodb://");
  uri.remove_prefix(kScheme.size());
  const std::size_t slash = uri.find('/');
  if (slash == std::string_view::npos || slash + 1 == uri.size()) return wrong("names no database");
  std::string_view authority = uri.substr(0, slash);
  const std::string_view rest = uri.substr(slash);
  std::string user;
  if (const std::size_t at = authority.rfind('@'); at != std::string_view::npos) {
    user = authority.substr(0, at);
    authority.remove_prefix(at + 1);
    if (user.find(':') != std::string::npos) {
      return wrong("has a password in it, which belongs into coredms.password_file");
    }
    if (!password.empty()) user += ":" + percent_encoded(password);
    user += "@";
  }
  if (authority.find(',') != std::string_view::npos) return wrong("names several servers");
  CoredmsAccess access;
  access.relay = {.inside_port = kPort, .host = std::string(authority), .port = kPort};
  const std::size_t colon = authority.rfind(':');
  if (colon != std::string_view::npos && authority.find(']', colon) == std::string_view::npos) {
    const char* const end = authority.data() + authority.size();
    const auto [stop, problem] =
        std::from_chars(authority.data() + colon + 1, end, access.relay.port);
    if (problem != std::errc() || stop != end) return wrong("has a port that is no number");
    access.relay.host = authority.substr(0, colon);
  }
  if (access.relay.host.empty()) return wrong("names no server");
  access.uri = std::string(kScheme) + user + "127.0.0.1:" + std::to_string(kPort) +
               std::string(rest) + (rest.find('?') == std::string_view::npos ? "?" : "&") +
               // The members' own addresses cannot be reached from inside.
               "directConnection=true";
  return access;
}

}  // namespace bdp
