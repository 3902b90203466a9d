#include "home_option.h"

#include <CLI/CLI.hpp>

#include "os/machine.h"

namespace bdp::app {

void add_home_option(CLI::App& command, std::string& home) {
  command.add_option("--home", home, "Data directory, else the XDG state directory")
      ->type_name("DIR")
      ->envname("MYSIMBDP_HOME");
}

Result<Home> home_of(const std::string& asked) {
  if (!asked.empty()) return Home(asked);
  TRY_ASSIGN(std::string path, os::default_home(os::process_variables()));
  return Home(std::move(path));
}

}  // namespace bdp::app
