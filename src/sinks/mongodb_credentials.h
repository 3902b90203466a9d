#pragma once

#include "base/result.h"
#include "lang/variables.h"
#include "os/files.h"
#include "wire/mongodb_address.h"

namespace bdp {

/// The name and the password that the variables MYSIMBDP_MONGODB_USERNAME and
/// MYSIMBDP_MONGODB_PASSWORD have, or the files that MYSIMBDP_MONGODB_USERNAME_FILE and
/// MYSIMBDP_MONGODB_PASSWORD_FILE name. kInvalid: both are set.
Result<MongodbCredentials> read_mongodb_credentials(const lang::VariableLookup& variable,
                                                    os::Files& files);

}  // namespace bdp
