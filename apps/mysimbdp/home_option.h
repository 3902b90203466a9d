#pragma once

#include <string>

#include "base/result.h"
#include "control/home.h"

// NOLINTNEXTLINE(readability-identifier-naming): the library's own name.
namespace CLI {
class App;
}

namespace bdp::app {

/// Adds `--home DIR`, which the environment variable MYSIMBDP_HOME may give as well.
void add_home_option(CLI::App& command, std::string& home);

/// The home that was asked for, else the default one.
Result<Home> home_of(const std::string& asked);

}  // namespace bdp::app
