#include "sandbox/launcher_image.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cerrno>
#include <cstddef>

#include "os/system_error.h"

// The bytes of the program LAUNCHER_PATH, which is built before this file.
asm(".pushsection .rodata\n"
    ".global kLauncherBegin\n"
    ".global kLauncherEnd\n"
    "kLauncherBegin: .incbin \"" LAUNCHER_PATH
    "\"\n"
    "kLauncherEnd: .byte 0\n"
    ".popsection\n");

extern "C" {
extern const char kLauncherBegin[];
extern const char kLauncherEnd[];
}

namespace bdp {
namespace {

constexpr unsigned kExecutable = 0x10;  // MFD_EXEC, which Debian 12's headers do not have.

}  // namespace

Result<os::UniqueFd> make_launcher_image() {
  constexpr unsigned kFlags = MFD_CLOEXEC | MFD_ALLOW_SEALING;
  os::UniqueFd file(memfd_create("app launcher", kFlags | kExecutable));
  // Kernels before 6.3 do not know the flag: there every such file can be executed.
  if (!file.valid() && errno == EINVAL) {
    file = os::UniqueFd(memfd_create("app launcher", kFlags));
  }
  if (!file.valid()) return os::system_error(errno, "make a file for the launcher of apps");
  const auto size = static_cast<std::size_t>(kLauncherEnd - kLauncherBegin);
  if (write(file.get(), kLauncherBegin, size) != static_cast<ssize_t>(size)) {
    return os::system_error(errno, "write the launcher of apps");
  }
  // Whoever could write to it would write to the next app's.
  constexpr int kFixed = F_SEAL_WRITE | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL;
  if (fcntl(file.get(), F_ADD_SEALS, kFixed) != 0) {
    return os::system_error(errno, "seal the launcher of apps");
  }
  return file;
}

}  // namespace bdp
