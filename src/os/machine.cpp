#include "os/machine.h"

#include <pwd.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <memory>
#include <thread>
#include <vector>

#include "os/files.h"

namespace bdp::os {
namespace {

/// The home directory that the user database has; empty: none.
std::string home_of_user() {
  std::vector<char> buffer(16384);
  passwd entry = {};
  passwd* found = nullptr;
  if (getpwuid_r(getuid(), &entry, buffer.data(), buffer.size(), &found) != 0 || found == nullptr) {
    return {};
  }
  return found->pw_dir;
}

}  // namespace

unsigned usable_processors() {
  // A cpu_set_t holds 1024 processors; bigger machines need a bigger set.
  for (std::size_t processors = 1024; processors <= 65536; processors *= 2) {
    const std::unique_ptr<cpu_set_t, void (*)(cpu_set_t*)> set(
        CPU_ALLOC(processors), [](cpu_set_t* allocated) { CPU_FREE(allocated); });
    const std::size_t bytes = CPU_ALLOC_SIZE(processors);
    if (set != nullptr && sched_getaffinity(0, bytes, set.get()) == 0) {
      const int count = CPU_COUNT_S(bytes, set.get());
      if (count > 0) return static_cast<unsigned>(count);
    }
  }
  const unsigned all = std::thread::hardware_concurrency();
  return all == 0 ? 1 : all;
}

std::string host_name() {
  std::array<char, 256> name = {};
  if (gethostname(name.data(), name.size() - 1) != 0) return {};
  return name.data();
}

bool is_terminal(int fd) {
  return isatty(fd) == 1;
}

std::optional<unsigned> terminal_columns(int fd) {
  winsize size = {};
  if (ioctl(fd, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) return std::nullopt;
  return size.ws_col;
}

Variables process_variables() {
  return [](std::string_view name) -> std::optional<std::string> {
    const char* value = std::getenv(std::string(name).c_str());
    if (value == nullptr) return std::nullopt;
    return value;
  };
}

Result<std::string> default_home(const Variables& variables) {
  const std::string state = variables("XDG_STATE_HOME").value_or("");
  if (state.starts_with('/')) return join_path(state, "mysimbdp");
  std::string home = variables("HOME").value_or("");
  if (home.empty()) home = home_of_user();
  if (!home.starts_with('/')) {
    return Error(Code::kNotFound,
                 "no place for the platform's data: neither XDG_STATE_HOME nor HOME is set; "
                 "say one with --home DIR");
  }
  return join_path(home, ".local/state/mysimbdp");
}

}  // namespace bdp::os
