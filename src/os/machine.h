#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace bdp::os {

/// The processors that this process may run on: what `taskset` and a container's cpuset leave.
unsigned usable_processors();

/// Empty when the kernel does not tell.
std::string host_name();

bool is_terminal(int fd);

/// Columns of the terminal behind `fd`; nothing when there is none.
std::optional<unsigned> terminal_columns(int fd);

/// Looks up an environment variable; an unset one is nothing.
using Variables = std::function<std::optional<std::string>(std::string_view)>;

Variables process_variables();

/// Where the platform keeps its data unless told: $XDG_STATE_HOME/mysimbdp, else
/// ~/.local/state/mysimbdp. An XDG_STATE_HOME that is not absolute is ignored, as the XDG Base
/// Directory Specification says.
Result<std::string> default_home(const Variables& variables);

}  // namespace bdp::os
