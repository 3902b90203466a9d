#include "sandbox/request_check.h"

#include <unistd.h>

#include <algorithm>
#include <set>
#include <string>
#include <string_view>

#include "os/system_error.h"
#include "sandbox/launch_plan.h"

namespace bdp {
namespace {

constexpr std::uint64_t kLeastMemory = std::uint64_t{1} << 20U;
constexpr std::uint32_t kLeastFiles = 16;
constexpr std::uint16_t kFirstFreePort = 1024;

Error invalid(const std::string& field, const std::string& problem) {
  return {Code::kInvalid, field + ": " + problem};
}

bool has_nul(std::string_view text) {
  return text.find('\0') != std::string_view::npos;
}

bool has_part(std::string_view path, std::string_view part) {
  while (!path.empty()) {
    const std::size_t end = path.find('/');
    if (path.substr(0, end) == part) return true;
    if (end == std::string_view::npos) return false;
    path.remove_prefix(end + 1);
  }
  return false;
}

Status check_path(const std::string& field, std::string_view path) {
  if (!path.starts_with('/')) {
    return invalid(field, "'" + std::string(path) + "' is not an absolute path");
  }
  if (has_part(path, "..") || has_nul(path)) {
    return invalid(field, "'" + std::string(path) + "' must be a path without '..'");
  }
  return {};
}

Status check_limits(const AppLimits& limits) {
  if (!(limits.processors > 0)) return invalid("limits.processors", "must be more than 0");
  if (limits.memory_bytes < kLeastMemory) {
    return invalid("limits.memory_bytes", "must be 1048576 at least");
  }
  if (limits.processes == 0) return invalid("limits.processes", "must be 1 at least");
  if (limits.time.count() <= 0) return invalid("limits.time", "must be more than 0");
  if (limits.output_bytes == 0) return invalid("limits.output_bytes", "must be more than 0");
  if (limits.disk_bytes == 0) return invalid("limits.disk_bytes", "must be more than 0");
  if (limits.open_files < kLeastFiles) return invalid("limits.open_files", "must be 16 at least");
  return {};
}

/// A bundle has its own system.
std::vector<std::string_view> kept_places(const AppRequest& request) {
  if (!request.bundle.empty()) return {"/proc", "/dev"};
  return {"/proc", "/dev", "/usr", "/etc"};
}

Status check_mounts(const AppRequest& request) {
  const std::vector<AppMount>& mounts = request.mounts;
  for (std::size_t i = 0; i < mounts.size(); ++i) {
    const std::string field = "mounts[" + std::to_string(i) + "]";
    const AppMount& mount = mounts[i];
    TRY(check_path(field + ".host_path", mount.host_path));
    TRY(check_path(field + ".inside_path", mount.inside_path));
    for (const std::string_view kept : kept_places(request)) {
      if (mount.inside_path == kept || mount.inside_path.starts_with(std::string(kept) + "/")) {
        return invalid(field + ".inside_path", "'" + mount.inside_path + "' is the system's");
      }
    }
    if (mount.inside_path.find_first_not_of('/') == std::string::npos) {
      return invalid(field + ".inside_path", "'/' is the system's");
    }
    for (const AppMount& other : mounts) {
      if (mount.inside_path.starts_with(other.inside_path + "/")) {
        return invalid(
            field + ".inside_path",
            "'" + mount.inside_path + "' is in another mount, '" + other.inside_path + "'");
      }
    }
    if (access(mount.host_path.c_str(), F_OK) != 0) {
      return os::system_error(errno, "find " + field + ".host_path " + mount.host_path);
    }
  }
  return {};
}

Status check_relays(const std::vector<AppRelay>& relays) {
  std::set<std::uint16_t> ports;
  if (relays.size() > launch::kMaxPorts) {
    return invalid("relays", std::to_string(launch::kMaxPorts) + " at most");
  }
  for (std::size_t i = 0; i < relays.size(); ++i) {
    const std::string field = "relays[" + std::to_string(i) + "]";
    if (relays[i].inside_port < kFirstFreePort) {
      return invalid(field + ".inside_port", "must be 1024 at least: lower ones need rights");
    }
    if (!ports.insert(relays[i].inside_port).second) {
      return invalid(field + ".inside_port",
                     std::to_string(relays[i].inside_port) + " is there twice");
    }
    if (relays[i].host.empty()) return invalid(field + ".host", "must not be empty");
    if (relays[i].port == 0) return invalid(field + ".port", "must not be 0");
  }
  return {};
}

Status check_texts(const AppRequest& request) {
  if (request.arguments.empty()) {
    return invalid("arguments", "must name a program");
  }
  if (std::ranges::any_of(request.arguments, has_nul)) {
    return invalid("arguments", "must not have a byte 0");
  }
  if (std::ranges::any_of(request.environment, has_nul)) {
    return invalid("environment", "must not have a byte 0");
  }
  for (const std::string& variable : request.environment) {
    if (variable.find('=') == std::string::npos || variable.starts_with('=')) {
      return invalid("environment", "'" + variable + "' is not NAME=VALUE");
    }
  }
  return check_path("working_directory", request.working_directory);
}

Status check_user(const AppUser& user) {
  if (user.user == 0 || user.group == 0) return invalid("user", "an app never runs as root");
  if (geteuid() != 0 && (user.user != geteuid() || user.group != getegid())) {
    return Error(Code::kDenied,
                 "user: only a platform that is root can run apps as another user than itself");
  }
  return {};
}

}  // namespace

Status check_request(const AppRequest& request, IsolationLevel level) {
  if (request.required > level) {
    return Error(Code::kDenied, "the app requires isolation by " +
                                    std::string(name_of(request.required)) + ", this host allows " +
                                    std::string(name_of(level)));
  }
  TRY(check_texts(request));
  TRY(check_limits(request.limits));
  TRY(check_mounts(request));
  TRY(check_relays(request.relays));
  if (request.grace.count() < 0) return invalid("grace", "must not be negative");
  if (request.user) TRY(check_user(*request.user));
  return {};
}

}  // namespace bdp
