#pragma once

#include <memory>

#include "base/result.h"
#include "control/home.h"
#include "store/store.h"

namespace bdp::app {

/// The store of the platform at `home`, for commands that ask it. kNotFound: none was ever there.
Result<std::unique_ptr<Store>> platform_store(const Home& home);

}  // namespace bdp::app
