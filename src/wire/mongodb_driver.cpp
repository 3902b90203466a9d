#include "wire/mongodb_driver.h"

#include <dlfcn.h>
#include <mongoc/mongoc.h>
#include <sys/mman.h>
#include <sys/stat.h>

#include <string_view>

/// libmongoc counts in shared memory with the process id as its name, which it makes when it is
/// loaded, before any code of ours. kill -9 leaves that file behind; the next process of the same
/// id prints a warning for it. So it gets memory without a name. The program's own definition goes
/// before the C library's.
// NOLINTNEXTLINE(readability-identifier-naming): the C library's name.
extern "C" int shm_open(const char* name, int flags, mode_t mode) {
  if (std::string_view(name).starts_with("/mongoc-")) return memfd_create(name + 1, MFD_CLOEXEC);
  using Open = int (*)(const char*, int, mode_t);
  static const auto original = reinterpret_cast<Open>(dlsym(RTLD_NEXT, "shm_open"));
  return original(name, flags, mode);
}

namespace bdp {

void start_mongodb_driver() {
  static const bool started = [] {
    mongoc_log_set_handler([](mongoc_log_level_t, const char*, const char*, void*) {}, nullptr);
    mongoc_init();
    return true;
  }();
  static_cast<void>(started);
}

}  // namespace bdp
