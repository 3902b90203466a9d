#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "sandbox/app.h"

namespace bdp {

/// A tenant's coredms as its black boxes see it: a port on their own loopback that the platform
/// passes on.
struct CoredmsAccess {
  std::string uri;  ///< With the tenant's password, for the app alone.
  AppRelay relay;
};

/// Of the URI in the tenant's profile, which names one server: a relay passes on to one address.
Result<CoredmsAccess> coredms_access(std::string_view uri, std::string_view password);

}  // namespace bdp
