#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "os/unique_fd.h"
#include "sandbox/app.h"

namespace bdp {

/// What an app sees of this machine's system: programs and libraries, a few files of /etc, and
/// names of its own for user, group and host. Made anew for each run: they are read once.
struct SystemFiles {
  std::vector<os::UniqueFd> descriptors;  ///< As bubblewrap_arguments() names them.
};

Result<SystemFiles> make_system_files(AppUser user);

/// How bubblewrap is to be called for `request`; the system's own files are descriptors from
/// `first_file` on.
std::vector<std::string> bubblewrap_arguments(const AppRequest& request, AppUser user,
                                              int first_file);

}  // namespace bdp
