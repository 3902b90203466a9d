#include "platform_store.h"

#include "os/files.h"
#include "store/sqlite_store.h"

namespace bdp::app {

Result<std::unique_ptr<Store>> platform_store(const Home& home) {
  os::Files& files = os::real_files();
  if (!files.info(home.control_database())) {
    return Error(Code::kNotFound, home.path() +
                                      ": there is no platform here; 'mysimbdp serve' makes one, "
                                      "--home names another place");
  }
  return open_sqlite_store(files, home.control_database());
}

}  // namespace bdp::app
