#include "sinks/mongodb_credentials.h"

#include <cstdint>
#include <optional>
#include <string>

namespace bdp {
namespace {

constexpr std::uint64_t kMostBytes = 4096;

Result<std::string> read(const lang::VariableLookup& variable, os::Files& files,
                         const std::string& name) {
  if (!variable) return std::string();
  const std::optional<std::string> value = variable(name);
  const std::optional<std::string> path = variable(name + "_FILE");
  if (value && path) {
    return Error(Code::kInvalid, name + " and " + name + "_FILE are both set; set one of them");
  }
  if (!path) return value.value_or("");
  auto text = os::read_whole(files, *path, kMostBytes);
  if (!text) return std::move(text).error().during(name + "_FILE");
  while (text->ends_with('\n') || text->ends_with('\r')) text->pop_back();
  return text;
}

}  // namespace

Result<MongodbCredentials> read_mongodb_credentials(const lang::VariableLookup& variable,
                                                    os::Files& files) {
  MongodbCredentials credentials;
  TRY_ASSIGN(credentials.username, read(variable, files, "MYSIMBDP_MONGODB_USERNAME"));
  TRY_ASSIGN(credentials.password, read(variable, files, "MYSIMBDP_MONGODB_PASSWORD"));
  return credentials;
}

}  // namespace bdp
