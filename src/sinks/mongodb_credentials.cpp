#include "sinks/mongodb_credentials.h"

#include "sinks/secret.h"

namespace bdp {

Result<MongodbCredentials> read_mongodb_credentials(const lang::VariableLookup& variable,
                                                    os::Files& files) {
  MongodbCredentials credentials;
  TRY_ASSIGN(credentials.username, read_secret(variable, files, "MYSIMBDP_MONGODB_USERNAME"));
  TRY_ASSIGN(credentials.password, read_secret(variable, files, "MYSIMBDP_MONGODB_PASSWORD"));
  return credentials;
}

}  // namespace bdp
